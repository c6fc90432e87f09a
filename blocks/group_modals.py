"""The modals that create, rename and fill billing groups, and the data in them and in their buttons."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from blocks import action_ids, limits
from blocks.elements import Block, Element, form_view, input_block, option, paragraph, plain, words
from blocks.escape import outside
from blocks.references import packed, refer
from blocks.report_query import QueryRefused, ReportQuery, row_id
from tracker.reports.types import AS_CURSOR_TARGET, UNASSIGNED_TARGET, GroupOption, GroupTarget, PersonOption

LONGEST_NAME = 80
MAX_PEOPLE = 100  # in one form, as many as a person picks by hand; files and scripts take more
FROM_CURSOR = "from Cursor"

FROM_NOW, FROM_CYCLE, FROM_BEGINNING = "now", "cycle", "ever"
_SINCE = (
    (FROM_NOW, "From today on; earlier days stay as they are"),
    (FROM_CYCLE, "From the start of this billing cycle"),
    (FROM_BEGINNING, "From the beginning, past days included"),
)
_NAME_HINT = "“Team”, or “Parent > Team”. At most 80 characters."


@dataclass(frozen=True)
class ReportPlace:
    """The message of a report, to be redrawn after a change."""

    channel_id: str
    message_ts: str
    query: ReportQuery


@dataclass(frozen=True)
class GroupForm:
    """The subject of a button, option or modal: a group with its name at the time, a change to undo, or a person.

    `seen` is the latest decision about any group when the form was opened, `place` the report to redraw. `person` is a
    reference to an actor's key: pass it to `references.resolve`.
    """

    group_id: int | None = None
    name: str = ""
    seen: int = 0
    change_id: int | None = None
    place: ReportPlace | None = None
    person: str | None = None

    @classmethod
    def of_person(cls, key: str) -> Self:
        """The value of a menu's option for a person."""
        empty = len(cls(person="").encode())
        return cls(person=refer(key, limits.OPTION_VALUE - empty))

    def encode(self) -> str:
        """The value of a button or an option, or the metadata of a modal."""
        place = self.place and [self.place.channel_id, self.place.message_ts, self.place.query.encode()]
        parts = [self.group_id, self.name, self.seen, self.change_id, place]
        return packed(parts if self.person is None else [*parts, self.person])

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read what `encode` wrote; raises QueryRefused for anything else."""
        try:
            group_id, name, seen, change_id, place, *rest = json.loads(text)
            (person,) = rest or [None]
            if place is not None:
                channel_id, message_ts, query = place
                place = ReportPlace(str(channel_id), str(message_ts), ReportQuery.decode(str(query)))
        except (ValueError, TypeError) as error:
            raise QueryRefused(text) from error
        numbers: tuple[Any, ...] = (seen, *(0 if each is None else each for each in (group_id, change_id)))
        are_texts = isinstance(name, str) and isinstance(person, str | None)
        if not are_texts or not all(type(number) is int and number >= 0 for number in numbers):
            raise QueryRefused(text)
        return cls(group_id, name, seen, change_id, place, person)


# --- the views -------------------------------------------------------------------------------------------------------


def create_group_modal(form: GroupForm) -> Block:
    """The view that asks for a new group's name and, optionally, for its first people."""
    return form_view(
        action_ids.CREATE_GROUP_MODAL,
        "Create a group",
        input_block(action_ids.GROUP_NAME, "Name", _name_input(""), hint=_NAME_HINT),
        input_block(action_ids.GROUP_PEOPLE, "People", _people_input(()), optional=True),
        _since_input(),
        submit="Create",
        metadata=form.encode(),
    )


def rename_group_modal(form: GroupForm) -> Block:
    """The view that asks for a group's new name."""
    return form_view(
        action_ids.RENAME_GROUP_MODAL,
        "Rename the group",
        paragraph(words("Past figures are shown under the new name too.")),
        input_block(action_ids.GROUP_NAME, "Name", _name_input(form.name), hint=_NAME_HINT),
        submit="Rename",
        metadata=form.encode(),
    )


def move_people_modal(form: GroupForm, people: Sequence[PersonOption] = ()) -> Block:
    """The view that asks whom to move where; `people` are preselected."""
    where = {
        "type": "external_select",
        "action_id": action_ids.GROUP_TARGET,
        "min_query_length": 0,
        "placeholder": plain("A group, Unassigned, or as Cursor has it", limits.PLACEHOLDER),
    }
    if form.group_id is not None:
        where["initial_option"] = _target_option(GroupTarget(form.group_id), form.name)
    return form_view(
        action_ids.MOVE_PEOPLE_MODAL,
        "Move people",
        input_block(action_ids.GROUP_PEOPLE, "People", _people_input(people)),
        input_block(action_ids.GROUP_TARGET, "To", where),
        _since_input(),
        submit="Move",
        metadata=form.encode(),
    )


def _name_input(name: str) -> Element:
    element: Element = {"type": "plain_text_input", "action_id": action_ids.GROUP_NAME, "max_length": LONGEST_NAME}
    return element | ({"initial_value": name} if name else {})


def _people_input(people: Sequence[PersonOption]) -> Element:
    element: Element = {
        "type": "multi_external_select",
        "action_id": action_ids.GROUP_PEOPLE,
        "min_query_length": 0,
        "max_selected_items": MAX_PEOPLE,
        "placeholder": plain("Search by name or e-mail", limits.PLACEHOLDER),
    }
    return element | ({"initial_options": person_options(people)} if people else {})


def _since_input() -> Block:
    choices = [option(text, value) for value, text in _SINCE]
    element: Element = {
        "type": "static_select",
        "action_id": action_ids.GROUP_SINCE,
        "options": choices,
        "initial_option": choices[0],
    }
    hint = "A day's usage belongs to the group the person was in that day."
    return input_block(action_ids.GROUP_SINCE, "Counts", element, hint=hint)


# --- what their menus offer ------------------------------------------------------------------------------------------


def person_options(people: Iterable[PersonOption]) -> list[Element]:
    """Options for people by name, each with their group below; the value refers to the key."""
    shown = []
    for person in people:
        key, name = person.actor.key, person.actor.display
        label = name if key in name else f"{name} ({key})"
        choice = option(outside(label, limits.OPTION_TEXT), refer(key, limits.OPTION_VALUE))
        below = outside(person.group or "in no group", limits.OPTION_TEXT)
        shown.append(choice | {"description": plain(below, limits.OPTION_TEXT)})
    return shown[: limits.SELECT_OPTIONS]


def target_options(groups: Iterable[GroupOption], typed: str) -> list[Element]:
    """Options for the target: no group, as Cursor has it, then groups, with Cursor's own marked."""
    asked = typed.strip().casefold()
    fixed = [_target_option(UNASSIGNED_TARGET, "Unassigned"), _target_option(AS_CURSOR_TARGET, "As Cursor has it")]
    first = [choice for choice in fixed if asked in choice["text"]["text"].casefold()]
    named = (_target_option(GroupTarget(group.id), group.name, is_cursors=group.is_cursors) for group in groups)
    return [*first, *named][: limits.SELECT_OPTIONS]


def _target_option(target: GroupTarget, name: str, *, is_cursors: bool = False) -> Element:
    value = "cursor" if target.is_as_cursor else "none" if target.group_id is None else str(target.group_id)
    choice = option(outside(name, limits.OPTION_TEXT), value)
    return choice | ({"description": plain(FROM_CURSOR, limits.OPTION_TEXT)} if is_cursors else {})


# --- what was filled in ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FilledIn:
    """The inputs of a form; `people` are references to keys."""

    name: str
    people: tuple[str, ...]
    target: GroupTarget | None
    since: str

    @classmethod
    def read(cls, values: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Self:
        """Read the state of one of the modals; raises QueryRefused for an unknown target."""

        def state(action_id: str) -> Mapping[str, Any]:
            return values.get(action_id, {}).get(action_id) or {}

        target, since = (
            state(each).get("selected_option") for each in (action_ids.GROUP_TARGET, action_ids.GROUP_SINCE)
        )
        return cls(
            name=str(state(action_ids.GROUP_NAME).get("value") or ""),
            people=tuple(str(each["value"]) for each in state(action_ids.GROUP_PEOPLE).get("selected_options") or ()),
            target=_read_target(str(target["value"])) if target else None,
            since=str(since["value"]) if since else FROM_NOW,
        )


def _read_target(value: str) -> GroupTarget:
    match value:
        case "none":
            return UNASSIGNED_TARGET
        case "cursor":
            return AS_CURSOR_TARGET
    group_id = row_id(value)
    if group_id is None:
        raise QueryRefused(value)
    return GroupTarget(group_id)
