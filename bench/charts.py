"""How long each chart takes to draw, and the incident reports, which need a detection first."""

from sqlmodel import select

from bench.generated_team import NOW, generated_team
from bench.measuring import line, measure, title
from blocks.elements import Chart
from blocks.incident import incident_charts
from blocks.overview import overview_charts
from blocks.topspenders import topspenders_charts
from blocks.user import user_charts
from tracker.incidents.detection import DetectionRun
from tracker.reports.service import ReportService
from tracker.settings import Settings
from tracker.store.engine import Store
from tracker.store.tables_rollups import DayMemberRow

MEMBERS, QUICK_MEMBERS = 10_000, 65
RUN_WILD = 80  # one in so many members exceeds the daily token limit
AIM = "below 300"
CHART_AIM = "below 400"


def main(*, quick: bool) -> None:
    """Print p50 and p95 of the incident reports and of every chart."""
    members = QUICK_MEMBERS if quick else MEMBERS
    title(f"incidents and charts: {members:,} members, p50 / p95 in ms")
    with generated_team(members) as store:
        settings = Settings().with_values({"max_tokens_per_day": _tokens_passed_by_few(store)})
        outcome = DetectionRun(store).run(now=NOW, settings=settings, announce=False)
        reports = ReportService(store)
        one = outcome.new[0].incident_id
        assert one is not None
        line("incidents open", f"{outcome.open}")
        _print("report incidents", lambda: reports.incidents(which="open", by="U1", words="30d", now=NOW), AIM)
        _print("report of one incident", lambda: reports.incident(one, now=NOW), AIM)
        charts = {
            "daily spend, 30 days": overview_charts(reports.overview(words="30d", now=NOW, main_models_for=10)),
            "top spenders": topspenders_charts(reports.topspenders(words="30d", now=NOW)),
            "one member's 30 days": user_charts(reports.user("person7@example.com", words="30d", now=NOW)),
            "evidence of an incident": incident_charts(reports.incident(one, now=NOW)),
        }
        for name, (chart, *_) in charts.items():
            _print_chart(name, chart)


def _tokens_passed_by_few(store: Store) -> int:
    with store.reading() as session:
        used = session.exec(select(DayMemberRow.tokens).where(DayMemberRow.day == NOW.date())).all()
    return sorted(used)[-2 - len(used) // RUN_WILD]


def _print_chart(name: str, chart: Chart) -> None:
    _print(f"chart: {name}", chart.draw, CHART_AIM)


def _print(what: str, ask: object, aim: str) -> None:
    assert callable(ask)
    p50, p95, *_ = measure(ask)
    line(what, f"{p50:.0f} / {p95:.0f}", aim)
