"""The names that buttons and listeners share, so that neither can drift from the other.

An action id may stand once in a message, so a name can carry a part that tells its uses apart
(`report.update:page:next`); listeners match `pattern(name)`, which takes any such part. What a click is about is in
the button's value, never in its id.
"""

import re

# value: the incident's id
ACKNOWLEDGE_INCIDENT = "incident.acknowledge"
RESOLVE_INCIDENT = "incident.resolve"
# value: the digest's id and the page, see `DigestPage`
PAGE_DIGEST = "digest.page"

# value: the question as it would be typed
ASK_QUESTION = "question.ask"

# Buttons; value: the ReportQuery to show
SHOW_REPORT = "report.show"  # post it as a message of its own
VIEW_USER = "report.view_user"  # the same, of one person
UPDATE_REPORT = "report.update"  # redraw this message with it
SHARE_REPORT = "report.share"  # post it where the command was typed
DOWNLOAD_CSV = "report.download_csv"  # send it as a file into the person's own conversation
OPEN_REPORT = "report.open"  # a link: nothing to do but to acknowledge

# Select menus; the value is a part of the message's query, see `query_of` and `references`
CHOOSE_RANGE = "report.choose_range"  # range words
CHOOSE_GROUP = "report.choose_group"  # a reference to a group, or references.ALL
CHOOSE_SORT = "report.choose_sort"  # a SpenderSort
CHOOSE_WHICH = "report.choose_which"  # open, mine or all
CHOOSE_FILTER = "report.choose_filter"  # see `report_query.filter_value`
PICK_USER = "report.pick_user"  # a reference to an actor's key

# A field in a message; the value is what was typed
SEARCH = "report.search"
# A button without a value that matters
EXPLAIN_BADGES = "report.explain_badges"

# The modal of thresholds and the view above it that shows what a change would do
CHANGE_SETTINGS = "settings.change"  # opens it; no value that matters
SETTINGS_MODAL = "settings.modal"
SETTINGS_PREVIEW = "settings.preview"
SETTING_BLOCK = "settings.of:"  # then the setting's key; the input in it is called the same
START_ALERTING = "alerting.start"  # no value that matters
UNDO_SETTINGS = "settings.undo"  # value: the ids of the change's rows in the audit trail

# The weekly digest
SUBSCRIBE_WEEKLY = "weekly.subscribe"  # opens the modal; value: the ReportQuery of the report it was pressed on
STOP_WEEKLY = "weekly.stop"  # in a message or in the modal; value: the subscription's id
CHANGE_WEEKLY = "weekly.change"  # in the modal: fills the form with that one; value: the subscription's id
WEEKLY_MODAL = "weekly.modal"
WEEKLY_GROUP = "weekly.group"  # a block and the menu in it; value: a reference to a group, or references.ALL
WEEKLY_CHANNEL, WEEKLY_PERSON = "weekly.channel", "weekly.person"  # blocks and the menus in them

# Billing groups. Buttons; what they are about is in the message's query or in the value
CREATE_GROUP = "group.create"  # opens the modal; no value that matters
MOVE_PEOPLE = "group.move"  # opens the modal; value: a `GroupForm` of a group, of a person or of neither
RENAME_GROUP = "group.rename"  # opens the modal; value: a `GroupForm` of a group
DELETE_GROUP = "group.delete"  # does it, once confirmed; value: the same
UNDO_GROUPS = "group.undo"  # value: the change's id in the audit trail
CREATE_GROUP_MODAL, RENAME_GROUP_MODAL, MOVE_PEOPLE_MODAL = (
    "group.create_modal",
    "group.rename_modal",
    "group.move_modal",
)
# The inputs of these modals; each block is called as its input. The second and third ask for their options
GROUP_NAME, GROUP_PEOPLE, GROUP_TARGET, GROUP_SINCE = "group.name", "group.people", "group.target", "group.since"

# Files of billing groups: the modal, and the buttons of a preview, whose query says which import it is
IMPORT_GROUPS = "groups.import"  # opens the modal; no value that matters
EXPORT_GROUPS = "groups.export"  # sends the file; no value that matters
IMPORT_MODAL = "groups.import.modal"
IMPORT_FILE = "groups.import.file"
IMPORT_CHOOSE = "groups.import.choose"  # checkboxes; an option's value is a move's number
IMPORT_DECIDE = "groups.import.decide"  # value: approve or reject, / and page or all
IMPORT_APPLY = "groups.import.apply"  # value of these three: the import's number
IMPORT_CANCEL = "groups.import.cancel"
IMPORT_UNDO = "groups.import.undo"

# The modal that asks for a cause
RESOLVE_MODAL = "incident.resolve_modal"
CAUSE_BLOCK, CAUSE = "incident.cause", "incident.cause"
NOTE_BLOCK, NOTE = "incident.note", "incident.note"


def distinct(action: str, *parts: str | int) -> str:
    """`action` told apart from its other uses in the same message."""
    return ":".join([action, *map(str, parts)])


def pattern(action: str) -> re.Pattern[str]:
    """Matches `action` and every id that `distinct` makes of it, and nothing else however it is searched."""
    return re.compile(rf"\A{re.escape(action)}(:.*)?\Z")
