"""int8 matrices: how near they are, and that no processor overflows on them."""

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from skillnet.quantize import LEVELS, quantize_matrix
from skillnet.runtime import ModelFolder
from skillnet.sparse import of_texts

INT16 = 2**15 - 1


def largest_sum(values: NDArray[np.int8]) -> int:
    """What two neighbouring inputs of `values` (inputs, outputs) can come to, each as loud as it can be or silent."""
    pairs = values.astype(np.int32).reshape(-1, 2, values.shape[1])
    return LEVELS * max(np.maximum(pairs, 0).sum(1).max(), np.maximum(-pairs, 0).sum(1).max())


def test_pairs_fit_into_16_bits() -> None:
    weight = np.random.default_rng(0).standard_normal((64, 32)).astype(np.float32)
    weight[0], weight[1], weight[2] = 1, [1, -1] * 16, [1, 0] * 16
    matrix = quantize_matrix(weight, np.stack([-np.ones(32), np.ones(32)]).astype(np.float32), 2.5)
    assert INT16 - 2 * LEVELS < largest_sum(matrix.values) <= INT16
    assert np.abs(matrix.values[:, :3]).max(0).tolist() == [64, 127, 127]


def test_near_the_weights_where_a_channel_is_loud() -> None:
    weight = np.random.default_rng(0).standard_normal((64, 32)).astype(np.float32)
    channels = np.stack([-np.ones(32), np.ones(32)]).astype(np.float32)
    channels[:, 7] *= 20
    matrix = quantize_matrix(weight, channels, 2.5)
    assert matrix.calm[7] == np.float32(2.5 / 20)
    half_steps = np.abs(matrix.values.T - weight / matrix.calm / matrix.scales[:, None])
    assert half_steps.max() <= 0.501


def test_pairs_of_the_folder_that_ships(folder: ModelFolder) -> None:
    for entry in of_texts(folder.manifest)["activations"]:  # what pixels activate is computed in float32
        graph = onnx.load(folder.folder / entry["graph"]).graph
        matrices = [tensor for tensor in graph.initializer if tensor.name.endswith((".narrow.values", ".widen.values"))]
        assert len(matrices) == 12 * len(entry["skills"])
        assert max(largest_sum(numpy_helper.to_array(matrix)) for matrix in matrices) <= INT16
