"""Dates, faces, timelines, pictures: what a person reads beside the text."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox.slack.page.chart_svg import chart
from sandbox.slack.page.dates import ago_words, date_words, day_words, zone_by_name
from sandbox.slack.page.masking import MASK, masked
from sandbox.slack.page.people import Faces, initials_of
from sandbox.slack.page.pictures import picture_of, png_size, size_words
from sandbox.slack.page.reader import Reader
from sandbox.slack.page.timeline import entries_of
from sandbox.slack.records import Channel, User
from sandbox.slack.state import Workspace
from tests.unit.sandbox_page.conftest import NOW, TurnedClock
from tests.unit.sandbox_page.html_reading import ReadHtml

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x80\x00\x00\x01\x40"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("{date_num} {time_secs}", "2026-11-20 09:05:07"),
        ("{date}", "November 20, 2026"),
        ("{date_short}", "Nov 20, 2026"),
        ("{date_long} at {time}", "Friday, November 20, 2026 at 09:05"),
        ("{date_pretty}", "November 20, 2026"),
        ("{ago}", "2 days ago"),
        ("no token", "no token"),
        ("{nope}", None),
    ],
)
def test_date_tokens_in_words(form: str, words: str | None) -> None:
    assert date_words(datetime(2026, 11, 20, 9, 5, 7, tzinfo=UTC), form, NOW) == words


def test_near_days_have_names_in_the_zone_of_the_reader() -> None:
    kolkata = ZoneInfo("Asia/Kolkata")
    late = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)  # 00:30 of the next day in Kolkata
    assert date_words(late, "{date_short_pretty}", NOW) == "today"
    assert date_words(late.astimezone(kolkata), "{date_short_pretty}", NOW.astimezone(kolkata)) == "tomorrow"
    assert day_words(NOW.date() - timedelta(days=1), NOW) == "Yesterday"
    assert day_words(NOW.date() - timedelta(days=2), NOW) == "Friday, 20 November"
    assert day_words(NOW.date() - timedelta(days=365), NOW) == "Saturday, 22 November 2025"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(30, "just now"), (60, "1 minute ago"), (7_300, "2 hours ago"), (-90, "in 1 minute"), (200_000, "2 days ago")],
)
def test_how_long_ago(seconds: int, words: str) -> None:
    assert ago_words(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize("name", ["", "Nowhere/Land", "../../etc/passwd", "Europe", "\x00"])
def test_a_zone_that_means_nothing_is_utc(name: str) -> None:
    assert zone_by_name(name) is UTC


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Ada Lind", "AL"),
        ("Ada", "A"),
        ("🦄 Zoë O'Neil 🚀", "ZO"),
        ("شهرزاد الهاشمي", "شا"),
        ("Jan van der Berg", "JB"),
        ("🦄", "?"),
        ("", "?"),
    ],
)
def test_initials(name: str, initials: str) -> None:
    assert initials_of(name) == initials


def test_a_face_says_what_a_person_is(workspace: Workspace, ada: User, eve: User, alerts: Channel) -> None:
    faces = Faces(workspace, {ada.id: "on-call lead"}, alerts)
    assert faces.of(ada.id).roles == "on-call lead, admin"
    assert faces.of(eve.id).roles == "outside #ai-spend"
    assert [face.name for face in faces.people()] == ["Ada Lind", "Eve Engineer"]
    assert faces.of(ada.id).hue == faces.of(ada.id).hue
    assert faces.of(workspace.directory.bot.id).is_app


def test_messages_of_one_author_stand_together_for_five_minutes(
    workspace: Workspace, reader: Reader, ada: User, eve: User, alerts: Channel, clock: TurnedClock
) -> None:
    def say(author: User, after_s: float, **parts: str) -> None:
        clock.now += after_s
        workspace.messages.add(alerts.id, user_id=author.id, text="x", **parts)

    say(ada, 0)
    say(ada, 299)
    say(eve, 1)
    say(ada, 1)
    say(ada, 301)
    say(ada, 1, ephemeral_to=ada.id)
    entries = entries_of(workspace.timeline(ada.id, alerts.id), workspace, Faces(workspace, {}, alerts), reader)
    assert [entry.continues for entry in entries] == [False, True, False, False, False, False]


def test_days_and_news_are_marked_once(
    workspace: Workspace, reader: Reader, ada: User, eve: User, alerts: Channel, clock: TurnedClock
) -> None:
    clock.now -= 86_400
    first = workspace.messages.add(alerts.id, user_id=eve.id, text="a")
    clock.now += 86_400
    for author in (ada, eve, eve):
        workspace.messages.add(alerts.id, user_id=author.id, text="b")
    faces = Faces(workspace, {}, alerts)
    entries = entries_of(workspace.timeline(ada.id, alerts.id), workspace, faces, reader, read_up_to=first.ts)
    assert [entry.day for entry in entries] == ["Yesterday", "Today", "", ""]
    assert [entry.is_first_new for entry in entries] == [False, False, True, False]


def test_a_footer_counts_replies_and_shows_who(
    workspace: Workspace, reader: Reader, ada: User, eve: User, alerts: Channel
) -> None:
    root = workspace.messages.add(alerts.id, user_id=ada.id, text="root")
    for author in (eve, ada, eve):
        workspace.messages.add(alerts.id, user_id=author.id, text="reply", thread_ts=root.ts)
    (entry,) = entries_of(workspace.timeline(ada.id, alerts.id), workspace, Faces(workspace, {}, alerts), reader)
    assert entry.footer is not None
    assert entry.footer.count == 3
    assert [face.name for face in entry.footer.faces] == ["Eve Engineer", "Ada Lind"]


def test_a_picture_is_shown_once_it_is_scanned(workspace: Workspace, ada: User, clock: TurnedClock) -> None:
    file = workspace.files.begin("chart.png", len(PNG), user_id=ada.id)
    workspace.files.receive(file.upload_key, PNG)
    file = workspace.files.complete(workspace.files.get(file.id) or file, title="Chart", channel_ids=())
    image = {"type": "image", "slack_file": {"id": file.id}, "alt_text": "14 days"}
    scanning = picture_of(image, workspace)
    assert (scanning.src, scanning.is_scanning, scanning.alt) == ("", True, "14 days")
    clock.now += 1
    shown = picture_of(image, workspace)
    assert (shown.src, shown.width, shown.height) == (f"/picture/{file.id}", 640, 320)
    workspace.files.delete(file)
    assert picture_of(image, workspace).missing == "This file was deleted."


def test_pictures_from_elsewhere_are_never_loaded(workspace: Workspace) -> None:
    picture = picture_of({"image_url": "https://example.com/x.png", "alt_text": "x"}, workspace)
    assert picture.src == ""
    assert "outside" in picture.missing


def test_sizes() -> None:
    assert png_size(PNG) == (640, 320)
    assert png_size(PNG[:20]) == (0, 0)
    assert [size_words(length) for length in (12, 48_200, 2_300_000)] == ["12 bytes", "48 kB", "2.3 MB"]


def test_secrets_are_masked_wherever_they_stand() -> None:
    value = {
        "token": "xoxb-1-2",
        "text": "my xapp-9 token",
        "nested": [{"url": "ws://127.0.0.1/link/?ticket=abc&app_id=A1"}],
        "response_url": "http://127.0.0.1/response/0123ab",
        "count": 3,
    }
    assert masked(value) == {
        "token": MASK,
        "text": f"my xapp-{MASK} token",
        "nested": [{"url": f"ws://127.0.0.1/link/?ticket={MASK}&app_id=A1"}],
        "response_url": f"http://127.0.0.1/response/{MASK}",
        "count": 3,
    }


@pytest.mark.parametrize("kind", ["bar", "line", "area"])
def test_charts_are_drawn_with_their_figures_as_tips(kind: str) -> None:
    series = [{"name": "<b>", "data": [{"label": "Mon", "value": -2}, {"label": "Tue", "value": 4}]}]
    block = {"title": "T", "chart": {"type": kind, "series": series, "axis_config": {"categories": ["Mon", "Tue"]}}}
    read = ReadHtml(str(chart(block)))
    assert "b" not in read.tags
    assert "<b>" in read.text
    assert "nan" not in read.text.lower()


def test_a_pie_of_one_part_is_a_circle() -> None:
    one = {"title": "T", "chart": {"type": "pie", "segments": [{"label": "all", "value": 3}]}}
    assert "circle" in ReadHtml(str(chart(one))).tags
    two = {"title": "T", "chart": {"type": "pie", "segments": [{"label": "a", "value": 3}, {"label": "b", "value": 1}]}}
    assert ReadHtml(str(chart(two))).tags.count("path") == 2
    assert "a, 75%: 3" in ReadHtml(str(chart(two))).text
