"""/cycle and its CSV through Bolt's own dispatch; the file is read back from the stand-in Slack."""

import csv
import io

import pytest

from blocks import action_ids
from blocks.cycle_csv import COLUMNS
from blocks.report_query import REFRESH, ReportQuery
from sandbox.slack.faults import Fault, FaultKind
from sandbox.slack.person import all_text
from tests.integration.bot.people import INSIDER, OUTSIDER


def csv_files(desk):
    return [file for file in desk.workspace.files.all() if file.name.endswith(".csv")]


def read(file):
    return list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"), newline="")))


def posted_report(desk, channel):
    """A shared report: everyone in the channel sees its button."""
    elements = [
        {"type": "button", "text": {"type": "plain_text", "text": "CSV"}, "action_id": action, "value": value}
        for action, value in (
            (action_ids.DOWNLOAD_CSV, ReportQuery("cycle", "cycle").encode()),
            (REFRESH, ReportQuery("cycle", "cycle").encode()),
        )
    ]
    workspace = desk.workspace
    block = {"type": "actions", "block_id": "controls", "elements": elements}
    place = workspace.directory.channel_by_name(channel)
    return workspace.post(place, workspace.directory.bot, "a report", blocks=[block])


def test_the_csv_comes_into_the_persons_conversation_and_adds_up_to_the_report(busy_desk):
    (report,) = busy_desk.asks(INSIDER, "/cycle", in_="bot")
    known = csv_files(busy_desk)
    notice, with_file = busy_desk.clicks(INSIDER, "Download CSV", report)
    (trail,) = busy_desk.asks(INSIDER, "/spendwatch audit", in_="bot")
    assert ".csv downloaded: " in trail.text
    (file,) = [each for each in csv_files(busy_desk) if each not in known]
    header, *lines, total = read(file)
    # Eighteen people of $5 to $22 a day, ten requests each; of today's, the tenth is not over at noon: 243 x 1.9
    assert total[COLUMNS.index("usage_value_usd")] == "461.70"
    assert "$461.70" in all_text(report)
    assert "$461.70" in all_text(notice)
    assert file.id in with_file.file_ids
    assert tuple(header) == COLUMNS
    assert sum(int(line[7]) for line in lines) == int(total[7]) == 342
    groups = {line[0]: line[3] for line in lines}
    assert (groups["mara@example.com"], groups["p3@example.com"]) == ("Platform", "Unassigned")


def test_a_csv_asked_for_in_a_channel_is_seen_by_the_asker_alone(busy_desk):
    shared = posted_report(busy_desk, "general")
    known = csv_files(busy_desk)
    (answer,) = busy_desk.clicks(INSIDER, action_ids.DOWNLOAD_CSV, shared)
    (file,) = [each for each in csv_files(busy_desk) if each not in known]
    assert answer.ephemeral_to == busy_desk.person(INSIDER).id
    assert "in your own conversation" in all_text(answer)
    assert file.channel_ids == (busy_desk.person(INSIDER).channel_id("bot"),)


def test_someone_who_may_not_read_the_team_gets_no_file(busy_desk):
    shared = posted_report(busy_desk, "general")
    known = csv_files(busy_desk)
    (answer,) = busy_desk.clicks(OUTSIDER, action_ids.DOWNLOAD_CSV, shared)
    assert "Only members" in all_text(answer)
    assert csv_files(busy_desk) == known


def test_the_other_cycle_is_drawn_in_place(busy_desk):
    (report,) = busy_desk.asks(INSIDER, "/cycle", in_="bot")
    last = busy_desk.clicks(INSIDER, "Last cycle", report)
    assert last == []
    again = busy_desk.report(INSIDER)
    assert again.ts == report.ts
    assert "nothing is known about the last cycle" in all_text(again)


@pytest.mark.parametrize("words", ["last cycle", "last", "LAST"])
def test_the_last_cycle_is_asked_for_in_words(busy_desk, words):
    (report,) = busy_desk.asks(INSIDER, f"/cycle {words}", in_="bot")
    assert "the last cycle" in all_text(report)


def test_a_file_that_slack_refuses_is_told(desk):
    (report,) = desk.asks(INSIDER, "/cycle", in_="bot")
    desk.workspace.faults.arm(
        Fault(kind=FaultKind.SERVER_ERROR, target="files.getUploadURLExternal", count=50, status=503)
    )
    *_, answer = desk.clicks(INSIDER, "Download CSV", report)
    assert "Something went wrong" in all_text(answer)
