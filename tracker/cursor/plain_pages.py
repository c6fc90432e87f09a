"""Pages of which every row is as documented, read in one go by `msgspec`: some endpoints have thousands of rows a page.

A page with anything else in it, be it one field, is left to `parse_json` and `tracker.cursor.schemas`, which take each
row by itself, say what is wrong with it and keep the rest. What both can read they read alike.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from tracker.cursor.body import may_hold_unstorable_text, parse_json


class PlainPage(msgspec.Struct, rename="camel", kw_only=True):
    """What the ways of paging look at beside the rows; any value will do."""

    pagination: Any = None
    total_pages: Any = None
    total_count: Any = None
    page_size: Any = None


P = TypeVar("P", bound=PlainPage)


def read_plain_page(
    raw: bytes, decoder: "msgspec.json.Decoder[P]", rows_of: Callable[[P], dict[str, Any]]
) -> dict[str, Any]:
    """Read an answer as `parse_json` does, but for what `rows_of` gives where every row is as documented.

    `rows_of` raises ValueError or ArithmeticError where a row is not.
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
