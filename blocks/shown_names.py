"""What people are called where several stand on one screen: cut to a length, and still told apart."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from blocks.escape import clean, cut, cut_in_middle, outside, slack_length
from tracker.reports.types import Actor

Shown = Callable[[str, int], str]  # a text in at most so many units, as it is put on the screen


def shown_names(actors: Iterable[Actor], length: int) -> Mapping[str, str]:
    """By key, each actor's display name in at most `length` units, no two alike."""
    named = {actor.key: (actor.display, local_part(actor)) for actor in actors}
    return dict(zip(named, told_apart(tuple(named.values()), length), strict=True))


def local_part(actor: Actor) -> str:
    """What stands before the @ of an e-mail; a key without one as it is."""
    return (actor.email or actor.key).partition("@")[0]


def told_apart(named: Sequence[tuple[str, str]], length: int, shown: Shown = outside) -> list[str]:
    """A label for each (name, what else tells apart) of different people, in at most `length` units, no two alike.

    Names that look alike once their ends are cut off are cut in the middle; where that does not help either, what else
    tells apart is added, and at last a number. `length` has to leave room for a number.

    >>> told_apart([("Alexandrina von Hohenstein 1", "a1"), ("Alexandrina von Hohenstein 2", "a2"), ("Tom", "t")], 16)
    ['Alexandr…stein 1', 'Alexandr…stein 2', 'Tom']
    >>> told_apart([("Mia Fox", "mia"), ("Mia Fox", "m.fox")], 16)
    ['Mia Fox (mia)', 'Mia Fox (m.fox)']
    """
    labels = [shown(name, length) for name, _ in named]
    for way in (_without_middle, _with_more):
        for place in _alike(labels):
            labels[place] = way(*named[place], length, shown)
    return _numbered(labels, length)


def look(label: str) -> str:
    """A label as far as a reader can tell it from others."""
    return "".join(c for c in label if unicodedata.category(c) != "Cf").casefold()


def _alike(labels: Sequence[str]) -> list[int]:
    """Places of the labels that look like another one."""
    looks = Counter(map(look, labels))
    return [place for place, label in enumerate(labels) if looks[look(label)] > 1]


def _without_middle(name: str, _more: str, length: int, shown: Shown) -> str:
    return _fitted(clean(name), length, shown)


def _with_more(name: str, more: str, length: int, shown: Shown) -> str:
    """`Mia Fox (m.fox)`, of which at most half is what else tells apart."""
    added = f" ({cut_in_middle(clean(more), length // 2 - 3)})"
    return _fitted(cut(clean(name), length - slack_length(added)) + added, length, shown)


def _fitted(text: str, length: int, shown: Shown) -> str:
    """Cut in the middle until what is shown, which may be longer for marks that nobody sees, fits as it is."""
    budget = length
    while slack_length(label := shown(cut_in_middle(text, budget), 4 * length)) > length and budget > 1:
        budget = max(1, budget - (slack_length(label) - length))
    return label


def _numbered(labels: Sequence[str], length: int) -> list[str]:
    """The labels with a number after each that looks like an earlier one."""
    taken: set[str] = set()
    made = []
    for label in labels:
        made.append(next(each for each in _with_numbers(label, length) if look(each) not in taken))
        taken.add(look(made[-1]))
    return made


def _with_numbers(label: str, length: int) -> Iterator[str]:
    yield label
    number = 2
    while True:
        suffix = f" ·{number}"
        kept = cut(label, length - len(suffix) - 1)
        yield kept + "\u2069" * (kept.count("\u2068") - kept.count("\u2069")) + suffix  # what was opened is closed
        number += 1
