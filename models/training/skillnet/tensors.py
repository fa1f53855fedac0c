"""From a trained SkillNet to the int8 weight files of its model folder."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from skillnet.model import SkillNet
from skillnet.quantize import quantize_matrix, quantize_table
from skillnet.weights import WeightFile

Tensors = dict[str, NDArray[np.generic]]


def weight_files(model: SkillNet, skills: Sequence[str], block: int) -> dict[str, WeightFile]:
    """`shared` and one file per skill; what every activation needs is in the first, an expert's own in its file."""
    files = {"shared": WeightFile("shared.bin", _shared(model, block))}
    for skill in skills:
        files[skill] = WeightFile(f"{skill}.bin", _expert(model, skill, block))
    return files


def _shared(model: SkillNet, block: int) -> Tensors:
    words = quantize_table(_numpy(model.words.weight))
    tensors: Tensors = {
        "words.values": words.values,
        "words.scales": words.scales[:, None],
        "positions": _numpy(model.positions.weight),
        **_norm("embedding_norm", model.embedding_norm),
    }
    for index, layer in enumerate(model.blocks):
        attention = f"layer{index}.attention"
        projections = {"query": layer.attention.query, "key": layer.attention.key, "value": layer.attention.value}
        for part, linear in projections.items():
            tensors |= _matrix(f"{attention}.{part}", linear, block)
        tensors[f"{attention}.projections.bias"] = np.concatenate([_numpy(p.bias) for p in projections.values()])
        tensors |= _matrix(f"{attention}.output", layer.attention.output, block)
        tensors[f"{attention}.output.bias"] = _numpy(layer.attention.output.bias)
        tensors |= _norm(f"layer{index}.attention_norm", layer.attention_norm)
        tensors |= _norm(f"layer{index}.expert_norm", layer.expert_norm)
    return tensors


def _expert(model: SkillNet, skill: str, block: int) -> Tensors:
    tensors: Tensors = {}
    for index, layer in enumerate(model.blocks):
        for part in ("widen", "narrow"):
            linear = getattr(layer.experts[skill], part)
            name = f"layer{index}.experts.{skill}.{part}"
            tensors |= _matrix(name, linear, block) | {f"{name}.bias": _numpy(linear.bias)}
    return tensors


def _matrix(name: str, linear: nn.Linear, block: int) -> Tensors:
    matrix = quantize_matrix(_numpy(linear.weight), block)
    return {f"{name}.values": matrix.values, f"{name}.scales": matrix.scales}


def _norm(name: str, norm: nn.LayerNorm) -> Tensors:
    return {f"{name}.weight": _numpy(norm.weight), f"{name}.bias": _numpy(norm.bias)}


def _numpy(tensor: Tensor) -> NDArray[np.float32]:
    return tensor.detach().float().numpy()
