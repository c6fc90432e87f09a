"""Answers a sentence like the command that it means, below a line that names the command."""

import difflib
from collections.abc import Sequence
from dataclasses import replace

from blocks.notices import hello_message, suggestions_message, understood_line, welcome_message
from bot.access import Right
from bot.listeners.commands import HANDLERS
from bot.question_words import SmallTalk, small_talk
from bot.questions import Question, nearest_samples, understand, without_punctuation
from bot.requests import Command, Reply
from bot.services import Services
from tracker.ranges import is_range
from tracker.reports.actors import ActorAmbiguous, ActorNotFound
from tracker.reports.types import Actor

HELP = "help"


def answer_sentence(sentence: Command, services: Services) -> Reply:
    """Answer with the report that the words ask for and name it, or suggest three questions."""
    reads_team = services.access.has(sentence.user_id, Right.READ_TEAM)
    talk = small_talk(without_punctuation(sentence.text))
    if talk is not None:
        return _small_talk_reply(talk, reads_team=reads_team)
    groups = services.reports.groups() if reads_team else ()
    question = understand(sentence.text.strip() or HELP, groups=groups)
    if question is not None and reads_team:
        question = _with_resolved_name(question, groups, services)
    if question is None:
        return _suggest(sentence, reads_team=reads_team)
    line_above = understood_line(question.typed, question.left_out)
    asked = replace(sentence, name=question.command, text=question.text, line_above=line_above)
    return HANDLERS[question.command].answer(asked, services)


def _with_resolved_name(question: Question, groups: Sequence[str], services: Services) -> Question | None:
    """The question with its name resolved to a group or a person; None if neither has a similar name.

    A misspelt name is left to the command, which suggests the nearest ones.
    """
    name = question.about
    if not name or name in groups:
        return question
    if "<@" in name:
        return question.of_person(name)
    try:
        person = services.reports.find_actor(name)
    except ActorAmbiguous:
        return question.of_person(name)
    except ActorNotFound as unknown:
        return _of_nobody(question, groups, is_nearly_somebody=bool(unknown.suggestions))
    return question.of_person(person.email or person.name) if _is_called(person, name) else None


def _of_nobody(question: Question, groups: Sequence[str], *, is_nearly_somebody: bool) -> Question | None:
    name = question.about
    if is_range(name) and not question.range_words:  # a month that is also a person's name
        return replace(question, about="", range_words=name)
    near = difflib.get_close_matches(name.lower(), map(str.lower, groups), n=1, cutoff=0.75)
    if question.takes_a_group and near:
        return question
    return question.of_person(name) if is_nearly_somebody else None


def _is_called(person: Actor, name: str) -> bool:
    """Whether each word starts a part of the person's name or e-mail: `art` in a sentence is not Martin."""
    parts = [
        *person.name.casefold().split(),
        *person.key.casefold().replace("@", ".").split("."),
        person.key.casefold(),
    ]
    return all(any(part.startswith(word) for part in parts) for word in name.casefold().split())


def _small_talk_reply(talk: SmallTalk, *, reads_team: bool) -> Reply:
    if talk is SmallTalk.THANKS:
        return Reply.private(welcome_message())
    return Reply.private(hello_message(nearest_samples("", reads_team=reads_team)))


def _suggest(sentence: Command, *, reads_team: bool) -> Reply:
    return Reply.private(suggestions_message(sentence.text, nearest_samples(sentence.text, reads_team=reads_team)))
