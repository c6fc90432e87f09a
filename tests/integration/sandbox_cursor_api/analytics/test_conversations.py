"""Conversation insights."""

import httpx

from tests.integration.sandbox_cursor_api.analytics.reading import INSIGHTS, WINDOW, OpenHttp, read, small_team, summed
from tests.integration.sandbox_cursor_api.asking import world_of


def test_conversations_are_sorted_in_the_ways_that_were_asked_for(client: httpx.Client) -> None:
    everything = "intents,complexity,categories,guidanceLevels,workTypes"
    answer = read(client, INSIGHTS, include=everything, **WINDOW)
    assert answer["params"]["include"] == everything.split(",")
    fields = ("intent", "complexity", "category", "guidanceLevel", "workType")
    totals = []
    for name, field in zip(everything.split(","), fields, strict=True):
        part = answer["data"][name]
        by_day = summed(part["timeSeries"], field, figure="count")
        assert {(row[field],): row["count"] for row in part["distribution"]} == by_day
        totals.append(by_day.total())
    assert totals[0] == totals[1] < totals[2] == totals[3] == totals[4]
    intents = answer["data"]["intents"]
    assert intents["topValues"] == intents["distribution"][:2]
    asked = next(row["count"] for row in intents["distribution"] if row["intent"] == "Ask")
    assert sum(row["count"] for row in intents["subcategories"]["askMode"]) == asked
    repeated = client.get(INSIGHTS, params=[("include", "intents"), ("include", "workTypes")]).json()
    assert list(repeated["data"]) == ["intents", "workTypes"]


def test_conversations_need_to_be_told_which_ways(client: httpx.Client) -> None:
    assert client.get(INSIGHTS).status_code == 400
    assert client.get(INSIGHTS, params={"include": "intents,mood"}).status_code == 400


def test_conversations_answer_401_where_the_team_does_not_want_them(open_http: OpenHttp) -> None:
    world = world_of(small_team())
    http = open_http(world)
    http.post("/_control/state", json={"quirks": {"has_conversation_insights": False}})
    refused = http.get(INSIGHTS, params={"include": "intents"})
    assert (refused.status_code, refused.json()["error"]) == (401, "Unauthorized")
    assert http.get("/analytics/team/dau").status_code == 200
