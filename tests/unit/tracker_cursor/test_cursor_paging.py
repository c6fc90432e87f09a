from typing import Any

import pytest

from tracker.cursor.errors import UnexpectedShape
from tracker.cursor.paging import announces_next_page, iter_pages


def pages_of(*bodies: dict[str, Any], page_size: int = 2, max_pages: int = 50) -> list[list[Any]]:
    """Page through `bodies`; past the last one the server repeats it, as some servers do."""
    asked: list[int] = []

    def fetch(page: int) -> dict[str, Any]:
        asked.append(page)
        return bodies[min(page, len(bodies)) - 1]

    found = [body["rows"] for body in iter_pages(fetch, rows_key="rows", page_size=page_size, max_pages=max_pages)]
    assert asked == list(range(1, len(asked) + 1))
    return found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"pagination": {"hasNextPage": True, "numPages": 3}}, True),  # usage events
        ({"pagination": {"hasNextPage": False, "numPages": 2}}, False),
        ({"pagination": {"hasNextPage": True, "totalPages": 3}}, True),  # daily usage, audit, analytics
        ({"pagination": {"hasNextPage": False, "totalPages": 2}}, False),
        ({"totalPages": 3}, True),  # spend
        ({"totalPages": 2}, False),
        ({"totalPages": 0}, False),
        ({"totalCount": 201, "page": 2, "pageSize": 100}, True),  # AI code
        ({"totalCount": 200, "page": 2, "pageSize": 100}, False),
        ({"totalCount": 101, "page": 2, "pageSize": 50}, True),  # a page size that the server has reduced
        ({"pagination": {"numPages": 3}}, True),  # half an answer is enough
        ({"pagination": None}, None),
        ({}, None),
    ],
)
def test_q18_the_four_styles_of_paging_are_understood(body, expected):
    assert announces_next_page(body, page=2, page_size=100) is expected


def test_q17_the_number_of_rows_never_ends_the_paging():
    assert pages_of(
        {"rows": [1], "pagination": {"hasNextPage": True}}, {"rows": [2, 3, 4, 5], "pagination": {"hasNextPage": False}}
    ) == [[1], [2, 3, 4, 5]]


def test_an_empty_page_ends_the_paging_whatever_it_announces():
    announced = {"pagination": {"hasNextPage": True}}
    assert pages_of({"rows": [1, 2], **announced}, {"rows": [], **announced}) == [[1, 2], []]


def test_an_announced_page_that_repeats_the_last_is_an_error():
    stuck = {"rows": [1, 2], "pagination": {"hasNextPage": True, "currentPage": 1}}
    with pytest.raises(UnexpectedShape, match="page 2 repeats page 1"):
        pages_of(stuck)


def test_a_server_without_paging_that_repeats_itself_has_one_page():
    assert pages_of({"rows": [1, 2]}) == [[1, 2]]
    assert pages_of({"rows": [1]}) == [[1]]


def test_twins_on_two_pages_of_one_row_are_two_rows():
    def page(number: int) -> dict[str, Any]:
        return {"rows": ["twin"], "pagination": {"currentPage": number, "hasNextPage": number < 2}}

    assert pages_of(page(1), page(2), page_size=1) == [["twin"], ["twin"]]


def test_pages_without_end_are_cut():
    def fetch(page: int) -> dict[str, Any]:
        return {"rows": [page, page], "pagination": {"hasNextPage": True}}

    with pytest.raises(UnexpectedShape, match="more than 7 pages"):
        list(iter_pages(fetch, rows_key="rows", page_size=2, max_pages=7))


def test_an_answer_without_its_list_is_not_an_empty_one():
    with pytest.raises(UnexpectedShape, match="expected a list under rows, got nothing"):
        pages_of({"pagination": {"hasNextPage": False}})
