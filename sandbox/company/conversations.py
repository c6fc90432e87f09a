"""What conversations are about, by Cursor's five classifications, two of which label whole conversations."""

import numpy as np

from sandbox.company.features import salted
from sandbox.company.workday import Ints, Workday, picks

# Intent, its subcategory, and how common that is.
_INTENTS = (
    ("Write Code", "feature", 34),
    ("Write Code", "bug_fix", 17),
    ("Write Code", "refactor", 9),
    ("Write Code", "tests", 7),
    ("Ask", "explain_code", 9),
    ("Ask", "error_fix", 7),
    ("Ask", "how_to", 5),
    ("Plan", "implementation", 8),
    ("Plan", "architecture", 4),
)
INTENTS = tuple((intent, sort) for intent, sort, _ in _INTENTS)
LABELS = {
    "complexity": (("low", 31), ("medium", 48), ("high", 21)),
    "categories": (
        ("New Features", 33),
        ("Bug Fixing & Debugging", 24),
        ("Code Refactoring & Optimization", 14),
        ("Testing", 10),
        ("Code Explanation", 7),
        ("Configuration & DevOps", 6),
        ("Documentation", 4),
        ("Other", 2),
    ),
    "guidanceLevels": (("low", 26), ("medium", 45), ("high", 29)),
    "workTypes": (("new_feature", 46), ("maintenance", 31), ("bug", 23)),
}
SLICES = ("intents", *LABELS)
OF_WHOLE_CONVERSATIONS = ("intents", "complexity")
REQUESTS_OF_A_CONVERSATION, REQUESTS_OF_A_SEGMENT = 5, 3
FIRST_DRAW = 50


def labels_of(name: str) -> tuple[str, ...]:
    """The labels of a slice; an intent's include the subcategory, as in "Ask/how_to"."""
    return tuple("/".join(pair) for pair in INTENTS) if name == "intents" else tuple(label for label, _ in LABELS[name])


def conversation_labels(workday: Workday, name: str) -> Ints:
    """The number of each person's conversations (or segments) with each label, shape (people, labels)."""
    draw = FIRST_DRAW + SLICES.index(name)
    weights = [weight for *_, weight in _INTENTS] if name == "intents" else [weight for _, weight in LABELS[name]]
    length = REQUESTS_OF_A_CONVERSATION if name in OF_WHOLE_CONVERSATIONS else REQUESTS_OF_A_SEGMENT
    # One draw for whole conversations and one for segments, so that slices of one kind have the same total.
    counts = workday.some_of(workday.requests, np.full(len(workday), 1 / length), FIRST_DRAW + length)
    shares = np.broadcast_to(np.array(weights, dtype=np.float64), (len(workday), len(weights)))
    return picks(salted(workday.luck, draw), counts, shares)
