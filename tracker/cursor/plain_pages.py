"""Fast path that decodes a well-formed page with `msgspec`: some endpoints return thousands of rows per page.

A page with anything unexpected, even a single field, is left to `parse_json` and `tracker.cursor.schemas`, which read
each row separately, report what is wrong with it and keep the rest. Where both succeed, they give the same result.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from tracker.cursor.body import may_hold_unstorable_text, parse_json


class PlainPage(msgspec.Struct, rename="camel", kw_only=True):
    """The fields that the paging styles look at; any value will do."""

    pagination: Any = None
    total_pages: Any = None
    total_count: Any = None
    page_size: Any = None


P = TypeVar("P", bound=PlainPage)


def read_plain_page(
    raw: bytes, decoder: "msgspec.json.Decoder[P]", rows_of: Callable[[P], dict[str, Any]]
) -> dict[str, Any]:
    """Read an answer as `parse_json` does, but with the rows made by `rows_of` if all are as documented.

    `rows_of` raises ValueError or ArithmeticError if a row is not.
    """
    if may_hold_unstorable_text(raw):
        return parse_json(raw)
    try:
        page = decoder.decode(raw)
        rows = rows_of(page)
    except (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError):
        return parse_json(raw)
    return rows | {
        "pagination": page.pagination,
        "totalPages": page.total_pages,
        "totalCount": page.total_count,
        "pageSize": page.page_size,
    }
