"""One paging loop for Cursor's four styles of paging.

- usage events: `pagination.hasNextPage` and `pagination.numPages`
- daily usage, audit log, analytics: `pagination.hasNextPage` and `pagination.totalPages`
- spend: `totalPages` alone
- AI code tracking: `totalCount` alone, with `page` and `pageSize`

The number of rows on a page proves nothing: a page of daily usage counts users, not rows.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tracker.cursor.errors import UnexpectedShape
from tracker.cursor.fields import rows_of

MAX_PAGES = 5_000

Json = Mapping[str, Any]


def announces_next_page(body: Json, *, page: int, page_size: int) -> bool | None:
    """Whether the answer announces a page after `page`; None if it does not mention pages."""
    stated = body.get("pagination")
    paging: Json = stated if isinstance(stated, dict) else {}
    has_next = paging.get("hasNextPage")
    if isinstance(has_next, bool):
        return has_next
    for pages in (paging.get("numPages"), paging.get("totalPages"), body.get("totalPages")):
        if type(pages) is int:
            return page < pages
    total = body.get("totalCount")
    if type(total) is int:
        size = body.get("pageSize")  # the size that the server actually used
        return page * (size if type(size) is int and size > 0 else page_size) < total
    return None


def iter_pages(
    fetch_page: Callable[[int], Json], *, rows_key: str, page_size: int, max_pages: int = MAX_PAGES
) -> Iterator[Json]:
    """Fetch pages, from 1, until the answers say there are no more or a page is empty.

    If an answer does not mention pages, the next one is fetched too; an empty or identical page is the end. Raises
    UnexpectedShape if an announced page only repeats the last one, or after `max_pages`.
    """
    last: Json | None = None
    for page in range(1, max_pages + 1):
        body = fetch_page(page)
        rows = rows_of(body, rows_key)
        if last is not None and rows and rows == last[rows_key]:
            if announces_next_page(last, page=page - 1, page_size=page_size) is None:
                return
            if len(rows) > 1 or body == last:  # a single row may well have an identical twin on the next page
                raise UnexpectedShape(f"page {page} repeats page {page - 1}")
        yield body
        if not rows or announces_next_page(body, page=page, page_size=page_size) is False:
            return
        last = body
    raise UnexpectedShape(f"there are more than {max_pages} pages")
