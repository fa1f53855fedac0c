"""int8: matrices with one scale per output over inputs of a fixed range, tables with one scale per row.

Processors without VNNI add the products of two neighbouring inputs in 16 bits, which must not overflow: the weights of
such a pair, where they have one sign, together stay within -128 to 128.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LIMIT = 127
LEVELS = 255


@dataclass(frozen=True)
class Matrix:
    """A linear map whose input is quantised first.

    `values` int8 (inputs, outputs) and `scales` float32 (outputs,) are the weights; an input x (inputs,) is
    multiplied by `calm` (inputs,) and becomes round(x / `step`) + `zero`, an uint8.
    """

    values: NDArray[np.int8]
    scales: NDArray[np.float32]
    calm: NDArray[np.float32]
    step: np.float32
    zero: np.uint8


@dataclass(frozen=True)
class RowTable:
    """A table of vectors: row = `values` int8 (rows, dims) * `scales` float32 (rows,)."""

    values: NDArray[np.int8]
    scales: NDArray[np.float32]


def quantize_matrix(weight: NDArray[np.float32], channels: NDArray[np.float32], loudest: float) -> Matrix:
    """`weight` (outputs, inputs) for inputs within `channels` (2, inputs), the lowest and highest value of each.

    A few input channels are many times louder than the rest and would take the resolution from all: what exceeds
    `loudest` times the median channel is scaled down to it, and the weights of that channel up in return.
    """
    loudness = np.abs(channels).max(0)
    calm = np.minimum(1, loudest * np.median(loudness) / np.maximum(loudness, 1e-6)).astype(np.float32)
    low, high = min((channels[0] * calm).min(), 0), (channels[1] * calm).max()
    step = np.float32((high - low) / LEVELS)
    raised = weight / calm
    values, scales = _quantize_rows(raised, _loudest_pair(raised))
    return Matrix(np.ascontiguousarray(values.T), scales, calm, step, np.uint8(np.rint(-low / step)))


def quantize_table(table: NDArray[np.float32]) -> RowTable:
    """Symmetric int8 per row of `table` (rows, dims)."""
    return RowTable(*_quantize_rows(table, np.abs(table).max(-1)))


def _loudest_pair(weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """The most that two neighbours of a row of `weight` (outputs, inputs) add up to, by sign: (outputs,).

    Never less than the loudest weight alone. Rounding adds at most a half to each: from 127 a pair comes to 128.
    """
    pairs = weight.reshape(len(weight), -1, 2)
    return np.maximum(np.maximum(pairs, 0).sum(-1), np.maximum(-pairs, 0).sum(-1)).max(-1)


def _quantize_rows(
    rows: NDArray[np.float32], loudest: NDArray[np.float32]
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """`rows` (rows, dims) as int8 with the scale (rows,) by which `loudest` (rows,) becomes LIMIT."""
    scales = (loudest / LIMIT).astype(np.float32)
    divisor = np.where(scales > 0, scales, np.float32(1))[..., None]
    return np.rint(rows / divisor).astype(np.int8), scales
