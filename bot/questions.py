"""A sentence understood as one of the commands, by the words that stand in it and nothing cleverer."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.commands import COMMANDS_BY_NAME
from bot.sections import ALIASES
from bot.words import split_words

_SHOW_ME = re.compile(r"\b(show|give|tell|send|get)\s+(me|us)\b", re.IGNORECASE)
TAKES_A_PERSON = {"/user", "/models"}
TAKES_A_GROUP = {"/groups", "/spend", "/topspenders", "/models", "/insights"}
WEEKLY = "weekly"  # the word of /spendwatch that a group may follow
TAKES_A_NUMBER = {"/topspenders", "/incidents"}
LONGEST_NAME = 3  # words that may stand alone: "Mia Fox"; a longer line without any known word is no question
_PUNCTUATION = ".,;:!?()[]{}*_~"
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# In this order: "top models" asks about models, "my incidents" about incidents.
_WORDS_BY_COMMAND: Mapping[str, frozenset[str]] = {
    "/incidents": _set("incident incidents alert alerts anomaly anomalies timeline"),
    "/groups": _set("groups"),
    "/spendwatch": _set(
        "help hello hi hey know status fresh freshness stale settings audit notices trial weekly digest digests changed"
    ),
    "/insights": _set(
        "insights adoption dau mcp tools commands modes plan ask skills files extensions versions clients repositories "
        "repository repos tabs edits conversations exhaustion exhausted client cli bugbot"
    ),
    "/models": _set("model models cheaper saving savings save"),
    "/topspenders": _set(
        "topspenders spender spenders top who whom most biggest largest highest rank ranking members people"
    ),
    "/cycle": _set("cycle forecast invoice billing seats budget"),
    "/user": _set("user i my me mine myself"),
    "/spend": _set(
        "spend spends spent spending cost costs usage money dollars bill burn burned pay paid expensive team overview "
        "summary"
    ),
}
_ALL_KEYWORDS = frozenset[str]().union(*_WORDS_BY_COMMAND.values())
_HELP = _set("help hello hi hey know")
_WHICH = {
    **{"timeline": "timeline", "anomaly": "timeline", "anomalies": "timeline", "mine": "mine", "my": "mine"},
    **{"open": "open", "unresolved": "open", "all": "all"},
}
_ABOUT_THE_BOT = {
    **{word: word for word in ("settings", "audit", "notices", "status", "trial")},
    **dict.fromkeys(("fresh", "freshness", "stale"), "status"),
    **dict.fromkeys((WEEKLY, "digest", "digests", "changed"), WEEKLY),
}
_SECTIONS = {
    alias: ALIASES[alias].value for alias in sorted(ALIASES, key=len, reverse=True)
}  # the most telling word first
_FILLERS = _set(
    "please pls can could you would like to see want need get let show give tell send us what whats which how much "
    "many did do does has have had is are was were be been the a an of for in on at by from with during over and or we "
    "our it its this that so far now about there any use used uses using report reports chart figures numbers list "
    "group compare department per day days each within up until total all open unresolved more less just than"
)
SAMPLES = (  # what people ask, to suggest the nearest from; the first are for those who only see their own
    "my spend this cycle",
    "my spend last week",
    "help",
    "spend this cycle",
    "spend last week",
    "spend yesterday",
    "who spent most this cycle?",
    "top 10 spenders last 7 days",
    "models this cycle",
    "open incidents",
    "all incidents last 30 days",
    "forecast of the billing cycle",
    "status of the data",
    "weekly digest",
)
OWN_SAMPLES = 3


@dataclass(frozen=True)
class Question:
    """What a sentence asks: a command, the words that only this one knows, a range, and who or what it is about.

    `about` is what no word of ours explains, in the case it was typed in: the name of a group or a person.
    """

    command: str
    own_words: str = ""
    range_words: str = ""
    about: str = ""

    @property
    def takes_a_group(self) -> bool:
        """Whether it may be asked of one billing group."""
        return self.command in TAKES_A_GROUP or self.own_words == WEEKLY

    @property
    def text(self) -> str:
        """What would be typed after the command."""
        return " ".join(filter(None, (self.own_words, self.range_words, self.about)))

    @property
    def typed(self) -> str:
        """The whole command line: `/spend last week Platform`."""
        return f"{self.command} {self.text}".strip()


def understand(text: str, *, groups: Sequence[str] = ()) -> Question | None:
    """The question that a sentence asks, or None where no word of it says.

    `groups` are the names of groups that may be spoken of; such a name is taken whole, whatever words it is made of.

    Raises
    ------
    WordsRefused
        When two ranges were written, or a list of zero people asked for.
    """
    line = text.strip()
    if line.startswith("/") and line.split()[0].lower() in COMMANDS_BY_NAME:
        typed_command, _, rest = line.partition(" ")
        return Question(typed_command.lower(), rest.strip())
    group, sentence = _take_group(_SHOW_ME.sub(" ", line), groups)
    words = split_words(_without_punctuation(sentence), beside_people=True)
    tokens = [_POSSESSIVE.sub("", token) for token in words.rest.split()]
    spoken = {token.lower() for token in tokens}
    command = _command_of(spoken, words.range_words)
    if command in TAKES_A_NUMBER:
        words = replace(words, count=split_words(words.rest, with_count=True, beside_people=True).count)
    unexplained = (token for token in tokens if token.lower() not in _FILLERS | _ALL_KEYWORDS | {str(words.count)})
    mention = f"<@{words.slack_user_id}>" if words.slack_user_id else ""
    about = group or mention or " ".join(unexplained)
    if command is None and not (about and len(tokens) <= LONGEST_NAME):
        return None
    command = command or "/spend"
    question = Question(command, _own_words(command, spoken, words.count), words.range_words or "")
    is_about = question.takes_a_group or command in TAKES_A_PERSON
    return replace(question, about=about) if is_about else question


def _take_group(text: str, groups: Iterable[str]) -> tuple[str, str]:
    """The longest name of a group that stands in the text, and the text without it."""
    for name in sorted(groups, key=len, reverse=True):
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
        if found and name.lower() not in _ALL_KEYWORDS:
            return name, f"{text[: found.start()]} {text[found.end() :]}"
    return "", text


def _without_punctuation(text: str) -> str:
    return " ".join(filter(None, (token.strip(_PUNCTUATION) for token in text.split())))


def _command_of(spoken: set[str], range_words: str | None) -> str | None:
    for command, keywords in _WORDS_BY_COMMAND.items():
        if command in COMMANDS_BY_NAME and spoken & keywords:
            return command
    if range_words is None:
        return None
    return "/cycle" if "cycle" in range_words else "/spend"


def _own_words(command: str, spoken: set[str], number: int | None) -> str:
    """The words that only one command knows, as it knows them."""
    match command:
        case "/incidents":
            return str(number or "") or _first(_WHICH, spoken)
        case "/spendwatch":
            return "help" if spoken & _HELP else _first(_ABOUT_THE_BOT, spoken)
        case "/insights":
            return _first(_SECTIONS, spoken)
        case "/topspenders":
            return str(number or "")
        case _:
            return ""


def _first(meanings: Mapping[str, str], spoken: set[str]) -> str:
    return next((meaning for word, meaning in meanings.items() if word in spoken), "")


def nearest_samples(text: str, *, reads_team: bool) -> tuple[str, ...]:
    """The three questions whose letters come closest to a text that asks none of them."""
    samples = SAMPLES if reads_team else SAMPLES[:OWN_SAMPLES]
    return tuple(difflib.get_close_matches(text.lower(), samples, n=3, cutoff=0))
