"""Which rows are on a page, by hand, and that the pages of a list contain each row once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reports.paging import Paging, paging_of


@pytest.mark.parametrize(
    ("listed", "page", "page_size", "expected"),
    [
        (25, 1, 10, Paging(1, 3, 0, 10)),
        (25, 3, 10, Paging(3, 3, 20, 25)),
        (30, 3, 10, Paging(3, 3, 20, 30)),
        (10, 1, 10, Paging(1, 1, 0, 10)),
        (11, 2, 10, Paging(2, 2, 10, 11)),
    ],
)
def test_a_page_holds_its_rows(listed, page, page_size, expected):
    assert paging_of(listed, page, page_size) == expected


@pytest.mark.parametrize(("page", "shown"), [(-1, 1), (0, 1), (4, 3), (10**9, 3)])
def test_a_page_that_is_not_there_is_the_nearest_one(page, shown):
    assert paging_of(25, page, 10).page == shown


@pytest.mark.parametrize("page_size", [None, 10])
def test_an_empty_list_is_one_empty_page(page_size):
    assert paging_of(0, 2, page_size) == Paging(1, 1, 0, 0)


def test_without_a_size_everything_is_on_one_page():
    assert paging_of(25, 2, None) == Paging(1, 1, 0, 25)


@given(listed=st.integers(0, 200), page_size=st.integers(1, 50))
def test_the_pages_of_a_list_hold_each_row_once_and_none_is_empty(listed, page_size):
    pages = paging_of(listed, 1, page_size).pages
    each = [paging_of(listed, page, page_size) for page in range(1, pages + 1)]
    assert [row for paging in each for row in range(paging.start, paging.stop)] == list(range(listed))
    assert all(0 < paging.length <= page_size for paging in each) or (listed, pages) == (0, 1)
