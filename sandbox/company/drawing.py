"""Generates a day's events for everybody at once."""

import numpy as np
from numpy.typing import NDArray

from sandbox.company import dice
from sandbox.company.crowd import Crowd, Floats
from sandbox.company.models import FEE_MICROCENTS_PER_TOKEN, MODELS
from sandbox.company.rows import ABORTED_KIND, ERRORED_KIND, INCLUDED_KIND, OWN_KEY_KIND, Ints, Rows
from sandbox.company.stories import PastStories

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS

TWIN_SHARE, SAME_INSTANT_SHARE = 0.002, 0.02
ERRORED_SHARE, FAILED_SHARE = 0.012, 0.020
UNMETERED_SHARE, UNMETERED_MICROCENTS = 0.01, 4_000_000
DISCOUNT_SHARE = 0.02
CLOUD_SHARE = 0.02

# The numbers of the draws from an event's key; a normal number takes two.
TIME, TWIN, INSTANT, MODEL, CONTEXT, OUTPUT, INPUT, FATE, METER, DISCOUNT = range(0, 20, 2)
CLOUD = 100

PRICES = np.array(
    [
        [model.input_price for model in MODELS],
        [model.output_price for model in MODELS],
        [model.cache_write_price for model in MODELS],
        [model.cache_read_price for model in MODELS],
    ],
    dtype=np.int64,
)
FEES = np.array([FEE_MICROCENTS_PER_TOKEN * model.has_token_fee for model in MODELS], dtype=np.int64)
CONTEXTS = np.array([model.context for model in MODELS])
OUTPUTS = np.array([model.output for model in MODELS])


def draw_day(crowd: Crowd, stories: PastStories, day: int, first_ms: int) -> Rows:
    """A day's events before costs are settled: `kind` only marks failed and own-key ones."""
    cells = _cells(crowd.keys, day)
    counts = dice.poisson(crowd.means(day), dice.uniform(cells, 0)) + stories.extra_requests(day, len(cells))
    per_cell = counts.ravel()
    cell = np.repeat(np.arange(per_cell.size), per_cell)
    ordinal = np.arange(len(cell)) - np.repeat(np.cumsum(per_cell) - per_cell, per_cell)
    key, clock_key = _event_keys(cells.ravel()[cell], ordinal)
    member, hour = np.divmod(cell, 24)
    at_ms = day * DAY_MS + hour * HOUR_MS + (dice.uniform(clock_key, TIME) * HOUR_MS).astype(np.int64)
    there = (at_ms >= np.maximum(crowd.joined_ms[member], first_ms)) & (at_ms < crowd.removed_ms[member])
    order = np.flatnonzero(there)
    order = order[np.lexsort((ordinal[order], member[order], at_ms[order]))]
    at_ms, member, key = at_ms[order], member[order], key[order]
    taste = (dice.uniform(key, MODEL)[:, None] >= crowd.taste_edges[member]).sum(axis=1)
    return _priced(crowd, at_ms, member, key, stories.models(at_ms, member, taste))


def _priced(crowd: Crowd, at_ms: Ints, member: Ints, key: dice.Keys, model: Ints) -> Rows:
    metered = (dice.uniform(key, METER) >= UNMETERED_SHARE) | (model > 0)
    tokens = _tokens(key, model, crowd.context[member]) * metered
    total = (tokens * PRICES[:, model]).sum(axis=0)
    fee = tokens.sum(axis=0) * FEES[model]
    discounted = (dice.uniform(key, DISCOUNT) < DISCOUNT_SHARE) & metered
    own_key = crowd.own_key[member]
    charged = np.where(own_key, 0, np.where(discounted, total * 9 // 10, total)) + fee
    charged = np.where(metered, charged, UNMETERED_MICROCENTS)
    fresh, output, written, read = tokens
    headless = (dice.uniform(key, CLOUD) < CLOUD_SHARE) | crowd.is_account[member]
    return Rows(
        at_ms=at_ms,
        member=member,
        key=key,
        model=model,
        kind=_fates(key, own_key),
        input=fresh,
        output=output,
        cache_write=written,
        cache_read=read,
        total=total,
        fee=fee,
        charged=charged,
        metered=metered,
        discounted=discounted,
        headless=headless,
    )


def _tokens(key: dice.Keys, model: Ints, size: Floats) -> Ints:
    """Input, output, cache write and cache read tokens, shape (4, events)."""
    context = 560_000 * size * CONTEXTS[model] * np.exp(0.6 * dice.normal(key, CONTEXT))
    output = 2_000 * OUTPUTS[model] * np.exp(0.6 * dice.normal(key, OUTPUT))
    fresh = 2_500 * np.exp(0.8 * dice.normal(key, INPUT))
    return np.stack((fresh, output, 0.03 * context, context)).astype(np.int64)


def _fates(key: dice.Keys, own_key: NDArray[np.bool_]) -> Ints:
    fate = dice.uniform(key, FATE)
    failed = np.where(fate < ERRORED_SHARE, ERRORED_KIND, ABORTED_KIND)
    return np.where(fate < FAILED_SHARE, failed, np.where(own_key, OWN_KEY_KIND, INCLUDED_KIND))


def _cells(keys: dice.Keys, day: int) -> dice.Keys:
    """One key per member and hour; everything drawn for the hour depends on this key only."""
    hours = day * 24 + np.arange(24, dtype=np.int64)
    return dice.below(keys[:, None], np.broadcast_to(hours, (len(keys), 24)))


def _event_keys(cell_keys: dice.Keys, ordinal: Ints) -> tuple[dice.Keys, dice.Keys]:
    """Each event's key, and the key for its time; a twin shares both with the event before it."""
    own = dice.below(cell_keys, ordinal)
    before = dice.below(cell_keys, ordinal - 1)
    twin = (dice.uniform(own, TWIN) < TWIN_SHARE) & (ordinal > 0)
    together = (dice.uniform(own, INSTANT) < SAME_INSTANT_SHARE) & (ordinal > 0)
    return np.where(twin, before, own), np.where(twin | together, before, own)
