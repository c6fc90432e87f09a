"""Mails: a one-line subject, two parts with the same content, and no external text that becomes markup."""

import re
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blocks import mail
from blocks.incident import incident_charts
from blocks.mail import Mail, MailLook
from blocks.trouble import recovery_message, trouble_message
from tests.unit import factories as f
from tests.unit.blocks.any_input import UGLY_NAMES
from tests.unit.cycle_factories import make_cycle
from tests.unit.incident_factories import make_anomaly, make_digest, make_incident, make_resolved
from tests.unit.status_factories import make_status

TAGS = {
    *("html", "head", "meta", "title", "style", "body", "div", "table", "thead", "tbody", "tr", "th", "td", "h1"),
    *("p", "br", "strong", "em", "ul", "li", "blockquote", "pre", "hr", "img", "a"),
}
ATTRIBUTES = {
    *("lang", "charset", "name", "content", "style", "class", "role", "width", "cellpadding", "cellspacing", "border"),
    *("align", "valign", "scope", "src", "alt", "href"),
}
ATTACKS = (
    *UGLY_NAMES,
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style><a href=https://x>y</a>",
    "Mia\r\nBcc: everyone@example.com",
    "https://evil.example/login and www.evil.example",
    "&lt;b&gt; &amp;",
)
LINK = "https://team.slack.com/archives/C1/p1"


class Reading(HTMLParser):
    """The tags, attributes, addresses and words of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.words += " "
        self.attributes += attrs

    def handle_data(self, data):
        self.words += data

    def values(self, name: str) -> list[str | None]:
        return [value for key, value in self.attributes if key == name]


def all_mails(name: str, look: MailLook = mail.PLAIN_MAIL) -> list[Mail]:
    actor = f.make_actor(name)
    anomaly = make_anomaly(message=f"{name} spent $412.10", models=())
    incident = make_incident(actor=actor, anomalies=(anomaly,))
    resolved = make_resolved(actor=actor, cause=name, note=name, resolved_by=name)
    row = f.make_row(name)
    return [
        mail.incident_mail(incident, look),
        mail.incident_mail(resolved, look),
        mail.digest_mail(make_digest(worst=(incident,)), look),
        mail.cycle_mail(make_cycle(top=(replace(row, main_model=name),)), look),
        mail.trouble_mail(trouble_message(make_status()), look),
        mail.trouble_mail(recovery_message(make_status()), look),
    ]


def assert_harmless(drawn: Mail) -> None:
    assert not {unicodedata.category(each) for each in drawn.subject} & {"Cc", "Cs", "Zl", "Zp"}
    assert len(drawn.subject) <= mail.SUBJECT_LENGTH
    read = Reading(drawn.html)
    assert set(read.tags) <= TAGS
    assert {name for name, _ in read.attributes} <= ATTRIBUTES
    assert all(str(source).startswith("cid:") for source in read.values("src"))
    assert set(read.values("href")) <= {LINK}
    drawn.html.encode()
    drawn.text.encode()


@pytest.mark.parametrize("name", ATTACKS)
def test_no_name_becomes_markup_or_a_second_header(name):
    for drawn in all_mails(name, MailLook(link=LINK, people={"U0ONCALL01": name})):
        assert_harmless(drawn)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80) | st.text("<>&\"'\r\n:/=. \u202e\u2028ab", max_size=80))
def test_no_text_at_all_becomes_markup(name):
    for drawn in all_mails(name):
        assert_harmless(drawn)


def test_an_address_in_a_name_is_no_link_for_a_mail_client():
    drawn = all_mails("https://evil.example www.evil.example")[0]
    assert not re.search(r"https://evil|www\.evil", drawn.html + drawn.text)


def test_an_incident_says_what_happened_in_its_subject():
    drawn = mail.incident_mail(make_incident())
    assert drawn.subject.startswith("🔴 Critical: Mia Fox spent $412.10 on 20 November")
    assert mail.incident_mail(make_incident(), is_worse=True).subject.startswith("🔴 Worse now, critical: Mia Fox")
    assert mail.incident_mail(make_resolved()).subject == "✅ Resolved (critical): Mia Fox"
    assert drawn.thread == mail.incident_mail(make_resolved()).thread == "incident-12"


def test_both_parts_carry_value_line_basis_age_and_link():
    drawn = mail.incident_mail(make_incident(), MailLook(link=LINK))
    words = Reading(drawn.html).words
    for told in ("$412.10", "$251.05", "$50.21", "claude-4.5-opus-max $371.00 (90%)", "Basis: usage value", "As of"):
        assert told in drawn.text
        assert told in words
    assert f"Open in Slack: {LINK}" in drawn.text
    assert LINK in Reading(drawn.html).values("href")


def test_a_cycle_s_table_stands_in_both_parts():
    drawn = mail.cycle_mail(make_cycle())
    assert re.search(r"^Mia Fox +\$1,204\.37 +10%", drawn.text, re.MULTILINE)
    assert "$1,204.37" in Reading(drawn.html).words


def test_only_pictures_that_are_attached_are_shown_and_each_says_its_numbers():
    incident = make_incident()
    names = frozenset(chart.name for chart in incident_charts(incident))
    with_pictures = Reading(mail.incident_mail(incident, MailLook(pictures=names)).html)
    assert with_pictures.values("src") == [f"cid:{name}" for name in names]
    assert "$412.10 on 20 November" in str(with_pictures.values("alt")[0])
    assert Reading(mail.incident_mail(incident).html).values("src") == []


def test_a_slack_user_is_named_where_the_name_is_known():
    resolved = make_resolved()
    assert "Otto Lead" in mail.incident_mail(resolved, MailLook(people={resolved.resolved_by: "Otto Lead"})).text
    drawn = mail.incident_mail(resolved)
    assert "someone in Slack" in drawn.text and resolved.resolved_by not in drawn.text + drawn.html


def test_buttons_and_menus_are_left_to_slack():
    drawn = mail.incident_mail(make_incident())
    assert "Acknowledge" not in Reading(drawn.html).words + drawn.text


def test_a_resolved_incident_begins_with_how_it_ended():
    resolved = make_resolved()
    told = mail.incident_mail(resolved, MailLook(people={resolved.resolved_by: "Otto Lead"})).text
    assert told.index("Resolved by Otto Lead") < told.index("Mia Fox spent $412.10")
    assert told.count("Resolved by Otto Lead") == 1


def test_the_text_part_says_every_word_of_the_other():
    for drawn in all_mails("Mia Fox", MailLook(link=LINK)):
        words = Reading(drawn.html.partition("</head>")[2]).words.replace("Open in Slack", "")
        told = set(re.findall(r"[^\s:·,.;]+", drawn.text))
        assert set(re.findall(r"[^\s:·,.;]+", words)) <= told
