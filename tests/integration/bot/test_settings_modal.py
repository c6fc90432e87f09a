"""Thresholds changed in Slack: the form, its preview, saving, undoing, and rights."""

import pytest

from blocks import action_ids
from blocks.report_query import ReportQuery
from blocks.settings_modal import SettingsDraft
from sandbox.slack.person import all_text
from tests.integration.bot.conftest import user_id
from tests.integration.bot.front_desk import open_front_desk
from tests.integration.bot.people import ADMIN, LEAD, OUTSIDER
from tests.integration.bot.settings_form import forged, opens, previews, saves, trail
from tracker.preferences import EVERY_SETTING
from tracker.settings import SETTINGS, Kind, Settings, Zero
from tracker.store.settings import load_settings, save_settings
from tracker.store.tables import SettingRow

SIGMA, BUDGET = "Distance from the team (sigma)", "Team budget (cents a cycle)"


def in_force(store):
    with store.reading() as session:
        return load_settings(session)


def number(key, text):
    return {action_ids.SETTING_BLOCK + key: {action_ids.SETTING_BLOCK + key: {"type": "number_input", "value": text}}}


# --- the form --------------------------------------------------------------------------------------------------------


def test_the_form_has_every_threshold_with_its_unit_bounds_default_and_value(desk, store):
    with store.writing() as session:
        save_settings(session, {"zscore_multiplier": "3.5"}, by="x", source="cli", now=desk.services.clock())
    inputs = {block["block_id"]: block for block in opens(desk).blocks if block["type"] == "input"}
    assert [action_ids.SETTING_BLOCK + key for key in EVERY_SETTING] == list(inputs)
    for key, spec in SETTINGS.items():
        block = inputs[action_ids.SETTING_BLOCK + key]
        assert spec.title in block["label"]["text"]
        assert spec.help in block["hint"]["text"]
        assert f"Default: {spec.describe(spec.default)}." in block["hint"]["text"]
        assert ("; 0 turns it off." in block["hint"]["text"]) == (spec.zero is Zero.OFF)
        assert (block["element"]["type"] == "radio_buttons") == (spec.kind is Kind.BOOL)
        if spec.kind is not Kind.BOOL:
            assert spec.unit in block["label"]["text"]
            assert block["element"]["max_value"] == str(spec.maximum)
    assert inputs[action_ids.SETTING_BLOCK + "zscore_multiplier"]["element"]["initial_value"] == "3.5"


def test_the_home_tab_opens_it_too(desk):
    admin = desk.person(ADMIN)
    admin.opens_home()
    assert desk.answers.wait_until_idle(60)
    desk.after(admin.clicks("Settings", desk.workspace.views.home(admin.id)))
    desk.after(admin.clicks("Change settings", desk.workspace.views.home(admin.id)))
    assert admin.modal().payload["title"]["text"] == "Change settings"


# --- preview, save, undo ---------------------------------------------------------------------------------------------


def test_a_change_is_previewed_saved_told_and_undone(desk, store):
    preview = previews(desk, {SIGMA: "3", BUDGET: "500000", "Note used-up plans": "yes"})
    assert "2.5 sigma → " in str(preview.blocks)
    assert in_force(store) == Settings()
    told = saves(desk)
    assert "Settings saved" in all_text(told)
    assert in_force(store) == Settings(
        zscore_multiplier=3.0, team_budget_cents_per_cycle=500_000, alert_plan_exhaustion=True
    )
    admin = user_id(desk.workspace, ADMIN)
    assert trail(store) == [
        (admin, "slack", "zscore_multiplier", "2.5", "3.0"),
        (admin, "slack", "team_budget_cents_per_cycle", "0", "500000"),
        (admin, "slack", "alert_plan_exhaustion", "no", "yes"),
    ]
    assert desk.workspace.views.stack(desk.person(ADMIN).id) == []
    (undone,) = desk.clicks(ADMIN, "Undo", told)
    assert "Undone" in all_text(undone)
    assert in_force(store) == Settings()
    assert len(trail(store)) == 6
    (again,) = desk.clicks(ADMIN, "Undo", told)
    assert "Nothing was undone" in all_text(again)
    assert len(trail(store)) == 6


def test_the_preview_says_which_incidents_would_have_been_opened_and_which_not(desk, team):
    team.runaways("rudi@example.com")
    quieter = {f"{SETTINGS[key].title} ({SETTINGS[key].unit})": "0" for key in SETTINGS if key.endswith("_multiplier")}
    shown = str(previews(desk, quieter).blocks)
    assert "0 incidents in the last 30 days" in shown
    assert "instead of 1: 0 more, 1 fewer" in shown
    assert "Would not have been opened" in shown
    assert "Rudi" in shown


def test_a_form_that_was_not_changed_offers_nothing_to_save(desk, store):
    preview = previews(desk, {})
    assert "No changes from the current settings" in str(preview.blocks)
    assert "submit" not in preview.payload
    assert trail(store) == []


# --- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["many", "-1", "0.1", "1e99", "NaN", ""])
def test_a_bad_value_is_told_beside_its_field_with_the_bounds_and_nothing_is_saved(desk, store, text):
    metadata = SettingsDraft(0, {}).encode()
    values = number("zscore_multiplier", text) | number("zscore_window_days", "9")
    answer = forged(desk, ADMIN, action_ids.SETTINGS_MODAL, metadata, values)
    assert '"response_action": "errors"' in answer.body
    assert "Give a number of sigma from 1 to 100, or 0 for off." in answer.body
    assert action_ids.SETTING_BLOCK + "zscore_window_days" not in answer.body
    assert trail(store) == []


def test_an_absurd_multiplier_typed_into_the_form_keeps_it_open_with_the_bounds(desk, store):
    delivery = desk.person(ADMIN).fills({"Member spend spike (x)": "0.1"}, in_=opens(desk)).submits()
    assert delivery.errors == {
        action_ids.SETTING_BLOCK + "spend_spike_multiplier": "Give a factor from 1 to 1,000, or 0 for off."
    }
    assert trail(store) == []


@pytest.mark.parametrize(
    "metadata",
    ["", "7", "[]", "[{},{}]", '[0,{"gone":"1"}]', "[1,2]", "[-1,{}]", "[true,{}]", '[0,{"zscore_multiplier":1}]'],
)
def test_a_preview_of_another_version_saves_nothing_and_is_explained(desk, store, metadata):
    forged(desk, ADMIN, action_ids.SETTINGS_PREVIEW, metadata)
    assert "Something went wrong" not in all_text(desk.report(ADMIN))
    assert trail(store) == []


def test_a_forged_value_in_the_preview_saves_nothing_at_all(desk, store):
    draft = SettingsDraft(0, {"zscore_window_days": "9", "zscore_multiplier": "0.1"})
    forged(desk, ADMIN, action_ids.SETTINGS_PREVIEW, draft.encode())
    assert "from 1 to 100" in all_text(desk.report(ADMIN))
    assert in_force(store) == Settings()
    assert trail(store) == []


# --- two at once, and a restart --------------------------------------------------------------------------------------


def test_the_second_of_two_admins_is_told_what_changed_and_nothing_is_saved(desk, store):
    previews(desk, {SIGMA: "3"})
    with store.writing() as session:
        save_settings(session, {"zscore_window_days": "14"}, by="ann", source="cli", now=desk.services.clock())
    told = all_text(saves(desk))
    assert "Nothing was saved" in told
    assert "Window of the team's history: 7 days → 14 days, by ann" in told
    assert in_force(store) == Settings(zscore_window_days=14)


def test_an_undo_after_somebody_elses_change_does_nothing_and_says_whose(desk, store):
    previews(desk, {SIGMA: "3"})
    told = saves(desk)
    with store.writing() as session:
        save_settings(session, {"zscore_window_days": "14"}, by="ann", source="cli", now=desk.services.clock())
    (answer,) = desk.clicks(ADMIN, "Undo", told)
    assert "Nothing was undone" in all_text(answer)
    assert "ann" in all_text(answer)
    assert in_force(store) == Settings(zscore_multiplier=3.0, zscore_window_days=14)


def test_a_form_opened_before_a_restart_is_saved_after_it(workspace, slack_url, store, clock):
    with open_front_desk(workspace, slack_url, store, clock=clock) as before:
        form = opens(before)
    with open_front_desk(workspace, slack_url, store, clock=clock) as after:
        previews(after, {SIGMA: "4"}, form=form)
        saves(after)
    assert in_force(store) == Settings(zscore_multiplier=4.0)


# --- rights ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [LEAD, OUTSIDER])
@pytest.mark.parametrize(
    ("line", "what"), [("/spendwatch settings", "change settings"), ("/spendwatch audit", "read the audit trail")]
)
def test_only_admins_may_ask(desk, name, line, what):
    (answer,) = desk.asks(name, line)
    assert f"Only workspace admins and those they named can {what}." in all_text(answer)
    assert desk.workspace.views.stack(desk.person(name).id) == []


def test_an_outsider_who_asks_for_the_notices_is_told_whose_they_are(desk):
    (answer,) = desk.asks(OUTSIDER, "/spendwatch notices")
    assert "Only members of the alert channel can see its notices." in all_text(answer)


@pytest.mark.parametrize("name", [LEAD, OUTSIDER])
def test_forged_submissions_of_someone_without_the_right_are_refused(desk, store, name):
    draft = SettingsDraft(0, {"zscore_multiplier": "9"})
    forged(desk, name, action_ids.SETTINGS_MODAL, draft.encode(), number("zscore_multiplier", "9"))
    forged(desk, name, action_ids.SETTINGS_PREVIEW, draft.encode())
    assert "Only workspace admins" in all_text(desk.report(name))
    assert "2.5" not in all_text(desk.report(name))
    assert trail(store) == []


@pytest.mark.parametrize("name", [LEAD, OUTSIDER])
def test_a_forged_undo_is_refused(desk, store, name):
    previews(desk, {SIGMA: "3"})
    saves(desk)
    value = str(len(trail(store)))
    post = desk.workspace.post
    element = {
        "type": "button",
        "text": {"type": "plain_text", "text": "Undo"},
        "action_id": action_ids.UNDO_SETTINGS,
        "value": value,
    }
    channel = desk.workspace.directory.channel_by_name("general")
    block = {"type": "actions", "block_id": "b", "elements": [element]}
    message = post(channel, desk.workspace.directory.bot, "saved", blocks=[block])
    (answer,) = desk.clicks(name, "Undo", message)
    assert "Only workspace admins" in all_text(answer)
    assert in_force(store) == Settings(zscore_multiplier=3.0)


# --- the trail -------------------------------------------------------------------------------------------------------


def test_the_trail_lists_settings_and_incidents_newest_first_in_pages(desk, store, team, clock):
    team.runaways("rudi@example.com")
    (incident,) = team.judged(clock.now)
    desk.services.incidents.acknowledge(incident, by=user_id(desk.workspace, LEAD), source="slack", now=clock.now)
    clock.advance(minutes=1)
    previews(desk, {SIGMA: "3"})
    saves(desk)
    (page,) = desk.asks(ADMIN, "/spendwatch audit", in_="bot")
    shown = all_text(page)
    assert "Distance from the team: 2.5 sigma → " in shown
    assert f"incident {incident} acknowledged" in shown
    assert shown.index("Distance from the team") < shown.index(f"incident {incident} acknowledged")
    assert f"<@{user_id(desk.workspace, LEAD)}>" in page.text
    for value in range(30):
        with store.writing() as session:
            save_settings(session, {"max_requests_per_day": str(100 + value)}, by="ann", source="cli", now=clock.now)
    (page,) = desk.asks(ADMIN, "/spendwatch audit", in_="bot")
    assert "Page 1 of 2." in all_text(page)
    desk.clicks(ADMIN, "Next page", page)
    assert "Page 2 of 2." in all_text(desk.report(ADMIN))
    assert ReportQuery("audit", page=2).encode() in str(desk.report(ADMIN).blocks)


def test_the_home_tab_leads_to_the_trail(desk):
    admin = desk.person(ADMIN)
    admin.opens_home()
    assert desk.answers.wait_until_idle(60)
    desk.after(admin.clicks("Settings", desk.workspace.views.home(admin.id)))
    desk.after(admin.clicks("Audit trail", desk.workspace.views.home(admin.id)))
    assert "Nobody has changed anything yet." in str(desk.workspace.views.home(admin.id).blocks)


def test_whoever_lost_the_right_after_opening_sees_no_preview_and_saves_nothing(desk, store, clock):
    form = opens(desk)
    desk.workspace.directory.change_user(user_id(desk.workspace, ADMIN), is_admin=False)
    clock.advance(minutes=16)
    preview = previews(desk, {SIGMA: "3"}, form=form)
    assert "Only workspace admins" in str(preview.blocks)
    assert "submit" not in preview.payload
    assert "Only workspace admins" in all_text(desk.report(ADMIN))
    assert trail(store) == []


def test_a_preview_that_fails_says_so_in_its_place(desk, store):
    form = opens(desk)
    with store.writing() as session:
        session.add(SettingRow(key="zscore_multiplier", value="0.1", changed_at=desk.services.clock()))
    preview = previews(desk, {BUDGET: "5"}, form=form)
    assert "from 1 to 100" in str(preview.blocks)
    assert "submit" not in preview.payload
