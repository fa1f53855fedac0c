"""int8: matrices with one scale per output over inputs of a fixed range, tables with one scale per row.

Weights stay within -63 to 63: processors without VNNI add two products of 8 bits in 16, which must not overflow.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MATRIX_LIMIT = 63
TABLE_LIMIT = 127
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
    values, scales = _quantize_rows(weight / calm, MATRIX_LIMIT)
    return Matrix(np.ascontiguousarray(values.T), scales, calm, step, np.uint8(np.rint(-low / step)))


def quantize_table(table: NDArray[np.float32]) -> RowTable:
    """Symmetric int8 per row of `table` (rows, dims)."""
    return RowTable(*_quantize_rows(table, TABLE_LIMIT))


def _quantize_rows(rows: NDArray[np.float32], limit: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    scales = (np.abs(rows).max(-1) / limit).astype(np.float32)
    divisor = np.where(scales > 0, scales, np.float32(1))[..., None]
    return np.rint(rows / divisor).astype(np.int8), scales
