"""Changes of settings and groups that somebody asks to undo."""


class ChangeNotFound(LookupError):
    """There is no such change to undo."""

    def __init__(self) -> None:
        super().__init__(
            "I can no longer find that change, so nothing was undone. `/spendwatch audit` lists all changes."
        )
