"""Random numbers in any order: a number depends only on its key, never on earlier draws."""

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)


def keys_of(seed: int, numbers: NDArray[np.int64]) -> Keys:
    """One key per number, different for each seed."""
    return below(np.full(numbers.shape, seed & 0xFFFFFFFFFFFFFFFF, dtype=np.uint64), numbers)


def below(keys: Keys, numbers: NDArray[np.int64]) -> Keys:
    """The keys of these numbered children (SplitMix64's finaliser over key and number)."""
    mixed = keys + (numbers.astype(np.uint64) + np.uint64(1)) * _STEP
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)), dtype=np.uint64)


def uniform(keys: Keys, draw: int) -> NDArray[np.float64]:
    """The `draw`-th number in [0, 1) of each key."""
    bits = below(keys, np.full(keys.shape, draw, dtype=np.int64)) >> np.uint64(11)
    return bits.astype(np.float64) * 2.0**-53


def normal(keys: Keys, draw: int) -> NDArray[np.float64]:
    """The `draw`-th standard normal number of each key (Box and Muller); takes draws `draw` and `draw + 1`."""
    radius = np.sqrt(-2.0 * np.log1p(-uniform(keys, draw)))
    return radius * np.cos(2.0 * np.pi * uniform(keys, draw + 1))


def poisson(means: NDArray[np.float64], uniforms: NDArray[np.float64]) -> NDArray[np.int64]:
    """Counts with these means, by walking up the distribution; for means up to some tens."""
    counts = np.zeros(means.shape, dtype=np.int64)
    term = np.exp(-means)
    reached = term.copy()
    count = 0
    while (above := (uniforms >= reached) & (term > 1e-15)).any():
        count += 1
        counts[above] = count
        term = term * means / count
        reached = reached + term
    return counts
