"""Each documented limit, from both sides, with the JSON pointer that Slack would report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.slack.validation import (
    Surface,
    check_blocks,
    check_message,
    check_metadata,
    check_options_answer,
    check_view,
)


def plain(text="text", **more):
    return {"type": "plain_text", "text": text, **more}


def mrkdwn(text="text", **more):
    return {"type": "mrkdwn", "text": text, **more}


def section(text="text", **more):
    return {"type": "section", "text": mrkdwn(text), **more}


def button(number=1, **more):
    return {"type": "button", "text": plain(), "action_id": f"button-{number}", **more}


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def option(number=1, **more):
    return {"text": plain(f"option {number}"), "value": f"value-{number}", **more}


def select(**more):
    return {"type": "static_select", "action_id": "pick", "options": [option()], **more}


def text_input(**more):
    element = {"type": "plain_text_input", "action_id": "note"}
    return {"type": "input", "label": plain(), "element": element, **more}


def table(rows=2, columns=2, text="x"):
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text}] * columns] * rows}


def data_table(rows=2, columns=2, text="x", **more):
    cells = [[{"type": "raw_text", "text": text}] * columns] * rows
    return {"type": "data_table", "caption": "Spend", "rows": cells, **more}


def line_chart(series=1, points=2, **more):
    categories = [f"day {number}" for number in range(points)]
    data = [{"label": label, "value": -1.5} for label in categories]
    lines = [{"name": f"line {number}", "data": data} for number in range(series)]
    axes = {"categories": categories, "x_label": "day"}
    chart = {"type": "line", "series": lines, "axis_config": axes}
    return {"type": "data_visualization", "title": "Spend", "chart": chart, **more}


def pie_chart(**segment):
    segments = [{"label": "opus", "value": 2, **segment}]
    return {"type": "data_visualization", "title": "Models", "chart": {"type": "pie", "segments": segments}}


def modal(*blocks, **more):
    return {"type": "modal", "title": plain("Title"), "blocks": list(blocks) or [section()], **more}


def every_file(_slack_file):
    return True


def no_file(_slack_file):
    return False


def problems_in(blocks, surface=Surface.MESSAGE, can_show=every_file):
    return [(p.pointer, p.message) for p in check_blocks(blocks, surface, can_show=can_show)]


def pointers_in(blocks, surface=Surface.MESSAGE, can_show=every_file):
    return [p.pointer for p in check_blocks(blocks, surface, can_show=can_show)]


GOOD_BLOCKS = {
    "longest section": section("x" * 3000),
    "section with fields": {"type": "section", "fields": [mrkdwn("x" * 2000)] * 10},
    "section with accessory": section(accessory=button(value="x" * 2000, style="primary")),
    "unfolded section": section(expand=True),
    "verbatim": {"type": "section", "text": mrkdwn(verbatim=True)},
    "header": {"type": "header", "text": plain("x" * 150, emoji=False), "level": 4},
    "divider": {"type": "divider", "block_id": "line"},
    "actions": actions(*(button(number) for number in range(25))),
    "confirm": actions(
        button(confirm={"title": plain("x" * 100), "text": mrkdwn("x" * 300), "confirm": plain("Yes"), "deny": plain()})
    ),
    "overflow": actions({"type": "overflow", "action_id": "more", "options": [option(url="https://example.com/")]}),
    "groups": actions(select(options=[option()], placeholder=plain("x" * 150))),
    "radio": actions({"type": "radio_buttons", "action_id": "r", "options": [{"text": mrkdwn("*a*"), "value": "a"}]}),
    "date": actions({"type": "datepicker", "action_id": "day", "initial_date": "2026-11-01"}),
    "context": {"type": "context", "elements": [mrkdwn()] * 10},
    "image": {"type": "image", "alt_text": "a chart", "slack_file": {"id": "F0SB000001"}, "title": plain()},
    "public image": {"type": "image", "alt_text": "a chart", "image_url": "https://example.com/a.png"},
    "table": table(rows=100, columns=20, text="12345"),
    "table settings": table() | {"column_settings": [None, {"align": "right", "is_wrapped": True}]},
    "data table": data_table(rows=201, page_size=20, row_header_column_index=1),
    "line chart": line_chart(series=12, points=20),
    "pie chart": pie_chart(),
    "markdown": {"type": "markdown", "text": "x" * 12_000},
    "rich text": {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "bold", "style": {"bold": True}},
                    {"type": "user", "user_id": "U0SB000001"},
                    {"type": "date", "timestamp": 1793491200, "format": "{date_num}", "fallback": "1 Nov"},
                ],
            }
        ],
    },
    "card": {"type": "card", "title": plain(), "actions": [button()]},
    "container": {"type": "container", "title": plain(), "child_blocks": [section(), table()]},
}

BAD_BLOCKS = {
    "section too long": (section("x" * 3001), "/blocks/0/text/text", "must be less than 3001 characters"),
    "empty text": (section(""), "/blocks/0/text/text", "must be more than 0 characters"),
    "section of nothing": ({"type": "section"}, "/blocks/0", "must have at least one of: text, fields"),
    "eleven fields": (
        {"type": "section", "fields": [mrkdwn()] * 11},
        "/blocks/0/fields",
        "no more than 10 items allowed",
    ),
    "long field": (
        {"type": "section", "fields": [mrkdwn("x" * 2001)]},
        "/blocks/0/fields/0/text",
        "must be less than 2001 characters",
    ),
    "unknown field": (section(colour="red"), "/blocks/0", "invalid additional property: colour"),
    "unknown block": ({"type": "sparkline"}, "/blocks/0/type", "unsupported type: sparkline"),
    "null block": (None, "/blocks/0", "must provide an object"),
    "bare string text": ({"type": "section", "text": "x"}, "/blocks/0/text", "must provide an object"),
    "number as text": (section(5), "/blocks/0/text/text", "must provide a string"),
    "emoji on mrkdwn": (
        {"type": "section", "text": mrkdwn(emoji=True)},
        "/blocks/0/text",
        "invalid additional property: emoji",
    ),
    "verbatim on plain_text": (
        {"type": "header", "text": plain(verbatim=True)},
        "/blocks/0/text",
        "invalid additional property: verbatim",
    ),
    "long header": (
        {"type": "header", "text": plain("x" * 151)},
        "/blocks/0/text/text",
        "must be less than 151 characters",
    ),
    "mrkdwn header": ({"type": "header", "text": mrkdwn()}, "/blocks/0/text/type", "must be a valid enum value"),
    "header level": ({"type": "header", "text": plain(), "level": 5}, "/blocks/0/level", "must be at most 4"),
    "26 buttons": (actions(*(button(n) for n in range(26))), "/blocks/0/elements", "no more than 25 items allowed"),
    "no buttons": (actions(), "/blocks/0/elements", "no fewer than 1 items allowed"),
    "long button": (
        actions(button(text=plain("x" * 76))),
        "/blocks/0/elements/0/text/text",
        "must be less than 76 characters",
    ),
    "long value": (
        actions(button(value="x" * 2001)),
        "/blocks/0/elements/0/value",
        "must be less than 2001 characters",
    ),
    "default style": (
        actions(button(style="default")),
        "/blocks/0/elements/0/style",
        "must be a valid enum value",
    ),
    "long action_id": (
        actions(button(action_id="x" * 256)),
        "/blocks/0/elements/0/action_id",
        "must be less than 256 characters",
    ),
    "two alike": (
        actions(button(), button()),
        "/blocks/0/elements/1/action_id",
        "action_id already exists: button-1",
    ),
    "input element in actions": (
        actions({"type": "plain_text_input", "action_id": "x"}),
        "/blocks/0/elements/0/type",
        "unsupported type: plain_text_input",
    ),
    "101 options": (
        actions(select(options=[option(n) for n in range(101)])),
        "/blocks/0/elements/0/options",
        "no more than 100 items allowed",
    ),
    "options and groups": (
        actions(select(option_groups=[{"label": plain(), "options": [option()]}])),
        "/blocks/0/elements/0",
        "must have exactly one of: options, option_groups",
    ),
    "initial option not offered": (
        actions(select(initial_option=option(2))),
        "/blocks/0/elements/0/initial_option",
        "initial_option must be one of the options",
    ),
    "long option": (
        actions(select(options=[option(text=plain("x" * 76))])),
        "/blocks/0/elements/0/options/0/text/text",
        "must be less than 76 characters",
    ),
    "mrkdwn option": (
        actions(select(options=[option(text=mrkdwn())])),
        "/blocks/0/elements/0/options/0/text/type",
        "must be a valid enum value",
    ),
    "long option value": (
        actions(select(options=[option(value="x" * 151)])),
        "/blocks/0/elements/0/options/0/value",
        "must be less than 151 characters",
    ),
    "six in an overflow": (
        actions({"type": "overflow", "action_id": "o", "options": [option(n) for n in range(6)]}),
        "/blocks/0/elements/0/options",
        "no more than 5 items allowed",
    ),
    "long confirm": (
        actions(button(confirm={"title": plain("x" * 101), "text": plain(), "confirm": plain(), "deny": plain()})),
        "/blocks/0/elements/0/confirm/title/text",
        "must be less than 101 characters",
    ),
    "eleven context elements": (
        {"type": "context", "elements": [mrkdwn()] * 11},
        "/blocks/0/elements",
        "no more than 10 items allowed",
    ),
    "image without alt text": (
        {"type": "image", "image_url": "https://example.com/a.png"},
        "/blocks/0",
        "missing required field: alt_text",
    ),
    "image from nowhere": (
        {"type": "image", "alt_text": "x"},
        "/blocks/0",
        "must have exactly one of: image_url, slack_file",
    ),
    "image on this machine": (
        {"type": "image", "alt_text": "x", "image_url": "http://127.0.0.1:80/a.png"},
        "/blocks/0/image_url",
        "downloading image failed",
    ),
    "file id": (
        {"type": "image", "alt_text": "x", "slack_file": {"id": "chart"}},
        "/blocks/0/slack_file/id",
        "input must match regex pattern: ^F[A-Z0-9]{8,}$",
    ),
    "101 rows": (table(rows=101), "/blocks/0/rows", "no more than 100 items allowed"),
    "21 columns": (table(columns=21), "/blocks/0/rows/0", "no more than 20 items allowed"),
    "empty cell": (table(rows=1, columns=1, text=""), "/blocks/0/rows/0/0/text", "must be more than 0 characters"),
    "heavy table": (
        table(rows=100, columns=1, text="x" * 101),
        "/blocks/0/rows",
        "all cells together must be less than 10001 characters",
    ),
    "header only": (data_table(rows=1), "/blocks/0/rows", "no fewer than 2 items allowed"),
    "202 data rows": (data_table(rows=202), "/blocks/0/rows", "no more than 201 items allowed"),
    "data table without caption": (
        {"type": "data_table", "rows": data_table()["rows"]},
        "/blocks/0",
        "missing required field: caption",
    ),
    "page of 101": (data_table(page_size=101), "/blocks/0/page_size", "must be at most 100"),
    "uneven rows": (
        data_table() | {"rows": [[{"type": "raw_text", "text": "a"}], [{"type": "raw_text", "text": "b"}] * 2]},
        "/blocks/0/rows",
        "every row must have the same number of cells",
    ),
    "number in the header": (
        data_table() | {"rows": [[{"type": "raw_number", "value": 1, "text": "1"}]] * 2},
        "/blocks/0/rows/0/0",
        "a header cell must be raw_text",
    ),
    "21 points": (line_chart(points=21), "/blocks/0/chart/series/0/data", "no more than 20 items allowed"),
    "13 series": (line_chart(series=13), "/blocks/0/chart/series", "no more than 12 items allowed"),
    "long chart title": (line_chart(title="x" * 51), "/blocks/0/title", "must be less than 51 characters"),
    "slice of nothing": (pie_chart(value=0), "/blocks/0/chart/segments/0/value", "must be more than 0"),
    "long slice": (
        pie_chart(label="x" * 21),
        "/blocks/0/chart/segments/0/label",
        "must be less than 21 characters",
    ),
    "posted file block": (
        {"type": "file", "external_id": "x", "source": "remote"},
        "/blocks/0/type",
        "unsupported type: file",
    ),
    "modal's alert": ({"type": "alert", "text": plain()}, "/blocks/0/type", "unsupported type: alert"),
    "long markdown": (
        {"type": "markdown", "text": "x" * 12_001},
        "/blocks/0/text",
        "all markdown together must be less than 12001 characters",
    ),
    "empty rich text": (
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}],
        },
        "/blocks/0/elements/0/elements/0/text",
        "must be more than 0 characters",
    ),
    "bare card title": ({"type": "card", "title": "x"}, "/blocks/0/title", "must provide an object"),
}


@pytest.mark.parametrize("block", GOOD_BLOCKS.values(), ids=GOOD_BLOCKS.keys())
def test_what_slack_takes_is_taken(block):
    assert problems_in([block]) == []


@pytest.mark.parametrize(("block", "pointer", "message"), BAD_BLOCKS.values(), ids=BAD_BLOCKS.keys())
def test_what_slack_refuses_is_refused_with_its_place(block, pointer, message):
    assert (pointer, message) in problems_in([block])


def test_a_message_holds_fifty_blocks_and_a_home_tab_a_hundred():
    dividers = [{"type": "divider"}] * 51
    assert problems_in(dividers[:50]) == []
    assert problems_in(dividers) == [("/blocks", "no more than 50 items allowed")]
    assert problems_in(dividers, Surface.HOME) == []


def test_ids_are_unique_over_all_blocks_of_a_message():
    blocks = [{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}, actions(button())]
    assert pointers_in([*blocks, section(accessory=button())]) == [
        "/blocks/1/block_id",
        "/blocks/3/accessory/action_id",
    ]


def test_one_table_two_charts_and_budgets_over_the_whole_message():
    [problem] = check_message([table(), table()], [], can_show=every_file)
    assert (problem.pointer, problem.error) == ("/blocks/1", "invalid_attachments")
    assert pointers_in([line_chart(), pie_chart()]) == []
    assert pointers_in([line_chart(), pie_chart(), pie_chart()]) == ["/blocks/2"]
    heavy = data_table(rows=101, columns=1, text="x" * 100)
    assert pointers_in([heavy]) == []
    assert pointers_in([heavy, heavy]) == ["/blocks/1/rows"]


def test_a_chart_needs_one_point_for_each_category_and_names_that_differ():
    chart = line_chart(series=2)
    chart["chart"]["series"][1] = {"name": "line 0", "data": [{"label": "day 0", "value": 1}]}
    assert problems_in([chart]) == [
        ("/blocks/0/chart/series/1/data", "must have exactly one point for each category"),
        ("/blocks/0/chart/series", "series names must be unique"),
    ]


@pytest.mark.parametrize(
    ("block", "surfaces"),
    [
        (table(), "message home"),
        (data_table(), "message home"),
        (line_chart(), "message"),
        ({"type": "markdown", "text": "x"}, "message"),
        ({"type": "alert", "text": plain()}, "modal"),
        (actions({"type": "datetimepicker", "action_id": "at"}), "message modal"),
        (text_input(), "message modal home"),
        ({"type": "container", "title": plain(), "child_blocks": [section()]}, "message modal"),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else value,
)
def test_blocks_show_only_on_their_surfaces(block, surfaces):
    assert [str(surface) for surface in Surface if not problems_in([block], surface)] == surfaces.split()


def test_a_file_that_is_not_ready_is_refused_in_slacks_words():
    block = {"type": "image", "alt_text": "x", "slack_file": {"id": "F0SB000001"}}
    assert problems_in([block], can_show=no_file) == [("/blocks/0/slack_file", "invalid slack file")]
    both = block | {"slack_file": {"id": "F0SB000001", "url": "https://files.slack.com/x"}}
    assert problems_in([both]) == [("/blocks/0/slack_file", "must have exactly one of: id, url")]


def test_attachments_are_checked_and_counted():
    bad = check_message([], [{"color": "#f00", "blocks": [section("")]}], can_show=every_file)
    assert [p.pointer for p in bad] == ["/attachments/0/blocks/0/text/text"]
    [problem] = check_message([], [{"text": "x"}] * 101, can_show=every_file)
    assert problem.error == "too_many_attachments"


@pytest.mark.parametrize(
    ("view", "pointer", "message"),
    [
        (modal(title=plain("x" * 25)), "/view/title/text", "must be less than 25 characters"),
        (modal(private_metadata="x" * 3001), "/view/private_metadata", "must be less than 3001 characters"),
        (modal(callback_id="x" * 256), "/view/callback_id", "must be less than 256 characters"),
        (modal(submit=plain("x" * 25)), "/view/submit/text", "must be less than 25 characters"),
        (modal(text_input()), "/view", "missing required field: submit"),
        (modal() | {"blocks": []}, "/view/blocks", "no fewer than 1 items allowed"),
        (modal(*[section()] * 101), "/view/blocks", "no more than 100 items allowed"),
        (modal(None), "/view/blocks/0", "must provide an object"),
        (modal(state={}), "/view", "invalid additional property: state"),
        ({"type": "home", "blocks": [section()]}, "/view/type", "must be a valid enum value"),
        ("modal", "/view", "must provide an object"),
    ],
)
def test_a_modal_that_slack_refuses(view, pointer, message):
    assert (pointer, message) in [(p.pointer, p.message) for p in check_view(view, "modal", can_show=every_file)]


def test_modals_and_home_tabs_that_slack_takes():
    full = modal(text_input(), submit=plain(), close=plain(), notify_on_close=True, private_metadata="x" * 3000)
    assert check_view(full, "modal", can_show=every_file) == []
    assert check_view({"type": "home", "blocks": [section()] * 100}, "home", can_show=every_file) == []


def test_a_view_of_more_than_250_kilobytes_is_too_large():
    view = modal(*[section("é" * 3000) for _ in range(44)])
    [problem] = check_view(view, "modal", can_show=every_file)
    assert problem.error == "view_too_large"


def test_only_one_element_takes_the_focus():
    def focused(number):
        element = {"type": "plain_text_input", "action_id": f"note {number}", "focus_on_load": True}
        return text_input(element=element)

    view = modal(focused(1), focused(2), submit=plain())
    assert [p.pointer for p in check_view(view, "modal", can_show=every_file)] == [
        "/view/blocks/1/element/focus_on_load"
    ]


def test_number_inputs_word_their_bounds_as_text():
    def limits(**bounds):
        element = {"type": "number_input", "action_id": "n", "is_decimal_allowed": False, **bounds}
        return [
            p.pointer for p in check_view(modal(text_input(element=element), submit=plain()), "modal", can_show=no_file)
        ]

    assert limits(min_value="0", max_value="10") == []
    assert limits(min_value=0) == ["/view/blocks/0/element/min_value"]
    assert limits(min_value="11", max_value="10") == ["/view/blocks/0/element"]


def test_metadata_has_a_type_and_a_payload():
    assert check_metadata({"event_type": "incident", "event_payload": {"key": "7"}}) == []
    assert [p.pointer for p in check_metadata({"event_type": "incident"})] == ["/metadata"]
    [problem] = check_metadata({"event_type": "incident", "event_payload": {"key": "x" * 9000}})
    assert problem.error == "metadata_too_large"


def test_an_answer_to_an_external_select_has_at_most_a_hundred_options():
    assert check_options_answer({"options": [option(n) for n in range(100)]}) == []
    assert [p.pointer for p in check_options_answer({"options": [option(n) for n in range(101)]})] == ["/options"]
    assert [p.pointer for p in check_options_answer(None)] == [""]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(sorted(GOOD_BLOCKS)), st.data())
def test_whatever_replaces_a_field_is_judged_and_never_crashes(name, data):
    block = dict(GOOD_BLOCKS[name])
    field = data.draw(st.sampled_from(sorted(block)))
    block[field] = data.draw(json_values)
    for problem in check_message([block], [], can_show=every_file):
        assert problem.pointer.startswith("/blocks/0")


@given(json_values)
def test_any_json_is_judged_as_a_view(value):
    assert check_view(value, "modal", can_show=every_file)
