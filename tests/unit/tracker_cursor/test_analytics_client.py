"""Tags, keys and allowances of analytics."""

import base64
from datetime import date
from functools import partial

import httpx
import pytest
from pydantic import SecretStr

from tracker.cursor.analytics import AnalyticsQuestion
from tracker.cursor.client import CursorClient
from tracker.cursor.endpoints import TEAM_DAU
from tracker.cursor.errors import CursorAnswerUnreadable, CursorKeyRefused
from tracker.cursor.pacing import Pacer
from tracker.cursor.schemas.analytics import parse_days, read_activity

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 12)
QUESTION = AnalyticsQuestion(TEAM_DAU, partial(parse_days, kind="activity", read=read_activity), FIRST, LAST)
TAG = '"5f2b"'


def tagged(tag: str = TAG) -> httpx.Response:
    return httpx.Response(200, json={"data": [{"date": "2026-11-02", "dau": 4}]}, headers={"etag": tag})


def test_a_tag_is_kept_sent_back_and_not_changed_is_no_answer_to_read(client, cursor):
    cursor.answers(tagged(), httpx.Response(304))
    first = client.fetch_analytics(QUESTION)
    second = client.fetch_analytics(QUESTION, tag=first.tag)
    assert first.tag == TAG and first.parsed.rows[0].active_users == 4
    assert (second.parsed, second.tag) == (None, TAG)
    assert "if-none-match" not in cursor.requests[0].headers
    assert cursor.requests[1].headers["if-none-match"] == TAG


@pytest.mark.parametrize("tag", ["no quotes", '"' + "x" * 999 + '"', ""])
def test_a_tag_that_is_none_is_not_kept(client, cursor, tag):
    cursor.answers(tagged(tag))
    assert client.fetch_analytics(QUESTION).tag is None


def test_not_changed_without_a_tag_is_no_answer(client, cursor):
    cursor.answers(httpx.Response(304))
    with pytest.raises(CursorAnswerUnreadable):
        client.fetch_analytics(QUESTION)


def test_what_has_not_changed_takes_nothing_of_the_allowance(client, cursor, clock):
    cursor.answers(tagged(), httpx.Response(304))
    client.fetch_analytics(QUESTION)
    for _ in range(300):
        client.fetch_analytics(QUESTION, tag=TAG)
    assert clock.slept == []
    assert client.has_room(TEAM_DAU)
    cursor.answers(tagged())
    for _ in range(99):
        client.fetch_analytics(QUESTION)
    assert not client.has_room(TEAM_DAU)
    assert clock.slept == []


def test_more_than_29_days_are_not_asked_for(client):
    with pytest.raises(ValueError, match="29 days"):
        client.fetch_analytics(AnalyticsQuestion(TEAM_DAU, QUESTION.parse, date(2026, 10, 14), LAST))
    with pytest.raises(ValueError, match="29 days"):
        client.fetch_analytics(AnalyticsQuestion(TEAM_DAU, QUESTION.parse, LAST, FIRST))


@pytest.mark.parametrize(("second", "used"), [(None, "admin"), ("analytics", "analytics")])
def test_analytics_have_a_key_of_their_own_where_one_is_set(cursor, clock, second, used):
    cursor.answers(tagged(), httpx.Response(200, json={"teamMembers": []}), httpx.Response(401))
    client = CursorClient(
        "https://cursor.example.com",
        SecretStr("admin"),
        analytics_key=SecretStr(second) if second else None,
        pacer=Pacer(clock.monotonic, clock.sleep),
        transport=httpx.MockTransport(cursor),
        sleep=clock.sleep,
    )
    with client:
        client.fetch_analytics(QUESTION)
        client.fetch_members()
        with pytest.raises(CursorKeyRefused, match="CURSOR_ANALYTICS_API_KEY"):
            client.fetch_analytics(QUESTION)
    sent = [base64.b64decode(request.headers["authorization"].split()[1]).decode() for request in cursor.requests]
    assert sent == [f"{used}:", "admin:", f"{used}:"]
