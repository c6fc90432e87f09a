"""A sentence is answered like the command it amounts to, after a word on which that is."""

import difflib
from collections.abc import Sequence
from dataclasses import replace

from blocks.notices import suggestions_message, understood_message
from bot.access import Right
from bot.delivery.private import reply_privately
from bot.listeners.commands import WORK
from bot.questions import TAKES_A_PERSON, Question, nearest_samples, understand
from bot.requests import Command, Reply
from bot.services import Services
from tracker.reports.actors import ActorAmbiguous, ActorNotFound

HELP = "help"


def answer_sentence(sentence: Command, services: Services) -> Reply:
    """Answer with the report that the words ask for and say which it is, or with three that may be meant."""
    reads_team = services.access.has(sentence.user_id, Right.READ_TEAM)
    groups = services.reports.groups(now=services.clock()) if reads_team else ()
    question = understand(sentence.text.strip() or HELP, groups=groups)
    if question is not None and reads_team:
        question = _settled(question, groups, services)
    if question is None:
        return _suggest(sentence, reads_team=reads_team)
    if question.own_words != HELP:  # help speaks for itself
        reply_privately(services.slack, sentence, understood_message(question.typed))
    command = replace(sentence, name=question.command, text=question.text)
    return WORK[question.command].answer(command, services)


def _settled(question: Question, groups: Sequence[str], services: Services) -> Question | None:
    """The question with its name as that of a group or a person; None when nothing that exists is named like it.

    A name with a slip of the finger is left to the command, which offers the nearest.
    """
    name = question.about
    if not name or name in groups or "<@" in name:
        return question
    of_person = replace(question, command="/user", own_words="") if question.command not in TAKES_A_PERSON else question
    try:
        person = services.reports.find_actor(name)
    except ActorAmbiguous:
        return of_person
    except ActorNotFound as unknown:
        if question.takes_a_group and difflib.get_close_matches(name.lower(), map(str.lower, groups)):
            return question
        return of_person if unknown.suggestions else None
    return replace(of_person, about=person.email or person.name)


def _suggest(sentence: Command, *, reads_team: bool) -> Reply:
    return Reply.private(suggestions_message(sentence.text, nearest_samples(sentence.text, reads_team=reads_team)))
