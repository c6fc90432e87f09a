"""Names of several people on one screen: cut to a length, but still distinct."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from blocks.escape import clean, cut, cut_in_middle, outside, slack_length
from tracker.reports.types import Actor

Shown = Callable[[str, int], str]  # makes a text safe to show, in at most so many units


def shown_names(actors: Iterable[Actor], length: int) -> Mapping[str, str]:
    """Distinct display names by actor key, each in at most `length` units."""
    named = {actor.key: (actor.display, local_part(actor)) for actor in actors}
    return dict(zip(named, distinct_labels(tuple(named.values()), length), strict=True))


def local_part(actor: Actor) -> str:
    """The part of an e-mail before the @; a key without e-mail is returned unchanged."""
    return (actor.email or actor.key).partition("@")[0]


def distinct_labels(named: Sequence[tuple[str, str]], length: int, shown: Shown = outside) -> list[str]:
    """Distinct labels in at most `length` units for different people, given as (name, distinguishing text).

    Names that look alike after cutting their ends are cut in the middle instead; if that does not help, the
    distinguishing text is added, and finally a number. `length` has to leave room for a number.

    >>> distinct_labels([("Alexandrina von Hohenstein 1", "a1"), ("Alexandrina von Hohenstein 2", "a2")], 16)
    ['Alexandr…stein 1', 'Alexandr…stein 2']
    >>> distinct_labels([("Mia Fox", "mia"), ("Mia Fox", "m.fox")], 16)
    ['Mia Fox (mia)', 'Mia Fox (m.fox)']
    """
    labels = [shown(name, length) for name, _ in named]
    for way in (_without_middle, _with_more):
        for place in _alike(labels):
            labels[place] = way(*named[place], length, shown)
    return _numbered(labels, length)


def visible_form(label: str) -> str:
    """A label reduced to what readers can distinguish."""
    return "".join(c for c in label if unicodedata.category(c) != "Cf").casefold()


def _alike(labels: Sequence[str]) -> list[int]:
    """Indexes of the labels that look like another one."""
    looks = Counter(map(visible_form, labels))
    return [place for place, label in enumerate(labels) if looks[visible_form(label)] > 1]


def _without_middle(name: str, _more: str, length: int, shown: Shown) -> str:
    return _fitted(clean(name), length, shown)


def _with_more(name: str, more: str, length: int, shown: Shown) -> str:
    """`Mia Fox (m.fox)`, with at most half for the distinguishing text."""
    added = f" ({cut_in_middle(clean(more), length // 2 - 3)})"
    return _fitted(cut(clean(name), length - slack_length(added)) + added, length, shown)


def _fitted(text: str, length: int, shown: Shown) -> str:
    """Cut in the middle until the shown text fits; it may be longer because of invisible characters."""
    budget = length
    while slack_length(label := shown(cut_in_middle(text, budget), 4 * length)) > length and budget > 1:
        budget = max(1, budget - (slack_length(label) - length))
    return label


def _numbered(labels: Sequence[str], length: int) -> list[str]:
    """The labels, numbered if they look like an earlier one."""
    taken: set[str] = set()
    made = []
    for label in labels:
        made.append(next(each for each in _with_numbers(label, length) if visible_form(each) not in taken))
        taken.add(visible_form(made[-1]))
    return made


def _with_numbers(label: str, length: int) -> Iterator[str]:
    yield label
    number = 2
    while True:
        suffix = f" ·{number}"
        kept = cut(label, length - len(suffix) - 1)
        yield kept + "\u2069" * (kept.count("\u2068") - kept.count("\u2069")) + suffix  # close open isolates
        number += 1
