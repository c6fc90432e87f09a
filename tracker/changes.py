"""Changes of settings and groups that somebody asks to undo."""


class ChangeNotFound(LookupError):
    """There is no such change to undo."""

    def __init__(self) -> None:
        super().__init__("I do not find that change any more, so nothing was undone. `/spendwatch audit` lists all.")
