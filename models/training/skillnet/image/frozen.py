"""The text and code skills of a model folder as a network: what the image skill learns beside, without changing it."""

from pathlib import Path

import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from skillnet.config import ModelConfig
from skillnet.model import SkillNet

Arrays = dict[str, NDArray]


def load_frozen(folder: Path) -> SkillNet:
    """The int8 weights of `folder` in float32, just as its graphs use them; nothing of it learns."""
    graph = onnx.load(str(folder / "code-text.onnx"), load_external_data=True)
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.graph.initializer}
    config = ModelConfig(positions=len(arrays["positions"]), vocabulary=len(arrays["words.values"]))
    skills = ("text", "code")
    state: dict[str, Tensor] = {
        "words.weight": torch.from_numpy(arrays["words.values"] * arrays["words.scales"]),
        "positions.weight": torch.from_numpy(arrays["positions"].copy()),
    }

    def norm(target: str, name: str) -> None:
        for part in ("weight", "bias"):
            state[f"{target}.{part}"] = torch.from_numpy(arrays[f"{name}.{part}"].copy())

    norm("embedding_norm", "embedding_norm")
    for index in range(config.layers):
        layer, block = f"layer{index}", f"blocks.{index}"
        norm(f"{block}.attention_norm", f"{layer}.attention_norm")
        norm(f"{block}.expert_norm", f"{layer}.expert_norm")
        weight, bias = matrix(arrays, f"{layer}.attention.projections")
        for part, rows, values in zip(("query", "key", "value"), weight.chunk(3), bias.chunk(3), strict=True):
            state[f"{block}.attention.{part}.weight"], state[f"{block}.attention.{part}.bias"] = rows, values
        linears = {f"{block}.attention.output": f"{layer}.attention.output"}
        for skill in skills:
            for part in ("widen", "narrow"):
                linears[f"{block}.experts.{skill}.{part}"] = f"{layer}.experts.{skill}.{part}"
        for target, name in linears.items():
            state[f"{target}.weight"], state[f"{target}.bias"] = matrix(arrays, name)
    model = SkillNet(config, skills)
    model.load_state_dict({name: tensor.contiguous() for name, tensor in state.items()})
    return model.eval().requires_grad_(False)


def matrix(arrays: Arrays, name: str) -> tuple[Tensor, Tensor]:
    """Weight (outputs, inputs) and bias (outputs,) of a quantised linear map (quantize.Matrix)."""
    values, scales, calm = (arrays[f"{name}.{part}"] for part in ("values", "scales", "calm"))
    weight = values.astype("float32") * scales * calm[:, None]
    return torch.from_numpy(weight.T.copy()), torch.from_numpy(arrays[f"{name}.bias"].copy())
