"""The action ids that buttons and listeners share, so that they cannot drift apart.

An action id may occur only once in a message, so an id can have a suffix (`report.update:page:next`); listeners match
`pattern(name)`, which accepts any suffix. The subject of a click is in the button's value, never in its id.
"""

import re

# value: the incident's id
ACKNOWLEDGE_INCIDENT = "incident.acknowledge"
RESOLVE_INCIDENT = "incident.resolve"
# value: the digest's id and the page, see `DigestPage`
PAGE_DIGEST = "digest.page"

# value: the question as it would be typed into a message
ASK_QUESTION = "question.ask"

# Buttons; value: the ReportQuery to show
SHOW_REPORT = "report.show"  # as a new message
VIEW_USER = "report.view_user"  # as a new message, about one person
UPDATE_REPORT = "report.update"  # by redrawing this message
SHARE_REPORT = "report.share"  # post the report where the command was typed
DOWNLOAD_CSV = "report.download_csv"  # send it as a file to the person's conversation with the bot
OPEN_REPORT = "report.open"  # a link: only needs an acknowledgement

# Select menus; the value changes a part of the message's query, see `query_of` and `references`
CHOOSE_RANGE = "report.choose_range"  # range words
CHOOSE_GROUP = "report.choose_group"  # a reference to a group, or references.ALL
CHOOSE_SORT = "report.choose_sort"  # a SpenderSort
CHOOSE_WHICH = "report.choose_which"  # open, mine or all
CHOOSE_FILTER = "report.choose_filter"  # see `report_query.filter_value`
PICK_USER = "report.pick_user"  # a reference to an actor's key

# An input in a message; value: the typed text
SEARCH = "report.search"
# A button; its value is not used
EXPLAIN_BADGES = "report.explain_badges"

# The settings modal, and the view above it that previews a change
CHANGE_SETTINGS = "settings.change"  # opens the modal; value not used
SETTINGS_MODAL = "settings.modal"
SETTINGS_PREVIEW = "settings.preview"
SETTING_BLOCK = "settings.of:"  # followed by the setting's key; also the action id of the block's input
START_ALERTING = "alerting.start"  # value not used
UNDO_SETTINGS = "settings.undo"  # value: the ids of the change's rows in the audit trail

# The weekly digest
SUBSCRIBE_WEEKLY = "weekly.subscribe"  # opens the modal; value: the ReportQuery of the report it is on
STOP_WEEKLY = "weekly.stop"  # in a message or in the modal; value: the subscription's id
CHANGE_WEEKLY = "weekly.change"  # in the modal: fills the form with a subscription; value: its id
WEEKLY_MODAL = "weekly.modal"
WEEKLY_GROUP = "weekly.group"  # a block and its menu; value: a reference to a group, or references.ALL
WEEKLY_CHANNEL, WEEKLY_PERSON = "weekly.channel", "weekly.person"  # blocks and their menus

# Billing groups. Buttons; their subject is in the message's query or in the value
CREATE_GROUP = "group.create"  # opens the modal; no value that matters
MOVE_PEOPLE = "group.move"  # opens the modal; value: a `GroupForm` of a group, of a person or of neither
RENAME_GROUP = "group.rename"  # opens the modal; value: a `GroupForm` of a group
DELETE_GROUP = "group.delete"  # deletes, once confirmed; value: a `GroupForm` of a group
UNDO_GROUPS = "group.undo"  # value: the change's id in the audit trail
CREATE_GROUP_MODAL, RENAME_GROUP_MODAL, MOVE_PEOPLE_MODAL = (
    "group.create_modal",
    "group.rename_modal",
    "group.move_modal",
)
# The inputs of these modals; each block has its input's id. The second and third load their options
GROUP_NAME, GROUP_PEOPLE, GROUP_TARGET, GROUP_SINCE = "group.name", "group.people", "group.target", "group.since"

# Files of billing groups: the modal, and the buttons of a preview, whose query names the import
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
    """`action` with a suffix that distinguishes its uses in one message."""
    return ":".join([action, *map(str, parts)])


def pattern(action: str) -> re.Pattern[str]:
    """A pattern for `action` and every id that `distinct` makes of it; anchored, so that `search` is safe too."""
    return re.compile(rf"\A{re.escape(action)}(:.*)?\Z")
