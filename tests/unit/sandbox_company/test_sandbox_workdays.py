"""People's days apart from billing: independent of who else is queried, growing with requests, realistic."""

from collections import Counter
from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.company import dice
from sandbox.company.coding import EXTENSIONS, SPECIALITIES, agent_edits, coding_of, extension_edits, main_extensions
from sandbox.company.conversations import conversation_labels, labels_of
from sandbox.company.features import MCP_TOOLS, ask_uses, command_uses, mcp_calls, plan_uses, skill_uses
from sandbox.company.releases import FIRST_RELEASE, client_releases, version_of
from sandbox.company.repositories import AMENDED, REPEATED, change_drafts, commit_drafts, commit_of
from sandbox.company.types import Member
from sandbox.company.workday import Ints, Workday, picks

DAY = date(2026, 11, 18)
FEATURES: tuple[Callable[[Workday], Ints], ...] = (mcp_calls, command_uses, skill_uses, plan_uses, ask_uses)


def _workday(requests: list[int], *, day: date = DAY, numbers: list[int] | None = None) -> Workday:
    """So many requests of two models, the second having a third of them."""
    messages = [(count - count // 3, count // 3) for count in requests]
    return Workday.of(7, day, numbers or list(range(len(requests))), ("default", "x"), messages, [0] * len(requests))


def _everything(workday: Workday) -> list[Ints]:
    coding = coding_of(workday)
    return [
        *(getattr(coding, field.name) for field in fields(coding)),
        extension_edits(workday, agent_edits(coding)),
        client_releases(workday),
        *(feature(workday) for feature in FEATURES),
    ]


@given(st.lists(st.integers(0, 200), min_size=1, max_size=12), st.data())
def test_a_persons_day_does_not_depend_on_who_is_asked_for_with_them(requests: list[int], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(requests) - 1))
    together, alone = _workday(requests), _workday([requests[index]], numbers=[index])
    for many, one in zip(_everything(together), _everything(alone), strict=True):
        np.testing.assert_array_equal(many[index], one[0])
    for many, one in zip(_everything(together), _everything(together.part([index])), strict=True):
        np.testing.assert_array_equal(many[index], one[0])


@given(st.integers(0, 300), st.integers(0, 100), st.integers(0, 50))
def test_more_requests_make_more_of_the_day_and_take_nothing_back(requests: int, more: int, number: int) -> None:
    before, after = (_workday([count], numbers=[number]) for count in (requests, requests + more))
    for feature in FEATURES[:3]:
        assert (feature(after) >= feature(before)).all()
    assert coding_of(after).agent_requests[0] >= coding_of(before).agent_requests[0]
    known = set(commit_drafts(before).key.tolist())
    assert known <= set(commit_drafts(after).key.tolist())


def test_nothing_comes_of_a_day_without_requests() -> None:
    idle = _workday([0] * 40)
    *figures, _releases, mcp, commands, skills, plans, asks = _everything(idle)
    assert not any(figure.any() for figure in (*figures, mcp, commands, skills, plans, asks))
    assert len(commit_drafts(idle)) == len(change_drafts(idle)) == 0


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6), st.integers(1, 9), st.integers(0, 2**32))
def test_picks_are_as_many_as_wanted_and_the_first_of_them_stay(counts: list[int], names: int, seed: int) -> None:
    keys = dice.keys_of(seed, np.arange(len(counts)))
    weights = np.ones((len(counts), names))
    picked = picks(keys, np.array(counts), weights)
    assert picked.sum(axis=1).tolist() == counts
    assert (picks(keys, np.array(counts) + 5, weights) >= picked).all()


def test_picks_follow_the_weights() -> None:
    weights = np.array([[0.0, 3.0, 1.0], [1.0, 0.0, 0.0]])
    picked = picks(dice.keys_of(1, np.arange(2)), np.array([4000, 10]), weights)
    assert picked[0, 0] == 0
    assert picked[0, 1] / 4000 == pytest.approx(0.75, abs=0.03)  # four standard deviations
    assert picked[1].tolist() == [10, 0, 0]


def test_a_few_people_make_most_mcp_calls_and_many_make_none() -> None:
    calls = mcp_calls(_workday([40] * 1000)).sum(axis=1)
    assert 400 < (calls == 0).sum() < 650
    assert np.sort(calls)[-50:].sum() > 0.6 * calls.sum()
    servers = {MCP_TOOLS[index][0] for index in np.flatnonzero(mcp_calls(_workday([40] * 1000)).sum(axis=0)).tolist()}
    assert len(servers) > 10


def test_edits_by_extension_add_up_to_the_edits_and_the_main_one_has_most() -> None:
    workday = _workday([35] * 200)
    edits = agent_edits(coding_of(workday))
    by_extension = extension_edits(workday, edits)
    assert by_extension[:, :, 1].sum(axis=1).tolist() == edits.accepted.tolist()
    assert by_extension[:, :, 3].sum(axis=1).tolist() == (edits.green_suggested + edits.red_suggested).tolist()
    most = [f".{EXTENSIONS[index]}" for index in by_extension[:, :, 4].argmax(axis=1).tolist()]
    assert most == main_extensions(workday)
    assert set(most) == {f".{speciality[0]}" for speciality in SPECIALITIES}


# Versions


def _spread(day: date) -> Counter[int]:
    return Counter(client_releases(_workday([1] * 2000, day=day)).tolist())


def test_a_release_spreads_over_days_and_leaves_some_behind_for_months() -> None:
    release_day = FIRST_RELEASE + timedelta(days=14 * 40)
    shares = [_spread(release_day + timedelta(days=days))[40] / 2000 for days in (0, 2, 7, 13)]
    assert shares == sorted(shares)
    assert shares[0] < 0.05
    assert 0.2 < shares[1] < 0.5
    assert 0.7 < shares[3] < 0.9
    behind = _spread(release_day + timedelta(days=13))
    assert 0.01 < sum(count for release, count in behind.items() if release <= 36) / 2000 < 0.08


@given(st.integers(0, 900), st.integers(0, 60))
def test_nobody_ever_goes_back_to_an_older_version(days: int, later: int) -> None:
    start = FIRST_RELEASE + timedelta(days=days)
    before, after = (client_releases(_workday([1] * 50, day=day)) for day in (start, start + timedelta(days=later)))
    assert (after >= before).all()
    assert (before >= 0).all()


def test_versions_are_named_in_their_order() -> None:
    def as_numbers(release: int) -> tuple[int, ...]:
        return tuple(int(part) for part in version_of(release).split("."))

    assert [as_numbers(release) for release in range(100)] == sorted(as_numbers(release) for release in range(100))
    assert version_of(48) == "3.18.1"


# Commits and conversations


def test_a_day_of_work_makes_a_commit_or_two_some_of_them_told_twice() -> None:
    workday = _workday([30] * 1000)
    drafts = commit_drafts(workday)
    copies = Counter(drafts.copy.tolist())
    assert 0.7 < copies[0] / 1000 < 2
    assert 0.02 < copies[AMENDED] / copies[0] < 0.06
    assert 0.005 < copies[REPEATED] / copies[0] < 0.035
    assert (drafts.known_ms > drafts.at_ms).all()


def test_an_amended_commit_has_another_hash_and_a_repeated_one_the_same() -> None:
    workday = _workday([30] * 300)
    drafts = commit_drafts(workday)
    first = {int(key): index for index, key in enumerate(drafts.key) if drafts.copy[index] == 0}

    def written(index: int) -> Any:
        person = int(drafts.person[index])
        member = Member(f"user_{person}", person, f"p{person}@example.com", "P")
        return commit_of(drafts, index, member, workday.habits[person : person + 1])

    again = [index for index in range(len(drafts)) if drafts.copy[index]]
    for index in again:
        copy, original = written(index), written(first[int(drafts.key[index])])
        assert (copy.hash == original.hash) == (drafts.copy[index] == REPEATED)
        assert (copy.committed_at, copy.total, copy.repository) == (
            original.committed_at,
            original.total,
            original.repository,
        )
        assert copy.known_at > original.known_at


@pytest.mark.parametrize("pair", [("intents", "complexity"), ("categories", "workTypes")])
def test_slices_of_the_same_sort_come_to_the_same_number(pair: tuple[str, str]) -> None:
    workday = _workday([17] * 30)
    one, other = (conversation_labels(workday, name) for name in pair)
    assert one.sum(axis=1).tolist() == other.sum(axis=1).tolist()
    assert one.shape == (30, len(labels_of(pair[0])))
