"""From a SkillNet to the weight files of its model folder, in one precision or the other."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from skillnet.model import SkillNet
from skillnet.quantize import quantize_matrix, quantize_table
from skillnet.ranges import Ranges
from skillnet.weights import WeightFile

Tensors = dict[str, NDArray[np.generic]]
Matrix = Callable[[str, NDArray[np.float32], NDArray[np.float32]], Tensors]
"""The tensors of a linear map: of its name, its weight (outputs, inputs) and its bias (outputs,)."""


def weight_files(model: SkillNet, skills: Sequence[str], ranges: Ranges, loudest: float) -> dict[str, WeightFile]:
    """In int8, `shared` and one file per skill: what every activation needs, and what an expert has of its own."""

    def matrix(name: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> Tensors:
        found = quantize_matrix(weight, ranges[name], loudest)
        return {
            f"{name}.values": found.values,
            f"{name}.scales": found.scales,
            f"{name}.zeros": np.zeros(len(weight), np.int8),
            f"{name}.bias": bias,
            f"{name}.calm": found.calm,
            f"{name}.step": np.asarray(found.step),
            f"{name}.zero": np.asarray(found.zero),
        }

    words = quantize_table(_numpy(model.words.weight))
    return _files(model, skills, {"words.values": words.values, "words.scales": words.scales[:, None]}, matrix)


def float32_files(model: SkillNet, skills: Sequence[str]) -> dict[str, WeightFile]:
    """The same in float32."""

    def matrix(name: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> Tensors:
        return {f"{name}.values": weight.T, f"{name}.bias": bias}

    return _files(model, skills, {"words.values": _numpy(model.words.weight)}, matrix)


def _files(model: SkillNet, skills: Sequence[str], words: Tensors, matrix: Matrix) -> dict[str, WeightFile]:
    files = {"shared": WeightFile("shared.bin", words | _shared(model, matrix))}
    for skill in skills:
        files[skill] = WeightFile(f"{skill}.bin", _expert(model, skill, matrix))
    return files


def _shared(model: SkillNet, matrix: Matrix) -> Tensors:
    tensors: Tensors = {
        "positions": _numpy(model.positions.weight),
        **_norm("embedding_norm", model.embedding_norm),
    }
    for index, block in enumerate(model.blocks):
        layer, attention = f"layer{index}", block.attention
        projections = [attention.query, attention.key, attention.value]
        tensors |= _linear(f"{layer}.attention.projections", projections, matrix)
        tensors |= _linear(f"{layer}.attention.output", [attention.output], matrix)
        tensors |= _norm(f"{layer}.attention_norm", block.attention_norm)
        tensors |= _norm(f"{layer}.expert_norm", block.expert_norm)
    return tensors


def _expert(model: SkillNet, skill: str, matrix: Matrix) -> Tensors:
    tensors: Tensors = {}
    for index, block in enumerate(model.blocks):
        expert = block.experts[skill]
        tensors |= _linear(f"layer{index}.experts.{skill}.widen", [expert.widen], matrix)
        tensors |= _linear(f"layer{index}.experts.{skill}.narrow", [expert.narrow], matrix)
    return tensors


def _linear(name: str, linears: Sequence[nn.Linear], matrix: Matrix) -> Tensors:
    """Linear maps of the same input, side by side as one."""
    weight = np.concatenate([_numpy(linear.weight) for linear in linears])
    bias = np.concatenate([_numpy(linear.bias) for linear in linears])
    return matrix(name, weight, bias)


def _norm(name: str, norm: nn.LayerNorm) -> Tensors:
    return {f"{name}.weight": _numpy(norm.weight), f"{name}.bias": _numpy(norm.bias)}


def _numpy(tensor: Tensor) -> NDArray[np.float32]:
    return tensor.detach().float().numpy()
