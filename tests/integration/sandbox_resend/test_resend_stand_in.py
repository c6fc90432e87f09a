"""The stand-in refuses what Resend documents to refuse, and sends once under one key."""

from base64 import b64encode
from collections.abc import Iterator

import httpx
import pytest

from sandbox.resend.app import create_app
from sandbox.resend.mailbox import SANDBOX_KEY, SENDING_KEY, Fault, Mailbox
from sandbox.serving import serve


class Clock:
    """Seconds since the epoch, moved by hand."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mailbox(clock: Clock) -> Mailbox:
    return Mailbox(clock=clock, rate_limited=False)


@pytest.fixture
def resend(mailbox: Mailbox) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {SANDBOX_KEY}"}
    with (
        serve(create_app(mailbox, control=True)) as url,
        httpx.Client(base_url=url, headers=headers, timeout=10) as client,
    ):
        yield client


def a_mail(**changes: object) -> dict[str, object]:
    mail = {"from": "Us <us@example.com>", "to": ["you@example.com"], "subject": "Hello", "html": "<p>x</p>"}
    return {key: value for key, value in (mail | changes).items() if value is not None}


def test_a_mail_is_kept_as_it_came(resend: httpx.Client, mailbox: Mailbox) -> None:
    picture = {
        "filename": "a.png",
        "content": b64encode(b"png").decode(),
        "content_id": "a",
        "content_type": "image/png",
    }
    answer = resend.post("/emails", json=a_mail(attachments=[picture], tags=[{"name": "kind", "value": "x"}]))
    assert answer.status_code == 200
    (mail,) = mailbox.mails()
    assert answer.json() == {"id": mail.id}
    assert (mail.to, mail.attachments[0].content, mail.tags) == (("you@example.com",), b"png", {"kind": "x"})
    assert resend.get("/_control/mails").json()[0]["attachments"][0]["bytes"] == 3


@pytest.mark.parametrize(
    ("changes", "status", "name"),
    [
        ({"to": None}, 422, "missing_required_field"),
        ({"html": None}, 422, "missing_required_field"),
        ({"from": "nobody"}, 422, "invalid_from_address"),
        ({"from": "us@elsewhere.example"}, 403, "validation_error"),
        ({"to": ["you"]}, 422, "validation_error"),
        ({"to": [f"you{n}@example.com" for n in range(51)]}, 422, "validation_error"),
        ({"subject": "Hello\r\nBcc: all@example.com"}, 422, "validation_error"),
        ({"headers": {"X-A": "b\nc"}}, 422, "validation_error"),
        ({"tags": [{"name": "kind", "value": "with space"}]}, 422, "validation_error"),
        ({"attachments": [{"filename": "a.png"}]}, 422, "invalid_attachment"),
        ({"attachments": [{"filename": "a.png", "content": "%%%"}]}, 422, "invalid_attachment"),
        ({"subjekt": "x"}, 422, "validation_error"),
    ],
)
def test_what_is_wrong_with_a_mail_is_said(
    resend: httpx.Client, mailbox: Mailbox, changes: dict[str, object], status: int, name: str
) -> None:
    answer = resend.post("/emails", json=a_mail(**changes))
    assert (answer.status_code, answer.json()["statusCode"], answer.json()["name"]) == (status, status, name)
    assert mailbox.mails() == []


def test_one_key_sends_once_for_a_day_and_only_one_mail(resend: httpx.Client, mailbox: Mailbox, clock: Clock) -> None:
    key = {"Idempotency-Key": "k"}
    ids = {resend.post("/emails", json=a_mail(), headers=key).json()["id"] for _ in range(3)}
    assert len(ids) == len(mailbox.mails()) == 1
    other = resend.post("/emails", json=a_mail(subject="Another"), headers=key)
    assert (other.status_code, other.json()["name"]) == (409, "invalid_idempotent_request")
    clock.now += 24 * 3_600
    resend.post("/emails", json=a_mail(), headers=key)
    assert len(mailbox.mails()) == 2
    assert resend.post("/emails", json=a_mail(), headers={"Idempotency-Key": "k" * 257}).status_code == 400


def test_two_requests_a_second_and_no_more(resend: httpx.Client, mailbox: Mailbox, clock: Clock) -> None:
    mailbox.rate_limited = True
    answers = [resend.post("/emails", json=a_mail()) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "1"
    clock.now += 1
    assert resend.post("/emails", json=a_mail()).status_code == 200


def test_keys_and_what_they_may(resend: httpx.Client) -> None:
    assert resend.get("/domains").json()["data"][0] == {
        "id": "example.com",
        "name": "example.com",
        "status": "verified",
    }
    for key, status, name in ((SENDING_KEY, 401, "restricted_api_key"), ("re_other", 403, "invalid_api_key")):
        answer = resend.get("/domains", headers={"Authorization": f"Bearer {key}"})
        assert (answer.status_code, answer.json()["name"]) == (status, name)
    nobody = resend.post("/emails", json=a_mail(), headers={"Authorization": ""})
    assert (nobody.status_code, nobody.json()["name"]) == (401, "missing_api_key")
    assert (resend.get("/nowhere").status_code, resend.get("/emails").status_code) == (404, 405)


def test_faults_come_when_they_are_wanted(resend: httpx.Client, mailbox: Mailbox) -> None:
    resend.post("/_control/faults", json={"status": 500})
    assert resend.post("/emails", json=a_mail()).json()["name"] == "application_error"
    mailbox.arm(Fault(lost=True))
    with pytest.raises(httpx.RemoteProtocolError):
        resend.post("/emails", json=a_mail())
    assert len(mailbox.mails()) == 1
    assert [call["status"] for call in resend.get("/_control/calls").json()] == [500, 0]
    assert SANDBOX_KEY not in resend.get("/_control/calls").text
