"""Maps a sentence to one of the commands by its words, and nothing cleverer."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.commands import COMMANDS_BY_NAME
from bot.question_words import (
    ABOUT_THE_BOT,
    FILLERS,
    HELP,
    HOW_IS,
    KEYWORDS,
    OWN,
    PHRASE_WORDS,
    PHRASES,
    SECTIONS,
    TIMELINE,
    USER_SECTIONS,
    WEEKLY,
    WHICH,
    WORDS_BY_COMMAND,
)
from bot.words import Words, split_words

_SHOW_ME = re.compile(r"\b(show|give|tell|send|get)\s+(me|us)\b", re.IGNORECASE)
TAKES_A_PERSON = {"/user", "/models"}
TAKES_A_GROUP = {"/groups", "/spend", "/topspenders", "/models", "/insights"}
TAKES_A_NUMBER = {"/topspenders", "/incidents"}
SHOWN_BY_USER_REPORT = {"/user", "/spend", "/topspenders", "/insights", "/groups"}  # if a person is named
LONGEST_NAME = 3  # words of a name on its own: "Mia Fox"; a longer text without any known word is no question
MENTIONED = "the person you mention"  # plain text cannot hold a mention
_PUNCTUATION = ".,;:!?()[]{}*_~"
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)

SAMPLES = (  # typical questions to suggest; the first ones suit people who see only their own figures
    "my spend this cycle",
    "my spend last week",
    "help",
    "spend this cycle",
    "who spent most this cycle?",
    "open incidents",
    "spend last week",
    "spend yesterday",
    "top 10 spenders last 7 days",
    "models this cycle",
    "what would cheaper models save?",
    "who used up the plan?",
    "who is not using cursor?",
    "mcp tools last 30 days",
    "all incidents last 30 days",
    "forecast of the billing cycle",
    "status of the data",
    "why did spend go up last week?",
)
OWN_SAMPLES = 3  # also how many are suggested


@dataclass(frozen=True)
class Question:
    """What a sentence asks: a command, that command's own words, a range, and the subject.

    `about` is the text that matches no known word, in its original case: the name of a group or a person. If it is a
    person's, `person_section` is the part of their report that was asked for. `left_out` is what the command cannot
    take.
    """

    command: str
    own_words: str = ""
    range_words: str = ""
    about: str = ""
    person_section: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def takes_a_group(self) -> bool:
        """Whether the command can be about one billing group."""
        return self.command in TAKES_A_GROUP or self.own_words in {WEEKLY, TIMELINE}

    @property
    def takes_a_person(self) -> bool:
        """Whether the command can be about one person."""
        return self.command in TAKES_A_PERSON or self.own_words == TIMELINE

    @property
    def text(self) -> str:
        """The text to type after the command."""
        return " ".join(filter(None, (self.own_words, self.range_words, self.about)))

    @property
    def typed(self) -> str:
        """The whole command line: `/spend last week Platform`."""
        return f"{self.command} {self.text}".strip()

    def of_person(self, name: str) -> "Question":
        """The same question about a person, with a command that takes one."""
        if self.takes_a_person:
            return replace(self, about=name)
        if self.command in SHOWN_BY_USER_REPORT:
            return replace(self, command="/user", own_words=self.person_section, about=name)
        return self.without_name()

    def without_name(self) -> "Question":
        """The same question about everyone."""
        name = MENTIONED if self.about.startswith("<@") else self.about
        return replace(self, about="", left_out=(*self.left_out, name))


def understand(text: str, *, groups: Sequence[str] = ()) -> Question | None:
    """The question that a sentence asks, or None if no word of it is known.

    `groups` are the names of existing groups; such a name is recognised as a whole, whatever words it consists of.

    Raises
    ------
    WordsRefused
        If the sentence holds two ranges, or asks for a list of zero people.
    """
    line = text.strip()
    if line.startswith("/") and line.split()[0].lower() in COMMANDS_BY_NAME:
        typed_command, _, rest = line.partition(" ")
        return Question(typed_command.lower(), rest.strip())
    named, sentence = _take_groups(_SHOW_ME.sub(" ", line), groups)
    words = split_words(without_punctuation(sentence), may_name_people=True)
    tokens = [_POSSESSIVE.sub("", token) for token in words.rest.split()]
    spoken = {token.lower() for token in tokens}
    phrase = _phrase(words.rest, spoken)
    command, own_words = phrase or (_command_of(spoken, words.range_words), "")
    if command in TAKES_A_NUMBER:
        words = replace(words, count=split_words(words.rest, with_count=True, may_name_people=True).count)
    unexplained = " ".join(_unexplained(tokens, words, own_words, is_phrase=phrase is not None))
    if command is None and not (named or ((unexplained or words.slack_user_id) and len(tokens) <= LONGEST_NAME)):
        return None
    section = _first(USER_SECTIONS, spoken)
    if command in {"/models", "/insights"} and section and OWN.search(words.rest):
        command, own_words = "/user", section
    own_words = own_words or _own_words(command, spoken, words.count)
    question = Question(command or "/spend", own_words, words.range_words or "", person_section=section)
    return _without_unsupported_range(_about(question, named, words.slack_user_id, unexplained))


def _phrase(sentence: str, spoken: set[str]) -> tuple[str, str] | None:
    """The command and its words that a phrase stands for; phrases never mean somebody's own figures."""
    if OWN.search(sentence):
        return None
    if HOW_IS.search(sentence) and not spoken & KEYWORDS:
        return "/spend", ""
    return next(((command, own) for form, command, own in PHRASES if form.search(sentence)), None)


def _unexplained(tokens: Sequence[str], words: Words, own_words: str, *, is_phrase: bool) -> Iterable[str]:
    """The words that are in none of our tables."""
    known = FILLERS | KEYWORDS | {str(words.count)}
    if is_phrase:
        known |= PHRASE_WORDS | {each for word in own_words.split() for each in (word, f"{word}s")}
    return (token for token in tokens if token.lower() not in known)


def _about(question: Question, named: Sequence[str], slack_user_id: str | None, unexplained: str) -> Question:
    """The question about the first name that its command can take; other names are left out.

    If several groups are named, they are compared in the list of all groups.
    """
    if len(named) > 1 and question.command in {"/spend", "/groups"}:
        return replace(question, command="/groups", left_out=(unexplained,) if unexplained else ())
    mention = f"<@{slack_user_id}>" if slack_user_id else ""
    about, *others = [*named, *filter(None, (mention, unexplained))] or [""]
    if question.command == "/incidents" and about and not question.own_words:
        question = replace(question, own_words=TIMELINE)
    question = replace(question, about=about, left_out=tuple(MENTIONED if each == mention else each for each in others))
    if not about or question.takes_a_group or question.takes_a_person:
        return question
    return question.without_name()


def _without_unsupported_range(question: Question) -> Question:
    """The question without a range that its report cannot show or that is its default."""
    words = question.range_words
    if question.command == "/cycle" and words in {"cycle", "this cycle"}:
        return replace(question, range_words="")
    is_cycle_only = question.command == "/cycle" and words not in {"", "last cycle"}
    is_week_only = question.own_words == WEEKLY and not (words in {"", "last week"} or words[:1].isdigit())
    if not (is_cycle_only or is_week_only):
        return question
    return replace(question, range_words="", left_out=(words, *question.left_out))


def _take_groups(text: str, groups: Iterable[str]) -> tuple[list[str], str]:
    """The names of groups in the text, in order, and the text without them; longer names match first."""
    found: dict[int, str] = {}
    for name in sorted(groups, key=len, reverse=True):
        place = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
        if place and name.lower() not in KEYWORDS:
            found[place.start()] = name
            text = f"{text[: place.start()]}{' ' * len(place[0])}{text[place.end() :]}"
    return [found[start] for start in sorted(found)], text


def without_punctuation(text: str) -> str:
    """The words of a text, without surrounding punctuation."""
    return " ".join(filter(None, (token.strip(_PUNCTUATION) for token in text.split())))


def _command_of(spoken: set[str], range_words: str | None) -> str | None:
    for command, keywords in WORDS_BY_COMMAND.items():
        if command in COMMANDS_BY_NAME and spoken & keywords:
            return command
    if range_words is None:
        return None
    return "/cycle" if "cycle" in range_words else "/spend"


def _own_words(command: str | None, spoken: set[str], number: int | None) -> str:
    """The words that only this command knows, in its own spelling."""
    match command:
        case "/incidents":
            return str(number or "") or _first(WHICH, spoken)
        case "/spendwatch":
            return "help" if spoken & HELP else _first(ABOUT_THE_BOT, spoken)
        case "/insights":
            return _first(SECTIONS, spoken)
        case "/topspenders":
            return str(number or "")
        case "/user":
            return _first(USER_SECTIONS, spoken)
        case _:
            return ""


def _first(meanings: Mapping[str, str], spoken: set[str]) -> str:
    return next((meaning for word, meaning in meanings.items() if word in spoken), "")


def nearest_samples(text: str, *, reads_team: bool) -> tuple[str, ...]:
    """The three sample questions that share the most words with a text, or the first three."""
    samples = SAMPLES[OWN_SAMPLES:] if reads_team else SAMPLES[:OWN_SAMPLES]
    asked = {word for word in without_punctuation(text).lower().split() if word not in FILLERS}
    by_shared_words = sorted(samples, key=lambda sample: -len(_shared(asked, sample)))  # ties stay in order
    return tuple(by_shared_words[:OWN_SAMPLES])


def _shared(asked: set[str], sample: str) -> set[str]:
    """The words of a text that also occur in a sample, allowing for typos."""
    known = set(without_punctuation(sample).lower().split()) - FILLERS - PHRASE_WORDS
    return {word for word in asked - PHRASE_WORDS if difflib.get_close_matches(word, known, n=1, cutoff=0.8)}
