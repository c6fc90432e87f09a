"""Where alerts go, who may do what and when to collect: changed in Slack, in force without a restart."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from bot.config import Config, ConfigRefused
from bot.in_force import InForce
from bot.jobs import Jobs, Round
from sandbox.slack.faults import Fault, FaultKind
from sandbox.slack.person import all_text
from tests.integration.bot.conftest import TODAY, user_id
from tests.integration.bot.people import ADMIN, LEAD, OUTSIDER
from tests.integration.bot.settings_form import opens, previews, saves, trail
from tracker.collect.collector import CollectionResult
from tracker.preferences import Preferences
from tracker.store.lock import CollectionBusy
from tracker.store.settings import load_preferences, save_settings

CHANNEL, INTERVAL = "settings.of:alert_channel", "Collection interval (minutes)"
ADMINS, READERS, MAIL = "Further admins", "Further readers of team reports", "Alert e-mail to"


def in_force(store):
    with store.reading() as session:
        return load_preferences(session)


def set_to(store, key, value):
    with store.writing() as session:
        save_settings(session, {key: value}, by="ann", source="cli", now=datetime(2026, 11, 20, tzinfo=UTC))


@pytest.fixture
def directory(workspace):
    return workspace.directory


@pytest.fixture
def finance(directory, workspace):
    """Another channel that the bot is in, with Ines as its only member."""
    members = [directory.bot.id, user_id(workspace, OUTSIDER)]
    return directory.add_channel("finance", is_private=True, members=members)


def changed(desk, values, name=ADMIN):
    """Fill in, preview, save; returns the reply."""
    previews(desk, values, name)
    return saves(desk, name)


def refused(desk, values):
    """The errors beside the fields."""
    delivery = desk.person(ADMIN).fills(values, in_=opens(desk)).submits()
    return delivery.errors


# --- the form --------------------------------------------------------------------------------------------------------


def test_the_form_shows_what_counts_now_wherever_it_comes_from(desk, store, channel_id):
    inputs = {block["block_id"]: block["element"] for block in opens(desk).blocks if block["type"] == "input"}
    assert inputs[CHANNEL]["initial_conversation"] == channel_id
    interval = inputs["settings.of:collect_interval_minutes"]
    assert interval["placeholder"]["text"] == "60 minutes"
    assert (interval["min_value"], interval["max_value"]) == ("5", "1440")
    assert "initial_users" not in inputs["settings.of:admin_users"]
    headings = [block["text"]["text"] for block in opens(desk).blocks if block["type"] == "header"]
    assert headings == ["When to raise an alarm", "Where and when", "Roles and e-mail"]


def test_everything_is_changed_told_and_undone_together(desk, store, finance, workspace):
    ines = user_id(workspace, OUTSIDER)
    values = {CHANNEL: finance.id, INTERVAL: "30", "Quiet info alerts": "yes", ADMINS: [ines], READERS: [ines]}
    kept = {"Raw usage events kept (days)": "90", "Distance from the team (sigma)": "3"}
    told = changed(desk, values | kept | {MAIL: "Fay@example.com, ops@example.com"})
    assert in_force(store) == Preferences(
        30, (finance.id,), True, 90, (ines,), (ines,), ("fay@example.com", "ops@example.com")
    )
    text = all_text(told)
    assert f"Alert channel: the environment's → <#{finance.id}>" in text
    assert f"Further admins: nobody → <@{ines}>" in text
    assert "Collection interval: the environment's → 30 minutes" in text
    assert "Raw usage events kept: always → 90 days" in text
    assert len(trail(store)) == 8
    (undone,) = desk.clicks(ADMIN, "Undo", told)
    assert "Undone" in all_text(undone)
    assert in_force(store) == Preferences()


def test_the_preview_of_roles_alone_replays_nothing_and_says_what_it_means(desk, store, finance):
    preview = previews(desk, {CHANNEL: finance.id})
    assert "can then read team reports and handle incidents" in str(preview.blocks)
    assert "incidents in the last 30 days" not in str(preview.blocks)
    assert in_force(store) == Preferences()


def test_an_emptied_field_gives_it_back_to_the_environment(desk, store):
    set_to(store, "collect_interval_minutes", "15")
    set_to(store, "alert_email_to", "fay@example.com")
    changed(desk, {INTERVAL: None, MAIL: None})
    assert in_force(store) == Preferences()


def test_choosing_the_channel_of_the_environment_gives_it_back_and_choosing_none_changes_nothing(
    desk, store, finance, channel_id
):
    set_to(store, "alert_channel", finance.id)
    assert "No changes from the current settings" in str(previews(desk, {CHANNEL: None}).blocks)
    changed(desk, {CHANNEL: channel_id})
    assert in_force(store).alert_channel == ()


def test_a_channel_that_is_chosen_as_it_stands_is_no_change(desk, channel_id):
    assert "No changes from the current settings" in str(previews(desk, {CHANNEL: channel_id}).blocks)


# --- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "key", "value", "reason"),
    [
        (MAIL, "alert_email_to", "fay@", "'fay@' is not an e-mail address: give up to 10 e-mail addresses"),
        (MAIL, "alert_email_to", ",".join(f"p{n}@example.com" for n in range(11)), "Give up to 10"),
        (INTERVAL, "collect_interval_minutes", "4", "Enter 5 or more."),
        (INTERVAL, "collect_interval_minutes", "1441", "Enter 1440 or less."),
        (INTERVAL, "collect_interval_minutes", "7.5", "Enter a whole number."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_saved(desk, store, label, key, value, reason):
    errors = refused(desk, {label: value, "Distance from the team (sigma)": "3"})
    assert list(errors) == [f"settings.of:{key}"]
    assert reason in errors[f"settings.of:{key}"]
    assert trail(store) == []


def test_a_channel_without_the_bot_is_refused_beside_its_field_with_the_way_to_fix_it(desk, store, directory):
    public = directory.add_channel("random")
    private = directory.add_channel("board", is_private=True, members=[user_id(desk.workspace, ADMIN)])
    for channel in (public, private):
        (reason,) = refused(desk, {CHANNEL: channel.id}).values()
        assert "/invite @Spendwatch" in reason
    old = directory.add_channel("old", members=[directory.bot.id])
    directory.change_channel(old.id, is_archived=True)
    (reason,) = refused(desk, {CHANNEL: old.id}).values()
    assert reason == "That channel is archived."
    assert trail(store) == []


def test_where_slack_does_not_say_in_time_the_preview_asks_again(desk, store, finance):
    desk.workspace.faults.arm(Fault(kind=FaultKind.SLOW, target="conversations.info", seconds=2.5))
    assert "Save" in str(previews(desk, {CHANNEL: finance.id}).payload["submit"])
    desk.workspace.faults.arm(Fault(kind=FaultKind.SERVER_ERROR, target="conversations.info", count=9, status=503))
    preview = previews(desk, {CHANNEL: finance.id})
    assert "Slack did not say whether I can post there" in str(preview.blocks)
    assert "submit" not in preview.payload
    assert in_force(store) == Preferences()


def test_a_channel_that_the_bot_is_removed_from_before_the_save_is_not_saved(desk, store, directory, finance):
    previews(desk, {CHANNEL: finance.id, MAIL: "fay@example.com"})
    directory.set_members(finance.id, [user_id(desk.workspace, OUTSIDER)])
    told = all_text(saves(desk))
    assert "Nothing was saved, because of the alert channel" in told
    assert in_force(store) == Preferences()


# --- two at once -----------------------------------------------------------------------------------------------------


def test_the_second_of_two_admins_learns_of_the_first_before_the_preview(desk, store, workspace):
    form = opens(desk)
    set_to(store, "admin_users", user_id(workspace, LEAD))
    preview = previews(desk, {MAIL: "fay@example.com"}, form=form)
    assert "The settings were changed while you had them open" in str(preview.blocks)
    assert "submit" not in preview.payload
    assert in_force(store) == Preferences(admin_users=(user_id(workspace, LEAD),))


def test_an_undo_that_brings_back_a_channel_without_the_bot_says_so(desk, store, directory, finance, channel_id):
    told = changed(desk, {CHANNEL: finance.id})
    directory.set_members(channel_id, [user_id(desk.workspace, ADMIN)])
    (undone,) = desk.clicks(ADMIN, "Undo", told)
    assert "nothing can be posted in the restored alert channel: I cannot see that channel" in all_text(undone)
    assert in_force(store) == Preferences()


# --- roles -----------------------------------------------------------------------------------------------------------


def test_a_further_admin_changes_settings_from_the_next_click_on_and_no_longer_after_the_undo(desk, store, workspace):
    told = changed(desk, {ADMINS: [user_id(workspace, LEAD)]})
    assert changed(desk, {MAIL: "otto@example.com"}, LEAD)
    assert in_force(store).alert_email_to == ("otto@example.com",)
    (answer,) = desk.clicks(ADMIN, "Undo", told)
    assert "Nothing was undone" in all_text(answer)
    changed(desk, {ADMINS: []})
    (answer,) = desk.asks(LEAD, "/spendwatch settings")
    assert "Only workspace admins" in all_text(answer)


def test_a_further_reader_reads_the_team_but_handles_no_incident(desk, store, team, clock, workspace):
    team.runaways("rudi@example.com")
    team.judged(clock.now)
    desk.services.dispatcher.drain()
    message = desk.person(LEAD).sees("#ai-spend")[-1]
    set_to(store, "report_readers", user_id(workspace, OUTSIDER))
    desk.asks(OUTSIDER, "/spend 7d")
    assert "The team spent" in all_text(desk.report(OUTSIDER))
    ines = desk.person(OUTSIDER)
    workspace.directory.set_members(
        message.channel_id, [*workspace.directory.channel(message.channel_id).members, ines.id]
    )
    desk.services.access.member_left(message.channel_id, ines.id)
    desk.after(ines.clicks("Acknowledge", message))
    assert team.incidents()[0].state == "alerted"


def test_who_reads_the_team_follows_the_alert_channel_at_once(desk, store, finance):
    (answer,) = desk.asks(LEAD, "/spend 7d")
    assert "Only members" not in all_text(answer)
    (answer,) = desk.asks(OUTSIDER, "/spend 7d")
    assert "Only members of the alert channel" in all_text(answer)
    changed(desk, {CHANNEL: finance.id})
    (answer,) = desk.asks(LEAD, "/spend 7d")
    assert "Only members of the alert channel" in all_text(answer)
    (answer,) = desk.asks(OUTSIDER, "/spend 7d")
    assert "Only members" not in all_text(answer)


def test_whoever_joins_or_leaves_the_new_channel_gains_and_loses_rights_at_once(desk, store, finance, workspace):
    changed(desk, {CHANNEL: finance.id})
    access, lead = desk.services.access, user_id(workspace, LEAD)
    desk.asks(LEAD, "/spend 7d")
    workspace.directory.set_members(finance.id, [*workspace.directory.channel(finance.id).members, lead])
    access.member_joined(finance.id, lead)
    (answer,) = desk.asks(LEAD, "/spend 7d")
    assert "Only members" not in all_text(answer)


# --- where alerts go -------------------------------------------------------------------------------------------------


def test_the_next_incident_goes_to_the_new_channel_and_the_old_one_is_kept_up_to_date_where_it_stands(
    desk, store, team, clock, finance, channel_id
):
    team.runaways("rudi@example.com")
    (first,) = team.judged(clock.now)
    desk.services.dispatcher.drain()
    root = desk.person(LEAD).sees("#ai-spend")[-1]
    changed(desk, {CHANNEL: finance.id})
    team.runaways("tina@example.com")
    (second,) = team.judged(clock.now)
    desk.services.dispatcher.drain()
    posted = desk.person(OUTSIDER).sees(finance.id)[-1]
    assert "Tina" in all_text(posted)
    assert [row.message_ref.partition(":")[0] for row in team.incidents()] == [channel_id, finance.id]
    desk.services.incidents.acknowledge(first, by=user_id(desk.workspace, ADMIN), source="slack", now=clock.now)
    clock.advance(minutes=1)
    desk.services.dispatcher.drain()
    redrawn = next(message for message in desk.person(LEAD).sees("#ai-spend") if message.ts == root.ts)
    assert "Acknowledge" not in str([block for block in redrawn.blocks if block["type"] == "actions"])
    assert second != first


# --- what counts -----------------------------------------------------------------------------------------------------


def config(**values):
    return Config.model_construct(**Config.model_construct().model_dump() | values)


def test_what_nobody_set_is_as_the_environment_says(store):
    says = config(
        slack_channel_id="C0AAAAAAA",
        slack_bot_token=SecretStr("xoxb"),
        admin_users=frozenset({"Ines@Example.com"}),
        alert_email_to=("fay@example.com",),
        collect_interval_minutes=0.2,
    )
    counts = InForce(store, says)
    assert (counts.alert_channel(), counts.collect_interval_minutes()) == ("C0AAAAAAA", 0.2)
    assert counts.mail_recipients() == ("fay@example.com",)
    assert counts.environment["collect_interval_minutes"] == "0.2 minutes"
    set_to(store, "alert_channel", "C0BBBBBBB")
    set_to(store, "admin_users", "U0AAAAAAA")
    set_to(store, "alert_email_to", "ops@example.com")
    set_to(store, "collect_interval_minutes", "30")
    roles = counts.roles()
    assert roles.channel_id == counts.alert_channel() == "C0BBBBBBB"
    assert roles.admin_users == {"ines@example.com", "u0aaaaaaa"}
    assert counts.mail_recipients() == ("ops@example.com",)
    assert counts.collect_interval_minutes() == 30


def test_without_a_channel_anywhere_it_is_said_where_to_get_one_and_a_stored_one_is_enough(store):
    counts = InForce(store, config(slack_bot_token=SecretStr("xoxb")))
    assert not counts.has_slack
    with pytest.raises(ConfigRefused, match="SLACK_CHANNEL_ID is not set"):
        counts.alert_channel()
    with pytest.raises(ConfigRefused):
        counts.roles()
    set_to(store, "alert_channel", "C0BBBBBBB")
    assert counts.has_slack
    assert counts.alert_channel() == "C0BBBBBBB"


# --- when to collect -------------------------------------------------------------------------------------------------


def test_another_interval_holds_without_a_restart_counted_from_the_last_run(store):
    """The first run is said to have begun ten minutes ago, so that with five minutes the next one is due at once."""
    ran = threading.Semaphore(0)
    began = datetime.now(UTC) - timedelta(minutes=10)
    now = [began]

    def collect(_now: datetime | None) -> CollectionResult:
        ran.release()
        raise CollectionBusy("another one is running")

    jobs = Jobs(
        Round(store, collect, in_force=InForce(store, config()), clock=lambda: now[0], wake=lambda: None),
        store=store,
        interval_minutes=InForce(store, config()).collect_interval_minutes,
        clock=lambda: now[0],
    )
    jobs.start()
    try:
        assert ran.acquire(timeout=20)
        now[0] = datetime.now(UTC)
        assert not ran.acquire(timeout=0.2)
        set_to(store, "collect_interval_minutes", "5")
        assert ran.acquire(timeout=20)
    finally:
        jobs.stop(timeout=10)


def test_quiet_info_alerts_are_listed_as_not_told(desk, store, team, clock):
    team.cycle(datetime(2026, 11, 1, 12, 8, 4, tzinfo=UTC), datetime(2026, 12, 1, 12, 8, 4, tzinfo=UTC))
    team.usual_days(team.person("Mia", "mia@example.com"), TODAY, days=5)
    set_to(store, "team_budget_cents_per_cycle", "18000")
    set_to(store, "quiet_info_alerts", "yes")
    (page,) = desk.asks(LEAD, "/spendwatch notices", in_="bot")
    assert "because of the setting quiet_info_alerts" in all_text(page)
