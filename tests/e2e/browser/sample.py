"""A workspace with an example of everything that the page can show."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from blocks.elements import Chart, Look, Message
from blocks.incident import incident_charts, incident_message
from blocks.incident_thread import thread_line
from blocks.overview import overview_charts, overview_message
from blocks.report_query import ReportQuery
from blocks.topspenders import topspenders_charts, topspenders_message
from sandbox.slack.elements import with_ids
from sandbox.slack.manifest import Manifest
from sandbox.slack.records import Channel, Json, User
from sandbox.slack.records import Message as SlackMessage
from sandbox.slack.server import Person, demo_workspace
from sandbox.slack.state import Workspace
from tests.unit.factories import NOW, make_actor
from tests.unit.incident_factories import make_acknowledged, make_anomaly, make_incident, make_move
from tests.unit.overview_factories import make_overview
from tests.unit.spender_factories import make_topspenders

MANIFEST = Path(__file__).parents[3] / "manifest.yml"
UGLY = "<!channel> *x* & <https://x|y>"
LONG = "Maximiliana-Theodora " * 10
RIGHT_TO_LEFT = "شهرزاد الهاشمي"
EMOJI_NAME = "🦄 Zoë O'Neil 🚀"
PEOPLE = (
    Person("Ines Ortega", "ines@example.com", in_alert_channel=True),
    Person("Mara Lind", "mara@example.com", is_admin=True, in_alert_channel=True),
    Person("Otto Brandt", "otto@example.com", in_alert_channel=True),
    Person("Fay Okafor", "fay@example.com", in_alert_channel=True),
    Person("Mia Fox", "mia@example.com"),
    Person(EMOJI_NAME, "zoe@example.com"),
    Person(RIGHT_TO_LEFT, "shahrazad@example.com"),
)
ROLES = {
    "ines@example.com": "on-call lead",
    "mara@example.com": "platform admin",
    "otto@example.com": "engineering manager",
    "fay@example.com": "finance",
    "mia@example.com": "engineer",
}


@dataclass
class TurnedClock:
    """Seconds since the epoch, moved by hand."""

    instant: datetime = NOW

    def __call__(self) -> float:
        return self.instant.timestamp()

    def move(self, **by: float) -> None:
        """Let time pass."""
        self.instant += timedelta(**by)


@dataclass
class Sample:
    """The workspace, its people and its contents."""

    workspace: Workspace
    clock: TurnedClock
    roles: dict[str, str] = field(default_factory=dict)

    @property
    def alerts(self) -> Channel:
        """The alert channel."""
        found = self.workspace.directory.channel_by_name("ai-spend")
        assert found is not None
        return found

    @property
    def bot(self) -> User:
        """The app's own user."""
        return self.workspace.directory.bot

    def person(self, name: str) -> User:
        """Someone by name."""
        found = self.workspace.directory.user_by_name(name)
        assert found is not None
        return found

    def post(self, author: User, message: Message | str, channel: Channel | None = None, **parts: Any) -> SlackMessage:
        """Post as a person or as the app."""
        text, blocks = (message, []) if isinstance(message, str) else (message.text, message.blocks)
        return self.workspace.post(channel or self.alerts, author, text, blocks=with_ids(blocks), **parts)

    def upload(self, chart: Chart) -> str:
        """Draw a chart and upload it; its file id."""
        content = drawn(chart)
        files = self.workspace.files
        file = files.begin(f"{chart.name}.png", len(content), user_id=self.bot.id, alt_text=chart.alt_text)
        received = files.receive(file.upload_key, content)
        assert received is not None
        files.complete(received, title=chart.title, channel_ids=())
        return file.id

    def look(self, charts: tuple[Chart, ...]) -> Look:
        """The look of a message with these charts."""
        return Look(file_ids={chart.name: self.upload(chart) for chart in charts})


@cache
def drawn(chart: Chart) -> bytes:
    """A chart's PNG; drawn once for all tests of a run."""
    return chart.draw()


def empty_sample(manifest: Path | Json = MANIFEST, **options: Any) -> Sample:
    """People and channels without messages, two days before the factories' NOW."""
    clock = TurnedClock(NOW - timedelta(days=2))
    options = {"scan_s": 0.0, "rate_limited": False} | options
    workspace = demo_workspace(Manifest.load(manifest), PEOPLE, clock=clock, **options)
    directory = workspace.directory
    roles = {user.id: ROLES[user.email] for user in directory.people() if user.email in ROLES}
    return Sample(workspace, clock, roles)


def full_sample(**options: Any) -> Sample:
    """A channel with two incidents, reports, threads, chat and ephemeral answers."""
    sample = empty_sample(**options)
    _talk(sample)
    sample.clock.move(days=1, hours=20)
    _incidents(sample)
    _reports(sample)
    _elements(sample)
    sample.clock.instant = NOW + timedelta(minutes=20)
    return sample


def _talk(sample: Sample) -> None:
    ines, otto, fay = (sample.person(name) for name in ("Ines Ortega", "Otto Brandt", "Fay Okafor"))
    sample.post(otto, "Morning all. The new agent goes live today, so *expect more requests* than usual :rocket:")
    sample.clock.move(minutes=2)
    sample.post(
        otto,
        f"Budget is agreed with <@{fay.id}>: `$4,000` for the month, see <https://example.com/plan|the plan>.",
    )
    sample.clock.move(minutes=9)
    sample.post(ines, "Thanks! I have the pager until Friday.\n&gt; expect more requests\nNoted ~twice~ once.")


def _incidents(sample: Sample) -> None:
    ines = sample.person("Ines Ortega")
    first = make_acknowledged(acknowledged_by=ines.id)
    root = sample.post(sample.bot, incident_message(first, sample.look(incident_charts(first))))
    sample.clock.move(minutes=11)
    move = make_move(by=ines.id)
    sample.post(sample.bot, thread_line(move, first), thread_ts=root.ts)
    sample.clock.move(minutes=3)
    sample.post(ines, "It was the import job, it retries without a limit.", thread_ts=root.ts)
    sample.post(sample.person("Mara Lind"), "Shall I stop it?", thread_ts=root.ts)
    sample.clock.move(minutes=20)
    ugly = make_incident(
        13, actor=make_actor(UGLY), anomalies=(make_anomaly(message=f"{UGLY} spent $9,120.44 on 22 November (UTC)."),)
    )
    sample.post(sample.bot, incident_message(ugly, sample.look(incident_charts(ugly))))


def _reports(sample: Sample) -> None:
    sample.clock.move(minutes=6)
    report = make_topspenders()
    message = topspenders_message(report, ReportQuery("topspenders", "7d"), sample.look(topspenders_charts(report)))
    sample.post(sample.bot, message)
    overview = make_overview()
    look = sample.look(overview_charts(overview))
    ines = sample.person("Ines Ortega")
    direct = sample.workspace.directory.direct_channel(ines.id)
    sample.post(sample.bot, overview_message(overview, ReportQuery("overview", "7d"), look), direct)
    private = f"Already acknowledged by <@{ines.id}> <!date^{int(sample.clock()) - 700}^{{ago}}|earlier>."
    mara = sample.person("Mara Lind")
    sample.post(sample.bot, private, ephemeral_to=mara.id)


def _elements(sample: Sample) -> None:
    """Block Kit elements that this bot does not send."""
    sample.post(
        sample.bot, Message("Elements", element_blocks()), sample.workspace.directory.channel_by_name("platform")
    )


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Json:
    """A mrkdwn object."""
    return {"type": "mrkdwn", "text": text}


def options(*texts: str) -> list[Json]:
    """Options whose values are their texts in lower case."""
    return [{"text": plain(text), "value": text.lower()} for text in texts]


def element_blocks() -> list[Json]:
    """One of each element, and blocks with long, ugly and right-to-left text."""
    confirm = {
        "title": plain("Stop the import job?"),
        "text": plain("Running imports end at their next row."),
        "confirm": plain("Stop it"),
        "deny": plain("Keep it"),
        "style": "danger",
    }
    return [
        {"type": "header", "text": plain(UGLY)},
        {
            "type": "section",
            "text": mrkdwn(f"*{RIGHT_TO_LEFT}* and {LONG}"),
            "accessory": {"type": "overflow", "action_id": "more", "options": options("Mute", "Copy", "Delete")},
        },
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": "stop",
                    "style": "danger",
                    "text": plain("Stop"),
                    "value": "1",
                    "confirm": confirm,
                },
                {"type": "button", "action_id": "go", "style": "primary", "text": plain("Go on")},
                {
                    "type": "button",
                    "action_id": "docs",
                    "text": plain("Docs :books:"),
                    "url": "https://example.com/docs",
                },
                {
                    "type": "static_select",
                    "action_id": "range",
                    "placeholder": plain("Range"),
                    "options": options("24h", "7d", "30d"),
                },
                {
                    "type": "external_select",
                    "action_id": "find",
                    "placeholder": plain("Find a member"),
                    "min_query_length": 1,
                },
                {"type": "users_select", "action_id": "who", "placeholder": plain("Person")},
                {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-20"},
            ],
        },
        {
            "type": "actions",
            "elements": [
                {"type": "checkboxes", "action_id": "kinds", "options": options("Spend", "Requests")},
                {"type": "radio_buttons", "action_id": "basis", "options": options("Usage value", "On-demand")},
            ],
        },
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "Rich: "},
                        {"type": "text", "text": "bold", "style": {"bold": True}},
                        {"type": "text", "text": ", code ", "style": {}},
                        {"type": "text", "text": "x = <b>1</b>", "style": {"code": True}},
                        {"type": "emoji", "name": "tada"},
                    ],
                },
                {
                    "type": "rich_text_list",
                    "style": "ordered",
                    "elements": [
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "first"}]},
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "second"}]},
                    ],
                },
                {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said by someone"}]},
                {
                    "type": "rich_text_preformatted",
                    "elements": [{"type": "text", "text": "name     spend\nMia Fox  $412.10"}],
                },
            ],
        },
        {
            "type": "table",
            "column_settings": [{"align": "left"}, {"align": "right"}],
            "rows": [
                [{"type": "raw_text", "text": "Model"}, {"type": "raw_text", "text": "Spend"}],
                [{"type": "raw_text", "text": UGLY}, {"type": "raw_number", "value": 12.5, "text": "$12.50"}],
            ],
        },
        {
            "type": "data_visualization",
            "title": "Spend by model",
            "chart": {
                "type": "bar",
                "series": [
                    {"name": "opus", "data": [{"label": "Mon", "value": 12}, {"label": "Tue", "value": 30}]},
                    {"name": "sonnet", "data": [{"label": "Mon", "value": 22}, {"label": "Tue", "value": 14}]},
                ],
                "axis_config": {"categories": ["Mon", "Tue"]},
            },
        },
        {
            "type": "context",
            "elements": [
                mrkdwn("As of <!date^1795356180^{date_short_pretty}, {time}|then>"),
                plain("Basis: usage value"),
            ],
        },
    ]


def settings_view() -> Json:
    """A modal with one of each input."""

    def asks(block_id: str, label: str, element: Json, **parts: Any) -> Json:
        return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **parts}

    return {
        "type": "modal",
        "callback_id": "settings",
        "title": plain("Thresholds"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": [
            {"type": "alert", "level": "info", "text": mrkdwn("Changes take effect at the *next run*.")},
            asks(
                "limit",
                "Spend limit a cycle, in dollars",
                {
                    "type": "number_input",
                    "action_id": "limit",
                    "is_decimal_allowed": False,
                    "min_value": "0",
                    "max_value": "100000",
                },
                hint=plain("0 turns it off."),
            ),
            asks("why", "Why", {"type": "plain_text_input", "action_id": "why", "multiline": True, "min_length": 3}),
            asks(
                "cause",
                "Cause",
                {
                    "type": "static_select",
                    "action_id": "cause",
                    "placeholder": plain("Choose one"),
                    "options": options("A loop", "A large task"),
                },
            ),
            asks("tell", "Tell", {"type": "users_select", "action_id": "tell"}, optional=True),
            asks(
                "from", "From", {"type": "datepicker", "action_id": "from", "initial_date": "2026-11-22"}, optional=True
            ),
            asks("mail", "E-mail", {"type": "email_text_input", "action_id": "mail"}, optional=True),
            asks(
                "kinds",
                "Watch",
                {
                    "type": "checkboxes",
                    "action_id": "kinds",
                    "options": options("Spend", "Requests"),
                    "initial_options": options("Spend"),
                },
            ),
            asks(
                "basis",
                "Basis",
                {
                    "type": "radio_buttons",
                    "action_id": "basis",
                    "options": options("Usage value", "On-demand"),
                    "initial_option": options("Usage value")[0],
                },
            ),
        ],
    }
