"""What somebody typed, quoted in a sentence that says why it cannot be."""

QUOTED_LENGTH = 60


def quoted(text: str) -> str:
    """`text` on one line between quotation marks, with an ellipsis in place of what goes beyond its 60th character."""
    return f"“{shortened(text)}”"


def shortened(text: str) -> str:
    """`text` on one line, with an ellipsis in place of what goes beyond its 60th character."""
    line = " ".join(text.split())
    return line if len(line) <= QUOTED_LENGTH else line[: QUOTED_LENGTH - 1].rstrip() + "…"
