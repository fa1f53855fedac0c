"""int8 weights: blocks of inputs that share a scale for matrices, one scale per row for tables."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ZERO_POINT = 128


@dataclass(frozen=True)
class BlockMatrix:
    """A weight matrix (outputs, inputs) as ONNX Runtime's MatMulNBits reads it with 8 bits.

    value = (`values` - 128) * scale; `values` uint8 (outputs, blocks, block), `scales` float32 (outputs, blocks).
    """

    values: NDArray[np.uint8]
    scales: NDArray[np.float32]


@dataclass(frozen=True)
class RowTable:
    """A table of vectors: row = `values` int8 (rows, dims) * `scales` float32 (rows,)."""

    values: NDArray[np.int8]
    scales: NDArray[np.float32]

    def dense(self) -> NDArray[np.float32]:
        return self.values.astype(np.float32) * self.scales[:, None]


def quantize_matrix(weight: NDArray[np.float32], block: int) -> BlockMatrix:
    """Symmetric int8 per output and per `block` inputs; `weight` (outputs, inputs), inputs a multiple of `block`."""
    blocks = weight.reshape(weight.shape[0], -1, block)
    values, scales = _quantize_last_axis(blocks)
    return BlockMatrix((values.astype(np.int16) + ZERO_POINT).astype(np.uint8), scales)


def quantize_table(table: NDArray[np.float32]) -> RowTable:
    """Symmetric int8 per row of `table` (rows, dims)."""
    return RowTable(*_quantize_last_axis(table))


def _quantize_last_axis(values: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    scales = np.abs(values).max(-1) / np.float32(127)
    divisor = np.where(scales > 0, scales, np.float32(1))[..., None]
    return np.rint(values / divisor).astype(np.int8), scales.astype(np.float32)
