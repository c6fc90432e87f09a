"""Reads the arguments of an app's request: JSON, form or query."""

import json
from typing import Any

from starlette.requests import Request


class UnreadableBody(ValueError):
    """The body does not match its content type."""


async def read_arguments(request: Request) -> dict[str, Any]:
    """The arguments of a request: its query, then its body. Raises UnreadableBody."""
    args: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "application/json":
        args |= _read_object(await request.body())
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        async with request.form() as form:
            args |= {key: value for key, value in form.items() if isinstance(value, str)}
    return args


def _read_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body or b"{}")
        json.dumps(value, ensure_ascii=False).encode()  # fails for lone surrogates
    except ValueError as error:
        raise UnreadableBody("the body is not JSON") from error
    if not isinstance(value, dict):
        raise UnreadableBody("the body is not a JSON object")
    return value


def bearer_token(request: Request, args: dict[str, Any]) -> str:
    """The token of a request: its Authorization header, else its `token` argument."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else str(args.get("token") or "")
