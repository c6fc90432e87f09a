"""GET /analytics/team/{metric}: a team's days, without inactive ones."""

from sandbox.cursor_api.calls import Answer, Call, Handler, not_found
from sandbox.cursor_api.endpoints.analytics_query import day_range, echoed, wanted_users
from sandbox.cursor_api.endpoints.metrics import Metric, Row


def team_metric(metric: Metric) -> Handler:
    """The endpoint of a metric: rows of the whole team, or of the requested `users` together."""

    def answer(call: Call) -> Answer:
        first, last = day_range(call)
        users = wanted_users(call)
        rows: list[Row] = []
        for team_day in call.team.activity.days(first, last, call.now):
            day = team_day if users is None else team_day.only(users)
            if day.people:
                labels, figures = metric.measure(day.workday)
                rows.extend(metric.rows(day.workday.day.isoformat(), labels, figures.sum(axis=0)))
        return Answer({"data": rows, "params": echoed(call, metric.name or metric.path)})

    return answer


def not_served(_call: Call) -> Answer:
    """A 404 for analytics that the stand-in does not serve."""
    raise not_found()
