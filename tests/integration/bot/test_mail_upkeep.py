"""What admins see about mail, and how they retry or drop what was given up: `doctor` and `spendwatch outbox`."""

import pytest
from pydantic import SecretStr
from sqlmodel import select

from bot.config import Config
from bot.doctor.mail import check_mail
from sandbox.resend.mailbox import SANDBOX_KEY, SENDING_KEY, Fault, Mailbox
from tests.integration.bot.conftest import NOON
from tests.running import run_process
from tracker.reports.status import load_status
from tracker.store.outbox import Outbox
from tracker.store.outbox_rows import Channel, add_notice, add_thread_line
from tracker.store.outbox_upkeep import OutboxKeyNotFound, OutboxUpkeep
from tracker.store.tables import OutboxRow


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


def doctor(store, **environment):
    url = store.engine.url.render_as_string(hide_password=False)
    config = Config.model_construct(**Config.model_construct().model_dump() | {"database_url": url} | environment)
    (check,) = check_mail(config)
    return check


def whole(resend_url, **changes):
    return {
        "resend_api_url": resend_url,
        "resend_api_key": SecretStr(SANDBOX_KEY),
        "resend_from": "Spendwatch <alerts@example.com>",
        "alert_email_to": ("a@example.com",),
    } | changes


def test_without_e_mail_the_doctor_is_content(store):
    assert doctor(store).ok


def test_the_doctor_asks_for_key_and_domain_and_sends_nothing(store, resend_url, mailbox):
    check = doctor(store, **whole(resend_url))
    assert (check.ok, check.found) == (True, "key accepted; example.com is verified, 1 recipient")
    assert (mailbox.mails(), [call.path for call in mailbox.calls()]) == ([], ["/domains"])


def test_a_key_that_may_only_send_is_good(store, resend_url):
    check = doctor(store, **whole(resend_url, resend_api_key=SecretStr(SENDING_KEY)))
    assert check.ok and "may only send" in check.found


@pytest.mark.parametrize(
    ("changes", "found", "fix"),
    [
        ({"resend_api_key": SecretStr("re_other")}, "invalid_api_key", "RESEND_API_KEY"),
        ({"resend_from": "us@elsewhere.example"}, "elsewhere.example of RESEND_FROM is unknown", "resend.com/domains"),
        ({"resend_api_url": "http://127.0.0.1:9"}, "not reached", "RESEND_API_URL"),
    ],
)
def test_the_doctor_says_what_is_wrong_with_e_mail(store, resend_url, changes, found, fix):
    check = doctor(store, **whole(resend_url, **changes))
    assert not check.ok
    assert found in check.found
    assert fix in check.fix
    assert "re_other" not in check.found + check.fix


def test_the_doctor_tells_resend_s_own_trouble(store, resend_url, mailbox):
    mailbox.arm(Fault("/domains", status=503, name="application_error"))
    assert "503" in doctor(store, **whole(resend_url)).found


# --- the outbox ------------------------------------------------------------------------------------------------------


@pytest.fixture
def given_up(store):
    """A notice that was given up in Slack and by mail, with a thread line below the one in Slack."""
    outbox = Outbox(store)
    with store.writing() as session:
        add_notice(session, "collection", "trouble:x", now=NOON, by_mail=True)
        add_thread_line(session, 7, root_key="trouble:x", now=NOON)
    for channel in Channel:
        outbox.give_up(outbox.claim_next(now=NOON, claimer="x", channel=channel), "refused", now=NOON)
    return store


def states(store):
    with store.reading() as session:
        return dict(session.exec(select(OutboxRow.key, OutboxRow.state)).all())


def test_the_status_counts_what_was_given_up_by_mail(given_up):
    with given_up.reading() as session:
        status = load_status(session, now=NOON)
    assert (status.outbox_dead, status.mails_dead, status.outbox_waiting, status.mails_waiting) == (3, 1, 0, 0)


def test_a_message_comes_back_with_its_lines_and_a_line_with_its_message(given_up):
    upkeep = OutboxUpkeep(given_up)
    assert upkeep.retry(["move:7"], by="ines", source="cli", now=NOON) == ("move:7", "trouble:x")
    assert states(given_up) == {"trouble:x": "waiting", "move:7": "waiting", "mail:trouble:x": "dead"}


def test_a_message_goes_with_the_lines_below_it(given_up):
    assert OutboxUpkeep(given_up).drop(["trouble:x"], by="ines", source="cli", now=NOON) == ("move:7", "trouble:x")
    assert states(given_up) == {"trouble:x": "dropped", "move:7": "dropped", "mail:trouble:x": "dead"}


def test_nothing_is_done_when_one_of_the_keys_is_not_there(given_up):
    with pytest.raises(OutboxKeyNotFound, match="nowhere"):
        OutboxUpkeep(given_up).retry(["trouble:x", "nowhere"], by="ines", source="cli", now=NOON)
    assert set(states(given_up).values()) == {"dead"}


def test_the_command_line_lists_retries_and_drops(given_up, tmp_path):
    def spendwatch(*arguments):
        return run_process(
            "outbox",
            *arguments,
            folder=tmp_path,
            DATABASE_URL=given_up.engine.url.render_as_string(hide_password=False),
        )

    listed = spendwatch("list", "--json").json["unsent"]
    assert [(each["key"], each["channel"], each["state"]) for each in listed] == [
        ("trouble:x", "slack", "dead"),
        ("mail:trouble:x", "mail", "dead"),
        ("move:7", "slack", "dead"),
    ]
    assert spendwatch("retry").code == 2
    assert spendwatch("drop", "nowhere").code == 2
    assert spendwatch("retry", "mail:trouble:x", "--json").json == {"retried": ["mail:trouble:x"]}
    assert spendwatch("drop", "--all", "--json").json == {"dropped": ["move:7", "trouble:x"]}
    assert "waits" in spendwatch("list").out
