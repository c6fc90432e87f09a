"""Masks secrets in the inspector."""

import re
from typing import Any

MASK = "•••"
SECRET_KEYS = frozenset({"token", "ticket", "password", "secret", "authorization", "client_secret", "signing_secret"})
SECRETS = re.compile(r"(?P<kept>xox[a-z]-|xapp-|[?&](?:ticket|token)=|/(?:response|upload/v1)/)[^\s\"'<>&]+")


def masked(value: Any) -> Any:
    """A copy of a JSON value without secrets: values of secret keys, tokens, tickets, response URLs."""
    if isinstance(value, dict):
        return {key: _masked_at(str(key), part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [masked(part) for part in value]
    return SECRETS.sub(rf"\g<kept>{MASK}", value) if isinstance(value, str) else value


def _masked_at(key: str, part: Any) -> Any:
    if key.lower() in SECRET_KEYS and part:
        return MASK
    return masked(part)
