"""GET /analytics/by-user/{metric}: the same rows as for a team, one list per person, in pages of people."""

from datetime import UTC, datetime, time, timedelta

from sandbox.company.types import Member
from sandbox.cursor_api.calls import Answer, Call, Handler, Named
from sandbox.cursor_api.endpoints.analytics_query import day_range, echoed, page_of, wanted_users
from sandbox.cursor_api.endpoints.metrics import Metric, Row

USERS_PER_PAGE, MAX_USERS_PER_PAGE = 100, 500


def user_metric(metric: Metric) -> Handler:
    """The endpoint of a metric by person."""

    def answer(call: Call) -> Answer:
        page, size = page_of(call, default_size=USERS_PER_PAGE, max_size=MAX_USERS_PER_PAGE)
        people = _people(call)
        on_page, pages = people[(page - 1) * size : page * size], -(-len(people) // size)
        pagination = {
            "page": page,
            "pageSize": size,
            "totalUsers": len(people),
            "totalPages": pages,
            "hasNextPage": page < pages,
            "hasPreviousPage": page > 1,
        }
        mappings = [{"id": member.id, "email": member.email} for member in on_page]
        params = echoed(call, metric.name or metric.path, page=page, pageSize=size, userMappings=mappings)
        return Answer({"data": _data(call, metric, on_page), "pagination": pagination, "params": params})

    return answer


def _people(call: Call) -> list[Member]:
    first, last = day_range(call)
    start, end = (datetime.combine(day, time(), tzinfo=UTC) for day in (first, last + timedelta(days=1)))
    users = wanted_users(call)
    return [member for member in call.team.people_between(start, end) if users is None or member.id in users]


def _data(call: Call, metric: Metric, people: list[Member]) -> Named:
    """Rows by e-mail. Some people without rows have an empty list, others are missing."""
    rows: dict[str, list[Row]] = {member.id: [] for member in people}
    for team_day in call.team.activity.days(*day_range(call), call.now):
        day = team_day.only(frozenset(rows))
        if not day.people:
            continue
        labels, figures = metric.measure(day.workday)
        text = day.workday.day.isoformat()
        for index, member in enumerate(day.people):
            rows[member.id].extend(metric.rows(text, labels, figures[index]))
    return Named((member.email, rows[member.id]) for member in people if rows[member.id] or member.number % 2)
