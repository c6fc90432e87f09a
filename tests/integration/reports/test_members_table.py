"""The members' table, recomputed in plain Python from the stored events and counters, on both backends."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
from sqlmodel import select

from tracker.reports.types import BADGES, AdoptionTier, ContextBadge, SpendBadge, SpenderSort, UsageBadge
from tracker.store.tables import ActorRow, DailyUsageRow

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
DOLLAR = 100_000_000
DAYS = 8  # that "since" touches: the range begins within the first
START = datetime(2026, 11, 15, tzinfo=UTC)
RANGE = "since 2026-11-15"
MODELS = ("sonnet", "codex", "opus-max")


@pytest.fixture(scope="module")
def company(shared_team):
    """Sixty people of very different habits, one without counters and one who never used anything."""
    team, chance = shared_team, random.Random(7)
    keys = [team.actor(f"Person {number:02}") for number in range(60)]
    uncounted = team.actor("build bot", key="svc@example.com", kind="service_account")
    team.actor("Idle One")
    team.counted = {}
    for number, key in enumerate([*keys, uncounted]):
        habit = random.Random(number)
        scale, context, dear = habit.choice((1, 12, 60)), habit.choice((0, 200_000, 500_000, 900_000)), habit.random()
        for _ in range(habit.randrange(2, 4 * scale + 3)):
            team.use(
                key,
                NOW - timedelta(seconds=chance.randrange(10 * 86_400)),
                chance.randrange(1, 40) * (20 if dear > 0.8 else 1),
                model=chance.choice(MODELS),
                billing=chance.choice(("included", "on_demand", "included", "not_charged")),
                tokens=(10, 5, 3, chance.choice((0, context, 2 * context))),
                is_max_mode=chance.random() < dear,
            )
        if key != uncounted:
            _count(team, key, habit, scale)
    team.store_usage(now=NOW)
    return team


def _count(team, key, habit, scale):
    """Cursor's counters of some days in and before the range; some days hold zeros only."""
    with team.store.writing() as session:
        actor_id = session.exec(select(ActorRow.id).where(ActorRow.key == key)).one()
        for back in range(12):
            if habit.random() < 0.4:
                continue
            requests = habit.choice((0, 1, scale, 3 * scale))
            applies = habit.randrange(0, 30)
            row = {
                "is_active": habit.choice((None, bool(requests), requests > 0)),
                "agent_requests": requests,
                "applies": applies,
                "accepts": habit.randrange(0, applies + 1),
                "accepted_lines_added": habit.randrange(0, 900),
            }
            day = (NOW - timedelta(days=back)).date()
            session.add(DailyUsageRow(day=day, actor_id=actor_id, **row))
            team.counted[key, day] = row


@pytest.fixture(scope="module")
def report(company):
    return company.reports.topspenders(words=RANGE, now=NOW, page_size=None)


@pytest.fixture(scope="module")
def known(company):
    """key -> everything about them, summed from the plain lists."""
    found = {}
    for key in {used.key for used in company.used} | {key for key, _ in company.counted}:
        mine = company.within(START, NOW, lambda used, key=key: used.key == key)
        rows = [row for (who, day), row in company.counted.items() if who == key and day >= START.date()]
        requests = [used for used in mine if used.is_request]
        reading = [used.tokens[3] for used in mine if used.tokens[3]]
        found[key] = {
            "spend": sum(used.value for used in mine),
            "requests": len(requests),
            "max": sum(used.is_max_mode for used in requests),
            "context": sum(reading) / len(reading) if reading else None,
            "reading": len(reading),
            "agent": sum(row["agent_requests"] for row in rows),
            "active": sum(bool(row["is_active"] or row["agent_requests"]) for row in rows),
            "applies": sum(row["applies"] for row in rows),
            "accepts": sum(row["accepts"] for row in rows),
            "lines": sum(row["accepted_lines_added"] for row in rows),
            "models": Counter(used.model for used in requests),
        }
    return found


def score_of(own, known):
    if own["agent"] < 10:
        return None
    paces = sorted(each["agent"] / max(1, each["active"]) for each in known.values() if each["agent"] >= 10)
    top = paces[int(0.9 * len(paces))]
    accepted = min(1, own["accepts"] / own["applies"]) if own["applies"] else 0
    pace = min(1, own["agent"] / max(1, own["active"]) / top)
    return 40 * accepted + 40 * pace + 20 * min(1, own["active"] / DAYS)


def badges_by_hand(own, known):
    spending = median(each["spend"] for each in known.values() if each["spend"])
    regular = [each for each in known.values() if each["requests"] >= 30]
    price = median(each["spend"] / each["requests"] for each in regular)
    many = sorted(each["requests"] for each in regular)[int(0.8 * len(regular))]
    found = set()
    mostly_max = own["max"] * 2 > own["requests"]
    if own["active"]:
        if own["agent"] < 10:
            found.add(UsageBadge.LIGHT)
        elif mostly_max:
            found.add(UsageBadge.DEEP_THINKER)
        else:
            is_power = own["agent"] / own["active"] >= 80
            found.add(UsageBadge.POWER_USER if is_power else UsageBadge.BALANCED)
    if own["requests"] >= 30 and own["spend"]:
        if own["spend"] > 5 * spending and own["spend"] > 100 * DOLLAR:
            found.add(SpendBadge.OVER_BUDGET)
        elif mostly_max and own["spend"] / own["requests"] > 3 * price:
            found.add(SpendBadge.PREMIUM_MODEL)
        elif own["requests"] >= many and own["spend"] / own["requests"] <= price / 2:
            found.add(SpendBadge.COST_EFFICIENT)
    if own["requests"] >= 30 and own["context"]:
        if own["context"] > 700_000:
            found.add(ContextBadge.LONG_SESSIONS)
        elif own["context"] < 300_000:
            found.add(ContextBadge.SHORT_SESSIONS)
    score = score_of(own, known)
    if score is not None:
        names = ((80, "ai_native"), (55, "high"), (30, "moderate"), (10, "low"), (0, "manual"))
        found.add(AdoptionTier(next(name for least, name in names if round(score, 6) >= least)))
    return found


def test_every_figure_of_every_row(report, known):
    assert {row.actor.key for row in report.rows} == {key for key, own in known.items() if own["requests"]}
    for row in report.rows:
        own = known[row.actor.key]
        assert (row.usage_value_microcents, row.requests) == (own["spend"], own["requests"])
        assert row.rank == 1 + sum(each["spend"] > own["spend"] for each in known.values())
        assert row.main_model == min(own["models"], key=lambda model: (-own["models"][model], model))
        assert set(row.badges.all) == badges_by_hand(own, known)
        if own["active"]:
            above = sum(each["agent"] > own["agent"] for each in known.values() if each["active"])
            assert (row.accepted_lines, row.agent_requests, row.activity_rank) == (
                own["lines"],
                own["agent"],
                1 + above,
            )
        else:
            assert (row.accepted_lines, row.agent_requests, row.activity_rank) == (None, None, None)
        score = score_of(own, known)
        assert (row.adoption and row.adoption.score) == (None if score is None else pytest.approx(score, abs=1e-5))


def test_context_is_compared_among_those_with_ten_events(report, known):
    compared = [each["context"] for each in known.values() if each["reading"] >= 10]
    assert len(compared) > 5
    for row in report.rows:
        own = known[row.actor.key]
        if own["context"] is None:
            assert row.context is None
            continue
        assert row.context.tokens_per_request == round(own["context"])
        assert row.context.team.median_tokens == round(median(compared))
        rank = 1 + sum(each > own["context"] for each in compared) if own["reading"] >= 10 else None
        assert row.context.rank == rank


def test_the_company_shows_most_kinds_of_badges(report):
    assert len({badge for row in report.rows for badge in row.badges.all}) >= 10


@pytest.mark.parametrize("badge", BADGES)
def test_a_badge_leaves_exactly_those_who_bear_it_and_changes_nothing_about_them(company, report, badge):
    found = company.reports.topspenders(words=RANGE, now=NOW, badge=badge, page_size=None)
    assert found.rows == tuple(row for row in report.rows if badge in row.badges.all)
    assert (found.badge, found.totals) == (badge, report.totals)
    assert found.listed_usage_value_microcents == sum(row.usage_value_microcents for row in found.rows)


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("PERSON 1", [f"Person 1{n}" for n in range(10)]),
        ("  person   07 ", ["Person 07"]),
        ("svc@", ["build bot"]),
        ("nobody at all", []),
        ("%", []),
        ("_", []),
    ],
)
def test_a_search_finds_parts_of_names_and_e_mails(company, search, names):
    found = company.reports.topspenders(words=RANGE, now=NOW, search=search, page_size=None)
    assert sorted(row.actor.name for row in found.rows) == names


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        (SpenderSort.SPEND, lambda row: row.usage_value_microcents),
        (SpenderSort.REQUESTS, lambda row: row.requests),
        (SpenderSort.TOKENS, lambda row: row.tokens),
        (SpenderSort.COST_PER_REQUEST, lambda row: row.usage_value_microcents / row.requests),
        (SpenderSort.LINES, lambda row: row.accepted_lines or 0),
        (SpenderSort.CONTEXT, lambda row: row.context.tokens_per_request if row.context else 0),
        (SpenderSort.ACTIVITY, lambda row: row.agent_requests or 0),
        (SpenderSort.ADOPTION, lambda row: row.adoption.score if row.adoption else -1),
    ],
)
def test_every_sort_puts_the_largest_first_and_keeps_the_order_of_spend_among_equals(company, report, sort, value):
    rows = company.reports.topspenders(words=RANGE, now=NOW, sort=sort, page_size=None).rows
    assert [row.actor.key for row in rows] == [
        row.actor.key for row in sorted(report.rows, key=lambda row: (-value(row), row.rank, row.actor.display))
    ]


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        (SpenderSort.MAIN_MODEL, lambda row: (row.main_model is None, row.main_model or "")),
        (SpenderSort.BADGES, lambda row: [
            BADGES.index(badge) if (badge := getattr(row.badges, family)) else len(BADGES)
            for family in ("usage", "spend", "context", "adoption")
        ]),
    ],
)  # fmt: skip
def test_models_and_badges_are_sorted_in_their_own_order_then_by_spend(company, report, sort, key):
    rows = company.reports.topspenders(words=RANGE, now=NOW, sort=sort, page_size=None).rows
    assert [row.actor.key for row in rows] == [
        row.actor.key for row in sorted(report.rows, key=lambda row: (key(row), row.rank, row.actor.display))
    ]
    assert len({str(key(row)) for row in rows}) > 2


def test_the_first_ten_of_a_filter_are_cut_after_it(company):
    asked = {"words": RANGE, "now": NOW, "badge": UsageBadge.BALANCED}
    all_of_them = company.reports.topspenders(**asked, page_size=None).rows
    assert company.reports.topspenders(**asked, limit=3).rows == all_of_them[:3]
