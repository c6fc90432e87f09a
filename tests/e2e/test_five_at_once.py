"""Five agents run wild at once, one of them of a member with a hostile name; people handle it and ask questions."""

import json

import pytest

from blocks import action_ids
from sandbox.slack.call_log import ApiCall
from sandbox.slack.person import all_text
from tests.e2e.conftest import UGLY, set_stage

pytestmark = pytest.mark.xdist_group("five-at-once")  # one stage for all of them
WILD = ("mara@example.com", "otto@example.com", "fay@example.com", "ugly@example.com")
MENTIONS = ("<!channel", "<!here", "<!everyone")


@pytest.fixture(scope="module")
def crowded_stage(shared_database_url):
    yield from set_stage(shared_database_url, extra_wild=WILD)


@pytest.fixture(autouse=True)
def nothing_refused_and_nobody_called(crowded_stage):
    """In every test, Slack accepts every payload, and none notifies everyone."""
    yield
    assert crowded_stage.refused_payloads() == []
    sent = [entry for entry in crowded_stage.workspace.call_log.entries() if isinstance(entry, ApiCall)]
    assert sent
    for call in sent:
        payload = json.dumps(call.args, ensure_ascii=False)
        assert not any(mention in payload for mention in MENTIONS), call.method


@pytest.fixture
def lead(crowded_stage):
    return crowded_stage.person("Otto Lead")


@pytest.fixture
def digest(lead):
    """The one message about all five."""
    return lead.waits_for_text("5 new incidents", in_="#ai-spend")


def buttons(message):
    return [
        element
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    ]


def buttons_of(message, action):
    return [element for element in buttons(message) if action_ids.pattern(action).match(element["action_id"])]


def test_all_five_are_one_message_with_buttons_for_each(lead, digest):
    told = [message.metadata["event_payload"]["kind"] for message in lead.sees("#ai-spend") if message.metadata]
    assert [kind for kind in told if kind != "notice"] == ["digest"]  # a notice comes when the cycle ends soon
    assert len(buttons_of(digest, action_ids.VIEW_USER)) == 5
    assert len(buttons_of(digest, action_ids.RESOLVE_INCIDENT)) == 5
    assert "opus" in all_text(digest)


def test_one_of_them_is_acknowledged_and_resolved_from_it(crowded_stage, lead, digest):
    taken = buttons_of(digest, action_ids.ACKNOWLEDGE_INCIDENT)[0]
    assert lead.clicks(taken["action_id"], digest).wait(5).acked

    def redrawn(message):
        return message.ts == digest.ts and taken["action_id"] not in [b["action_id"] for b in buttons(message)]

    redrawn_digest = lead.waits_for(redrawn, in_="#ai-spend")
    assert len(buttons_of(redrawn_digest, action_ids.ACKNOWLEDGE_INCIDENT)) == 4
    resolve = action_ids.distinct(action_ids.RESOLVE_INCIDENT, taken["value"])
    lead.clicks(resolve, redrawn_digest).wait(5)
    form = lead.fills({"Cause": "Something else", "Note": "Told <!everyone> & *closed* <https://x|y>"})
    assert form.submits().acked
    lead.waits_for(
        lambda message: message.ts == digest.ts and resolve not in [b["action_id"] for b in buttons(message)],
        in_="#ai-spend",
    )
    lead.wait_until(lambda: len(lead.sees_thread(digest)) == 3, "what was done, in the thread")
    assert "closed" in all_text(lead.sees_thread(digest)[-1])


def test_a_hostile_name_is_text_wherever_it_is_shown(lead, digest):
    lead.types("/topspenders 7d", in_="#general")
    listed = lead.waits_for_text("Top spenders: last 7 days")
    lead.types("/user ugly@example.com 7d", in_="#general")
    own = lead.waits_for_text("ugly@example.com")
    for message in (digest, listed, own):
        assert UGLY not in all_text(message)
        assert "channel" in all_text(message)
        assert "*x*" in all_text(message)


def test_reports_live_on_and_can_be_shared(lead, digest):
    lead.types("/spend 7d", in_="#ai-spend")
    headline = lead.waits_for_text("Open report", in_="#ai-spend")
    report = lead.waits_for(
        lambda message: "Spend: last 7 days" in all_text(message) and any(b["type"] == "image" for b in message.blocks)
    )
    lead.clicks("Range", report, choice="30d").wait(5)
    lead.waits_for(lambda message: message.ts == report.ts and "last 30 days" in all_text(message).lower())
    lead.clicks("Share to channel", headline).wait(5)
    shared = lead.waits_for(
        lambda message: message.ephemeral_to is None and "Spend: last 7 days" in all_text(message), in_="#ai-spend"
    )
    assert any(block["type"] == "image" for block in shared.blocks)


def test_the_open_ones_are_listed_with_their_buttons_and_how_fast_they_were_handled(lead, digest):
    lead.types("/incidents all", in_="bot")
    listed = lead.waits_for_text("All incidents")
    assert len(buttons_of(listed, action_ids.VIEW_USER)) == 5
    assert "MTTD" in all_text(listed)


def test_everyone_gets_an_answer_whatever_they_type(crowded_stage, digest):
    ines = crowded_stage.person("Ines Quiet")
    lines = ("/spend 7dd", "/spend", "/incidents opne", "/spendwatch foo", "/user <!channel>", "/topspenders help")
    for line in lines:
        before = len(ines.sees("#general"))
        ines.types(line, in_="#general")
        ines.wait_until(lambda before=before: len(ines.sees("#general")) > before, f"an answer to {line}")
        answer = ines.sees("#general")[-1]
        assert answer.ephemeral_to == ines.id
        assert "Traceback" not in all_text(answer)
        assert "Something went wrong" not in all_text(answer)
    ines.types("hello?")
    ines.waits_for_text("for everything I know")


def test_fifty_commands_at_once_are_all_acknowledged_and_answered(crowded_stage, lead, digest):
    before = len(lead.sees("#general"))
    under_way = [lead.types("/spendwatch help", in_="#general") for _ in range(50)]
    assert all(delivery.wait(30).acked for delivery in under_way)
    lead.wait_until(lambda: len(lead.sees("#general")) == before + 50, "fifty answers")


def test_an_event_that_comes_again_and_a_link_that_breaks_lose_nothing(crowded_stage, lead, digest):
    workspace = crowded_stage.workspace
    workspace.hub.disconnect("refresh_requested")
    lead.wait_until(lambda: bool(workspace.hub.connections()), "a new link")
    lead.types("/spendwatch status", in_="#platform")
    told = lead.waits_for_text("Open report", in_="#platform")
    assert told.ephemeral_to == lead.id
