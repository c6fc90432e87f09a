"""A workspace without the newer table blocks gets the next simpler kind, and is not tried again."""

import pytest

from sandbox.serving import serve
from sandbox.slack.person import all_text
from sandbox.slack.server import create_app
from tests.integration.bot.conftest import NOON, TODAY, Team
from tests.integration.bot.front_desk import open_front_desk
from tests.integration.bot.picky_slack import PickySlack


@pytest.mark.parametrize(
    ("unknown", "refusals", "taken"),
    [((), 0, {"data_table"}), (("data_table",), 1, {"table"}), (("data_table", "table"), 2, set())],
    ids=["data_table", "table", "text"],
)
def test_each_workspace_gets_the_best_table_it_takes(workspace, store, clock, unknown, refusals, taken):
    team = Team(store)
    for name in ("mara", "otto"):
        team.person(name.capitalize(), f"{name}@example.com")
        team.usual_days(f"{name}@example.com", TODAY, days=2)
    team.collected(NOON)

    def is_refused(_method, body):
        return any(f'"type": "{kind}"' in body for kind in unknown)

    picky = PickySlack(create_app(workspace), is_refused)
    with serve(picky) as url, open_front_desk(workspace, f"{url}/api/", store, clock=clock) as desk:
        (report,) = desk.asks("Mara Lind", "/topspenders 7d", in_="bot")
        assert len(picky.refused) == refusals
        (again,) = desk.asks("Mara Lind", "/spend 7d", in_="bot")
        assert len(picky.refused) == refusals
    kinds = {block["type"] for message in (report, again) for block in message.blocks}
    assert not kinds & set(unknown)
    assert kinds & {"data_table", "table"} == taken
    assert "Otto" in all_text(report)
    assert any(block["type"] == "image" for block in report.blocks)


def test_the_home_tab_gets_the_best_table_it_takes(workspace, store, clock):
    team = Team(store)
    team.person("Mara", "mara@example.com")
    team.usual_days("mara@example.com", TODAY, days=2)
    team.collected(NOON)
    picky = PickySlack(create_app(workspace), lambda _method, body: '"type": "data_table"' in body)
    with serve(picky) as url, open_front_desk(workspace, f"{url}/api/", store, clock=clock) as desk:
        kinds = {block["type"] for block in desk.person("Mara Lind").opens_home().blocks}
        assert desk.answers.wait_until_idle(60)
    assert [call["method"] for call in picky.refused] == ["views.publish"]
    assert "table" in kinds
