"""The page's outbox: mail that would have been sent, shown without running or loading anything in it."""

from collections.abc import Iterator

import httpx
import pytest

from sandbox.resend.mailbox import Attachment, Mailbox, SentMail
from sandbox.serving import serve
from sandbox.slack.page import page_routes
from sandbox.slack.records import Channel, User
from sandbox.slack.server import create_app
from sandbox.slack.state import Workspace

PNG = b"\x89PNG\r\n\x1a\n"
TEXT = "Title\n\nIn words\n-----\nfor all"
HTML = (
    '<!doctype html><html><head><title>x</title></head><body><script>alert(1)</script><img src="cid:chart">'
    '<img src="cid:other"><a href="https://example.com">x</a></body></html>'
)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def client(workspace: Workspace, mailbox: Mailbox, ada: User, alerts: Channel) -> Iterator[httpx.Client]:
    app = create_app(workspace, routes=page_routes(workspace, mailbox=mailbox))
    with serve(app) as url, httpx.Client(base_url=url, timeout=10) as client:
        yield client


def take(mailbox: Mailbox, subject: str = "An incident") -> SentMail:
    attachments = (
        Attachment("chart.png", PNG, "image/png", "chart"),
        Attachment("page.html", b"<script>1</script>", "text/html", None),
    )
    parts = {"sender": "us@example.com", "to": ("you@example.com",), "subject": subject, "html": HTML}
    return mailbox.keep(
        {},
        parts | {"text": TEXT, "headers": {}, "tags": {}, "attachments": attachments},
        "k",
    )


def region(client: httpx.Client, mail: str, name: str = "timeline") -> str:
    return str(client.get(f"/regions?mail={mail}&names={name}").json()["regions"][name])


def test_the_outbox_lists_mails_newest_first_and_says_when_there_are_none(
    client: httpx.Client, mailbox: Mailbox
) -> None:
    assert "No mail yet" in region(client, "all")
    take(mailbox, "First <b>one</b>")
    take(mailbox, "Second")
    listed = region(client, "all")
    assert listed.index("Second") < listed.index("First &lt;b&gt;one&lt;/b&gt;")
    assert '<p dir="auto">In words for all</p>' in listed
    assert ">2<" in region(client, "all", "sidebar")


def test_a_new_mail_redraws_what_shows_mail(workspace: Workspace, client: httpx.Client, mailbox: Mailbox) -> None:
    before = workspace.feed.seq
    take(mailbox)
    assert [change.kind for change in workspace.feed.after(before)] == ["mail.taken"]


def test_one_mail_is_shown_with_its_parts_and_pictures(client: httpx.Client, mailbox: Mailbox) -> None:
    mail = take(mailbox)
    shown = region(client, mail.id)
    assert f'src="/mail/{mail.id}"' in shown
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in shown
    assert "In words" in shown
    assert client.get(f"/mail/{mail.id}/0").content == PNG
    assert client.get(f"/mail/{mail.id}/1").status_code == client.get(f"/mail/{mail.id}/7").status_code == 404


def test_the_html_part_runs_nothing_and_loads_nothing(client: httpx.Client, mailbox: Mailbox) -> None:
    answer = client.get(f"/mail/{take(mailbox).id}")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "img-src data:" in policy and "sandbox" in policy
    assert "script" not in policy and "allow-scripts" not in policy
    assert 'src="data:image/png;base64,' in answer.text
    assert 'src="cid:other"' in answer.text
    assert client.get("/mail/unknown").status_code == 404


def test_the_outbox_is_nobody_s_channel(client: httpx.Client, mailbox: Mailbox) -> None:
    take(mailbox)
    assert "<textarea" not in region(client, "all", "composer")
    assert "Mail that would have been sent" in region(client, "all", "head")
