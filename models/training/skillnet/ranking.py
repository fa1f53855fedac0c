"""How good a ranking is, and how sure that is."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CUT = 10
RESAMPLES = 10_000
Scores = NDArray[np.float32]


def ranks(scores: Scores, gold: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """For each query (row of `scores`) the rank, from 1, of its best right column; equal scores count against it."""
    best = np.array([row[list(right)].max() for row, right in zip(scores, gold, strict=True)])
    return np.maximum((scores >= best[:, None]).sum(1), 1)


def reciprocal(scores: Scores, gold: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """1 / rank of each query: its mean is MRR."""
    return 1 / ranks(scores, gold)


def ndcg(scores: Scores, gold: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """NDCG@10 of each query with one right answer."""
    found = ranks(scores, gold)
    return np.where(found <= CUT, 1 / np.log2(found + 1), 0.0)


def interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean of `values`."""
    draws = np.random.default_rng(0).integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.percentile(values[draws].mean(1), [2.5, 97.5])
    return float(low), float(high)
