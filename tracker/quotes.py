"""Quotes what somebody typed in a sentence that says why it is not accepted."""

QUOTED_LENGTH = 60


def quoted(text: str) -> str:
    """`text` on one line in quotation marks, cut with an ellipsis after 60 characters."""
    return f"“{shortened(text)}”"


def shortened(text: str) -> str:
    """`text` on one line, cut with an ellipsis after 60 characters."""
    line = " ".join(text.split())
    return line if len(line) <= QUOTED_LENGTH else line[: QUOTED_LENGTH - 1].rstrip() + "…"
