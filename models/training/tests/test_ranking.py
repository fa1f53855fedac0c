"""Ranks, scores and intervals on rankings that a person can check."""

import numpy as np
import pytest

from skillnet.ranking import interval, ndcg, ranks, reciprocal

SCORES = np.array(
    [
        [0.9, 0.1, 0.5],
        [0.9, 0.1, 0.5],
        [0.9, 0.1, 0.5],
        [0.4, 0.4, 0.4],
        [0.9, 0.1, 0.5],
    ],
    np.float32,
)
GOLD = [[0], [2], [1], [1], [1, 2]]


def test_ranks_count_equals_against_and_take_the_best_right_one() -> None:
    assert ranks(SCORES, GOLD).tolist() == [1, 2, 3, 3, 2]


def test_reciprocal() -> None:
    assert reciprocal(SCORES, GOLD).tolist() == pytest.approx([1, 1 / 2, 1 / 3, 1 / 3, 1 / 2])


@pytest.mark.parametrize(("rank", "score"), [(1, 1.0), (2, 0.6309), (3, 0.5), (10, 0.2891), (11, 0.0)])
def test_ndcg(rank: int, score: float) -> None:
    scores = -np.arange(20, dtype=np.float32)[None]
    assert ndcg(scores, [[rank - 1]])[0] == pytest.approx(score, abs=1e-4)


def test_interval_is_the_same_every_time_and_narrows_with_n() -> None:
    values = np.random.default_rng(1).random(400)
    low, high = interval(values)
    assert (low, high) == interval(values)
    assert low < values.mean() < high
    assert high - low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.1)
    assert high - low < np.subtract(*reversed(interval(values[:50])))


def test_interval_of_equal_values_is_a_point() -> None:
    assert interval(np.full(9, 0.25)) == (0.25, 0.25)
