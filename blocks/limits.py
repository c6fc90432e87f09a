"""Slack's limits, each with the page of Slack's documentation that states it.

Where copies of a page disagree, the smaller figure is used.
"""

# Block Kit > Blocks
BLOCKS_PER_MESSAGE = 50
BLOCKS_PER_VIEW = 100

# Block Kit > Blocks > Header, Section, Context, Actions, Image, Input
HEADER_TEXT = 150
SECTION_FIELDS = 10
SECTION_FIELD_TEXT = 2_000
CONTEXT_ELEMENTS = 10
ACTION_ELEMENTS = 25
IMAGE_ALT_TEXT = 2_000
IMAGE_TITLE = 2_000
INPUT_HINT = 2_000

# Block Kit > Composition objects
TEXT_OBJECT = 3_000
OPTION_TEXT = 75
OPTION_VALUE = 150

# Block Kit > Composition objects > Confirmation dialog
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30

# Block Kit > Block elements > Button, Select menu, Plain-text input
PLAIN_TEXT_INPUT = 3_000
BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
BUTTON_URL = 3_000
ACCESSIBILITY_LABEL = 75
PLACEHOLDER = 150
SELECT_OPTIONS = 100

# Block Kit > Blocks, "block_id" and "action_id"
IDENTIFIER = 255

# Block Kit > Blocks > Table
TABLE_ROWS = 100
TABLE_COLUMNS = 20
TABLE_CHARACTERS = 10_000

# Block Kit > Blocks > Data table
DATA_TABLE_ROWS = 101
DATA_TABLE_COLUMNS = 20
DATA_TABLE_CHARACTERS = 20_000
DATA_TABLE_PAGE_SIZE = 100

# Surfaces > Modals
VIEW_TITLE = 24
VIEW_BUTTON = 24
PRIVATE_METADATA = 3_000

# Methods > chat.postMessage, chat.update: "text" (4,000; some room for what escaping adds)
MESSAGE_TEXT = 3_900
