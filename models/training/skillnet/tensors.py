"""From a SkillNet in float32 to the int8 weight files of its model folder."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from skillnet.model import SkillNet
from skillnet.quantize import quantize_matrix, quantize_table
from skillnet.ranges import Ranges
from skillnet.weights import WeightFile

Tensors = dict[str, NDArray[np.generic]]


def weight_files(model: SkillNet, skills: Sequence[str], ranges: Ranges, loudest: float) -> dict[str, WeightFile]:
    """`shared` and one file per skill; what every activation needs is in the first, an expert's own in its file."""
    files = {"shared": WeightFile("shared.bin", _shared(model, ranges, loudest))}
    for skill in skills:
        files[skill] = WeightFile(f"{skill}.bin", _expert(model, skill, ranges, loudest))
    return files


def _shared(model: SkillNet, ranges: Ranges, loudest: float) -> Tensors:
    words = quantize_table(_numpy(model.words.weight))
    tensors: Tensors = {
        "words.values": words.values,
        "words.scales": words.scales[:, None],
        "positions": _numpy(model.positions.weight),
        **_norm("embedding_norm", model.embedding_norm),
    }
    for index, block in enumerate(model.blocks):
        layer, attention = f"layer{index}", block.attention
        projections = [attention.query, attention.key, attention.value]
        tensors |= _matrix(f"{layer}.attention.projections", projections, ranges, loudest)
        tensors |= _matrix(f"{layer}.attention.output", [attention.output], ranges, loudest)
        tensors |= _norm(f"{layer}.attention_norm", block.attention_norm)
        tensors |= _norm(f"{layer}.expert_norm", block.expert_norm)
    return tensors


def _expert(model: SkillNet, skill: str, ranges: Ranges, loudest: float) -> Tensors:
    tensors: Tensors = {}
    for index, block in enumerate(model.blocks):
        expert = block.experts[skill]
        tensors |= _matrix(f"layer{index}.experts.{skill}.widen", [expert.widen], ranges, loudest)
        tensors |= _matrix(f"layer{index}.experts.{skill}.narrow", [expert.narrow], ranges, loudest)
    return tensors


def _matrix(name: str, linears: Sequence[nn.Linear], ranges: Ranges, loudest: float) -> Tensors:
    """Linear maps of the same input, side by side as one."""
    weight = np.concatenate([_numpy(linear.weight) for linear in linears])
    matrix = quantize_matrix(weight, ranges[name], loudest)
    return {
        f"{name}.values": matrix.values,
        f"{name}.scales": matrix.scales,
        f"{name}.zeros": np.zeros(len(weight), np.int8),
        f"{name}.bias": np.concatenate([_numpy(linear.bias) for linear in linears]),
        f"{name}.calm": matrix.calm,
        f"{name}.step": np.asarray(matrix.step),
        f"{name}.zero": np.asarray(matrix.zero),
    }


def _norm(name: str, norm: nn.LayerNorm) -> Tensors:
    return {f"{name}.weight": _numpy(norm.weight), f"{name}.bias": _numpy(norm.bias)}


def _numpy(tensor: Tensor) -> NDArray[np.float32]:
    return tensor.detach().float().numpy()
