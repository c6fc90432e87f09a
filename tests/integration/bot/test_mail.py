"""Mail over real HTTP to the stand-in: sent once, whatever happens to answers, Slack and the network."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlmodel import select

from bot.delivery.mail import MailRefused, MailUnanswered, ResendClient
from bot.delivery.mail_dispatcher import MailDispatcher
from bot.delivery.mail_links import SlackForMail
from bot.delivery.mail_messages import MailMaker
from bot.delivery.worker import WorkerParts, Workers
from bot.spelling import UNCHANGED, Spelling
from sandbox.resend.app import create_app
from sandbox.resend.mailbox import SANDBOX_KEY, Fault, Mailbox
from sandbox.serving import bind_loopback, serve
from sandbox.slack.faults import Fault as SlackFault
from sandbox.slack.faults import FaultKind
from tests.integration.bot.conftest import NOON, TODAY, MovingClock, user_id
from tracker.collect.trouble import Trouble
from tracker.settings import Settings
from tracker.store.engine import Store
from tracker.store.outbox import Outbox
from tracker.store.outbox_health import find_outbox_health
from tracker.store.outbox_rows import add_notice
from tracker.store.outbox_upkeep import OutboxUpkeep, abandon
from tracker.store.tables import AuditRow, OutboxRow

TO = ("finance@example.com", "oncall@example.com")


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox(rate_limited=False)


@dataclass
class Counter:
    """A dispatcher for mail, over one store and one stand-in."""

    store: Store
    url: str
    clock: MovingClock
    link: Callable[[str], str | None] = lambda _receipt: None
    names: Callable[..., dict[str, str]] = lambda _ids: {}
    to: tuple[str, ...] = TO
    spelling: Spelling = UNCHANGED
    slept: list[float] = field(default_factory=list)
    uptime: float = 1_000.0

    def dispatcher(self, *, key: str = SANDBOX_KEY, url: str = "") -> MailDispatcher:
        return MailDispatcher(
            WorkerParts(Outbox(self.store), "mail", self.clock, sleep=self.slept.append, monotonic=lambda: self.uptime),
            mails=MailMaker(self.store, names=self.names, spelling=self.spelling),
            resend=ResendClient(url or self.url, SecretStr(key)),
            sender="Spendwatch <alerts@example.com>",
            recipients=lambda: self.to,
            link=self.link,
        )

    def states(self) -> dict[str, str]:
        """The state of each row, by key."""
        with self.store.reading() as session:
            return dict(session.exec(select(OutboxRow.key, OutboxRow.state).order_by(OutboxRow.id)).all())


@pytest.fixture
def counter(store, resend_url, clock) -> Counter:
    return Counter(store, resend_url, clock)


@pytest.fixture
def wild(team):
    """An incident of Bob that is to be told in Slack and by mail."""
    team.runaways("bob@example.com")
    team.detect(NOON, by_mail=True)
    return team


def test_an_incident_is_mailed_once_with_its_chart_to_everyone(wild, counter, mailbox):
    dispatcher = counter.dispatcher()
    assert [dispatcher.drain(), dispatcher.drain()] == [1, 0]
    (mail,) = mailbox.mails()
    assert mail.to == TO
    assert mail.subject.startswith("🔴 Critical: Bob")
    assert "Basis: usage value" in mail.text
    (chart,) = mail.attachments
    assert (chart.content_type, chart.content[:4]) == ("image/png", b"\x89PNG")
    assert f'src="cid:{chart.content_id}"' in mail.html
    assert mail.headers["References"] == "<incident-1@example.com>"
    assert counter.states() == {"incident:1": "waiting", "mail:incident:1": "sent"}


def test_without_mail_nothing_is_written_for_it(team, counter):
    team.runaways("bob@example.com")
    team.detect(NOON)
    assert counter.states() == {"incident:1": "waiting"}


def test_a_lost_answer_costs_no_second_mail(wild, counter, mailbox):
    mailbox.arm(Fault(lost=True))
    dispatcher = counter.dispatcher()
    assert dispatcher.drain() == 0
    assert len(mailbox.mails()) == 1
    counter.clock.advance(minutes=1)
    assert dispatcher.drain() == 1
    assert len(mailbox.mails()) == 1
    assert counter.states()["mail:incident:1"] == "sent"
    assert len({call.idempotency_key for call in mailbox.calls()}) == 1


def test_a_mail_that_arrived_and_would_read_differently_now_is_not_sent_again(wild, counter, mailbox):
    mailbox.arm(Fault(lost=True))
    counter.dispatcher().drain()
    wild.service.acknowledge(1, by="ines@example.com", source="cli", now=NOON)
    counter.clock.advance(minutes=1)
    assert counter.dispatcher().drain() == 1
    assert mailbox.calls()[-1].name == "invalid_idempotent_request"
    assert len(mailbox.mails()) == 1


def test_a_rate_limit_holds_all_mail_as_long_as_it_says(wild, counter, mailbox):
    with counter.store.writing() as session:
        add_notice(session, Trouble.COLLECTION, "trouble:collection:x", now=NOON, by_mail=True)
    mailbox.arm(Fault(status=429, name="rate_limit_exceeded", headers={"retry-after": "40"}))
    dispatcher = counter.dispatcher()
    assert dispatcher.drain() == 0
    counter.clock.advance(seconds=39)
    counter.uptime += 39
    assert dispatcher.drain() == 0
    assert len(mailbox.calls()) == 1
    counter.clock.advance(seconds=2)
    counter.uptime += 2
    assert dispatcher.drain() == 2


def test_mails_keep_the_pace_that_is_asked_for(wild, counter):
    with counter.store.writing() as session:
        for number in range(3):
            add_notice(session, Trouble.COLLECTION, f"trouble:collection:{number}", now=NOON, by_mail=True)
    assert counter.dispatcher().drain() == 4
    assert counter.slept == [0.5, 0.5, 0.5]


@pytest.mark.parametrize("status", [500, 503, 401, 403])
def test_what_can_be_mended_is_tried_for_a_day_and_then_given_up(wild, counter, mailbox, status):
    mailbox.arm(Fault(status=status, times=10_000))
    dispatcher = counter.dispatcher()
    for _ in range(3):
        dispatcher.drain()
        counter.clock.advance(hours=7)
    assert counter.states()["mail:incident:1"] == "waiting"
    counter.clock.advance(hours=4)
    dispatcher.drain()
    assert counter.states()["mail:incident:1"] == "dead"
    assert len(mailbox.calls()) == 3


def test_a_mail_that_is_refused_as_such_is_given_up_at_once_and_said_why(wild, counter, mailbox):
    mailbox.arm(Fault(status=422, name="validation_error", message="Invalid `to` field."))
    counter.dispatcher().drain()
    (dead,) = find_outbox_health(counter.store).dead_items
    assert (dead.key, dead.last_error) == (
        "mail:incident:1",
        "Resend answered 422 validation_error: Invalid `to` field.",
    )


def test_a_mail_nobody_tried_to_send_for_a_day_is_no_news_any_more(wild, counter, mailbox):
    counter.clock.advance(hours=25)
    assert counter.dispatcher().drain() == 0
    assert counter.states()["mail:incident:1"] == "dropped"
    assert mailbox.calls() == []


def test_what_waits_when_mail_is_switched_off_is_not_sent_when_it_is_switched_on(wild, counter, mailbox):
    assert abandon(counter.store, "mail", "e-mail was switched off") == 1
    assert counter.dispatcher().drain() == 0
    assert counter.states() == {"incident:1": "waiting", "mail:incident:1": "dropped"}


def test_with_nobody_to_tell_the_mail_is_dropped(wild, counter, mailbox):
    counter.to = ()
    assert counter.dispatcher().drain() == 0
    assert counter.states()["mail:incident:1"] == "dropped"


# --- one channel never costs the other -------------------------------------------------------------------------------


def test_while_slack_is_away_mail_goes_out_and_slack_catches_up(wild, counter, mailbox, post, workspace):
    workspace.faults.arm(SlackFault(FaultKind.SERVER_ERROR, "chat.postMessage", count=1))
    both = Workers([post.dispatcher(), counter.dispatcher()])
    assert both.drain() == 1
    assert len(mailbox.mails()) == 1
    assert counter.states() == {"incident:1": "waiting", "mail:incident:1": "sent"}
    counter.clock.advance(minutes=1)
    assert both.drain() == 1
    assert (post.keys(), len(mailbox.mails())) == (["incident:1"], 1)


def test_while_resend_is_away_slack_is_told_and_mail_catches_up(wild, counter, mailbox, post):
    with bind_loopback() as unused:
        nowhere = f"http://127.0.0.1:{unused.getsockname()[1]}"
        assert Workers([post.dispatcher(), counter.dispatcher(url=nowhere)]).drain() == 1
    assert post.keys() == ["incident:1"]
    assert counter.states() == {"incident:1": "sent", "mail:incident:1": "waiting"}
    assert find_outbox_health(counter.store).last_error == "Resend was not reached (ConnectError)"
    counter.clock.advance(minutes=1)
    assert counter.dispatcher().drain() == 1
    assert len(mailbox.mails()) == 1


def test_only_slack_s_message_makes_an_incident_alerted(wild, counter, post):
    counter.dispatcher().drain()
    assert wild.incidents()[0].alerted_at is None
    post.dispatcher().drain()
    assert wild.incidents()[0].alerted_at is not None


def test_workers_in_threads_send_both_and_stop(wild, counter, mailbox, post):
    counter.to, counter.link = TO, lambda _receipt: None
    workers = Workers([post.dispatcher(), counter.dispatcher()])
    workers.start()
    taken = threading.Event()
    mailbox.on_change = taken.set
    counter.clock.advance(seconds=11)  # Slack's head start is over
    workers.wake()
    assert taken.wait(20)
    workers.stop(5)
    assert len(mailbox.mails()) == 1


# --- what is mailed --------------------------------------------------------------------------------------------------


def test_a_mail_leads_to_the_message_and_names_who_resolved_it(wild, counter, mailbox, post, workspace, slack_url):
    slack = SlackForMail(workspace.bot_token, api_url=slack_url)
    counter.link, counter.names = slack.link, slack.names
    post.dispatcher().drain()
    counter.dispatcher().drain()
    lead = user_id(workspace, "Otto Lead")
    wild.service.acknowledge(1, by=lead, source="slack", now=NOON)
    wild.service.resolve(1, by=lead, source="slack", now=NOON, cause="Agent loop", note="stopped <b>it</b>")
    counter.dispatcher().drain()
    alert, resolved = mailbox.mails()
    address = f"{workspace.base_url}archives/{post.channel_id}/p{post.arrived()[0].ts.replace('.', '')}"
    assert f"Open in Slack: {address}" in alert.text
    assert resolved.subject == "✅ Resolved (critical): Bob"
    assert "Resolved by Otto Lead" in resolved.text
    assert "stopped &lt;b&gt;it&lt;/b&gt;" in resolved.html


def test_slack_s_silence_costs_the_link_and_not_the_mail(wild, counter, mailbox, post, workspace, slack_url):
    slack = SlackForMail(workspace.bot_token, api_url=slack_url)
    counter.link = slack.link
    post.dispatcher().drain()
    workspace.faults.arm(SlackFault(FaultKind.SERVER_ERROR, "chat.getPermalink", count=9))
    assert counter.dispatcher().drain() == 1
    assert "Open in Slack" not in mailbox.mails()[0].text


def test_four_incidents_of_one_run_are_one_mail(team, counter, mailbox):
    team.runaways(*(f"{name}@example.com" for name in ("bob", "carol", "dave", "erin")))
    team.detect(NOON, by_mail=True)
    counter.dispatcher().drain()
    (mail,) = mailbox.mails()
    assert "4 new incidents" in mail.subject
    team.service.resolve(1, by="ines@example.com", source="cli", now=NOON)
    counter.dispatcher().drain()
    assert len(mailbox.mails()) == 1


def test_what_makes_an_incident_critical_is_mailed_and_what_does_not_is_not(team, counter, mailbox):
    team.person("Bob", "bob@example.com")
    team.usual_days("bob@example.com", TODAY - timedelta(days=1), days=4)
    limit = Settings(max_spend_cents_per_cycle=8_000)
    for hour, dollars in enumerate((1.5, 0.5, 30, 30)):
        team.run_wild("bob@example.com", TODAY, dollars=dollars)
        team.detect(counter.clock.now, settings=limit, by_mail=True)
        counter.dispatcher().drain()
        assert len(mailbox.mails()) == (1 if hour < 2 else 2)
        counter.clock.advance(hours=1)
    assert [mail.subject.partition(":")[0] for mail in mailbox.mails()] == ["🟠 Warning", "🔴 Worse now, critical"]


def test_an_acknowledgement_is_not_mailed(wild, counter, mailbox):
    wild.service.acknowledge(1, by="ines@example.com", source="cli", now=NOON)
    counter.dispatcher().drain()
    assert len(mailbox.mails()) == 1


# --- what was given up -----------------------------------------------------------------------------------------------


def test_what_was_given_up_can_be_sent_after_all_or_let_go(wild, counter, mailbox):
    mailbox.arm(Fault(status=422, name="validation_error", times=1))
    counter.dispatcher().drain()
    upkeep = OutboxUpkeep(counter.store)
    assert [each.state for each in upkeep.list_unsent()] == ["waiting", "dead"]
    assert upkeep.retry(None, by="ines", source="cli", now=NOON + timedelta(hours=30)) == ("mail:incident:1",)
    counter.clock.advance(hours=30)
    assert counter.dispatcher().drain() == 1
    assert upkeep.drop(["incident:1"], by="ines", source="cli", now=counter.clock.now) == ("incident:1",)
    assert counter.states() == {"incident:1": "dropped", "mail:incident:1": "sent"}
    assert [(row.action, row.about, row.new_value) for row in wild.rows(AuditRow)] == [
        ("outbox.changed", "mail:incident:1", "waiting"),
        ("outbox.changed", "incident:1", "dropped"),
    ]


# --- the client ------------------------------------------------------------------------------------------------------


def test_the_key_is_in_no_error_and_no_repr(resend_url, caplog):
    caplog.set_level("DEBUG")
    client = ResendClient(resend_url, SecretStr("re_wrong_key_of_ours"))
    with pytest.raises(MailRefused) as refused:
        client.send({}, idempotency_key="k")
    assert refused.value.name == "invalid_api_key"
    for said in (repr(refused.value), str(refused.value), repr(client), repr(vars(client)), caplog.text):
        assert "re_wrong_key_of_ours" not in said


def test_a_redirect_is_not_followed_with_the_key(mailbox, resend_url):
    other = Mailbox()
    with serve(create_app(other)) as elsewhere:
        mailbox.arm(Fault(status=307, name="moved", headers={"location": f"{elsewhere}/emails"}))
        with pytest.raises(MailRefused, match="307"):
            ResendClient(resend_url, SecretStr(SANDBOX_KEY)).send({}, idempotency_key="k")
    assert other.calls() == []


def test_no_answer_may_have_arrived_and_no_connection_has_not(mailbox, resend_url):
    mailbox.arm(Fault(lost=True))
    with pytest.raises(MailUnanswered) as lost:
        ResendClient(resend_url, SecretStr(SANDBOX_KEY)).fetch_domains()
        ResendClient(resend_url, SecretStr(SANDBOX_KEY)).send({}, idempotency_key="k")
    assert lost.value.may_have_arrived


def test_a_mail_names_commands_as_this_workspace_has_them(team, counter, mailbox):
    with team.store.writing() as session:
        add_notice(session, Trouble.COLLECTION, "trouble:collection:x", now=NOON, by_mail=True)
    counter.spelling = Spelling("sw-")
    assert counter.dispatcher().drain() == 1
    (mail,) = mailbox.mails()
    for part in (mail.text, mail.html):
        assert "see /sw-spendwatch status." in part
        assert "/spendwatch status" not in part
