"""Pages of a list: which rows are on the requested one."""

from typing import NamedTuple


class Paging(NamedTuple):
    """One page: it holds the rows [start, stop), counted from 0."""

    page: int  # counted from 1
    pages: int
    start: int
    stop: int

    @property
    def length(self) -> int:
        """How many rows it holds."""
        return self.stop - self.start


def paging_of(listed: int, page: int, page_size: int | None) -> Paging:
    """The requested page of a list with `listed` rows; page numbers outside the list give the first or last page.

    `page_size` None puts every row on one page. There is always a page, even if it is empty.

    >>> paging_of(35, 4, 10)
    Paging(page=4, pages=4, start=30, stop=35)
    >>> paging_of(35, 9, None)
    Paging(page=1, pages=1, start=0, stop=35)
    """
    size = max(1, listed) if page_size is None else page_size
    pages = max(1, -(-listed // size))
    page = min(max(1, page), pages)
    start = (page - 1) * size
    return Paging(page, pages, start, min(start + size, listed))
