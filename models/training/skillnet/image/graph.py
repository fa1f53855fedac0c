"""The ONNX graph of the image skill, over the shared attention's int8 weights and a weight file of its own.

Weights are int8 on disk and computed with in float32: what is not quantised while it runs gives the same vectors on
every processor, and a picture costs no more than a few long texts.
"""

from collections.abc import Sequence

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper
from torch import Tensor, nn

from skillnet.float32 import Float32
from skillnet.graph import IR_VERSION, OPSET
from skillnet.image.network import Convolution, ImageNet
from skillnet.weights import WeightFile

LIMIT = 127
Tensors = dict[str, NDArray[np.generic]]


def image_weights(network: ImageNet) -> WeightFile:
    """What is of the image skill alone: matrices as int8 with one scale for each output, the rest in float32."""
    stem = network.stem
    tensors: Tensors = {"image.rows": _numpy(stem.rows), "image.columns": _numpy(stem.columns)}
    for name, module in stem.named_children():
        if not isinstance(module, nn.LayerNorm):
            tensors |= _int8(f"image.{name}", *_folded(module), axis=0)
    norms = {"image.embedding_norm": stem.norm}
    for index, layer in enumerate(network.layers):
        for name, linear in layer.expert.named_children():
            tensors |= _int8(f"layer{index}.experts.image.{name}", linear.weight.T, linear.bias, axis=1)
        norms |= {f"layer{index}.image.{name}": getattr(layer, name) for name in ("attention_norm", "expert_norm")}
    for name, norm in norms.items():
        tensors |= {f"{name}.weight": _numpy(norm.weight), f"{name}.bias": _numpy(norm.bias)}
    return WeightFile("image.bin", tensors)


def build_image_graph(network: ImageNet, files: Sequence[WeightFile]) -> onnx.ModelProto:
    """`pixels` uint8 (batch, height, width, 3) to `vectors` float32 (batch, dims), unit length."""
    config, graph = network.config, Stored(files)
    hidden = graph.norm("image.embedding_norm", _tokens(graph, config.dims), config.norm_epsilon)
    for index in range(config.layers):
        layer = f"layer{index}."
        mixed = graph.attention(f"{layer}attention.projections", hidden, f"{layer}attention.mixed", config.heads)
        output = graph.linear(f"{layer}attention.output", mixed)
        hidden = graph.norm(f"{layer}image.attention_norm", [output, hidden], config.norm_epsilon)
        active = graph.gelu(graph.linear(f"{layer}experts.image.widen", hidden), f"{layer}experts.image.active")
        narrow = graph.linear(f"{layer}experts.image.narrow", active)
        hidden = graph.norm(f"{layer}image.expert_norm", [narrow, hidden], config.norm_epsilon)
    graph.node("ReduceMean", [hidden], "mean", axes=[1], keepdims=0)
    graph.node("LpNormalization", ["mean"], "vectors", axis=-1, p=2)
    pixels = helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["batch", "height", "width", 3])
    vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", config.dims])
    initializers = [*graph.weights.values(), *graph.constants.values()]
    body = helper.make_graph(graph.nodes, "image", [pixels], [vectors], initializers)
    return helper.make_model(
        body, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION, producer_name="skillnet"
    )


class Stored(Float32):
    """Float32 operators over matrices that are int8 where they are stored."""

    def __init__(self, files: Sequence[WeightFile]) -> None:
        super().__init__(files, padded=False)

    def linear(self, matrix: str, hidden: str) -> str:
        calm = f"{matrix}.calm"
        if any(calm in file for file in self._files):
            hidden = self.node("Mul", [hidden, self.weight(calm)], f"{matrix}.calmed")
        product = self.node("MatMul", [hidden, self._restored(matrix, 1)], f"{matrix}.product")
        return self.node("Add", [product, self.weight(f"{matrix}.bias")], matrix)

    def convolution(self, name: str, hidden: str, stride: int) -> str:
        """`hidden` (batch, channels, height, width), `stride` pixels at a time."""
        weights = self._restored(name, 0)
        size = self.weights[f"{name}.values"].dims[-1]
        pad = 0 if size == stride else size // 2
        inputs = [hidden, weights, self.weight(f"{name}.bias")]
        return self.node("Conv", inputs, name, strides=[stride] * 2, pads=[pad] * 4, kernel_shape=[size] * 2)

    def _restored(self, matrix: str, axis: int) -> str:
        """The weights in float32; their outputs lie along `axis`."""
        parts = [self.weight(f"{matrix}.{part}") for part in ("values", "scales")]
        return self.node("DequantizeLinear", parts, f"{matrix}.restored", axis=axis)


def _tokens(graph: Stored, dims: int) -> list[str]:
    """Convolutions of the pixels, one token for each patch, and the places of the patches: (batch, tokens, dims)."""
    numbers = graph.node("Cast", ["pixels"], "numbers", to=TensorProto.FLOAT)
    turned = graph.node("Transpose", [numbers], "numbers.turned", perm=[0, 3, 1, 2])
    half = graph.constant("half_scale", TensorProto.FLOAT, [], [127.5])
    one = graph.constant("one", TensorProto.FLOAT, [], [1.0])
    hidden = graph.node("Sub", [graph.node("Div", [turned, half], "scaled"), one], "centred")

    def active(name: str, given: str, stride: int) -> str:
        return graph.gelu(graph.convolution(f"image.{name}", given, stride), f"image.{name}.active")

    for name, stride in (("patches", 4), ("eighth", 2)):
        hidden = active(name, hidden, stride)
    hidden = graph.node("Add", [hidden, active("eighth_again", hidden, 1)], "image.eighth.sum")
    hidden = active("sixteenth", hidden, 2)
    hidden = graph.node("Add", [hidden, active("sixteenth_again", hidden, 1)], "image.sixteenth.sum")
    hidden = graph.convolution("image.tokens", hidden, 2)
    first = graph.constant("first", TensorProto.INT64, [1], [0])
    places = []
    for name, dimension, between in (("rows", 2, 1), ("columns", 3, 0)):
        count = graph.node("Shape", [hidden], f"image.{name}.count", start=dimension, end=dimension + 1)
        used = graph.node("Slice", [graph.weight(f"image.{name}"), first, count, first], f"image.{name}.used")
        axis = graph.constant(f"beside_{name}", TensorProto.INT64, [1], [between])
        places.append(graph.node("Unsqueeze", [used, axis], f"image.{name}.apart"))
    flat = graph.constant("flat", TensorProto.INT64, [3], [0, -1, dims])
    alone = graph.constant("alone", TensorProto.INT64, [3], [1, -1, dims])
    last = graph.node("Transpose", [hidden], "image.tokens.last", perm=[0, 2, 3, 1])
    tokens = graph.node("Reshape", [last, flat], "image.tokens.flat")
    return [tokens, graph.node("Reshape", [graph.node("Add", places, "image.places"), alone], "image.places.flat")]


def _folded(module: nn.Module) -> tuple[Tensor, Tensor]:
    """Weight (outputs, inputs, height, width) and bias of a convolution, with the BatchNorm that follows it."""
    if not isinstance(module, Convolution):
        return module.weight, module.bias
    convolution, norm = module[0], module[1]
    gain = norm.weight / (norm.running_var + norm.eps).sqrt()
    return convolution.weight * gain[:, None, None, None], norm.bias - norm.running_mean * gain


def _int8(name: str, weight: Tensor, bias: Tensor, axis: int) -> Tensors:
    """`weight` with its outputs along `axis`: int8 values, a scale for each output, and the bias in float32."""
    values = _numpy(weight)
    others = tuple(place for place in range(values.ndim) if place != axis)
    scales = np.maximum(np.abs(values).max(others), 1e-12) / LIMIT
    apart = scales[:, None, None, None] if axis == 0 else scales
    return {
        f"{name}.values": np.rint(values / apart).astype(np.int8),
        f"{name}.scales": scales.astype(np.float32),
        f"{name}.bias": _numpy(bias),
    }


def _numpy(tensor: Tensor) -> NDArray[np.float32]:
    return tensor.detach().float().numpy()
