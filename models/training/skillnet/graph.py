"""The ONNX graph of one activation, built by hand over weight files that all activations share.

Fused ONNX Runtime operators (domain com.microsoft) carry the work: MatMulNBits keeps weights in int8 and quantises
each row of activations by itself, so an input's vector does not depend on the others in its batch.
"""

from collections.abc import Sequence

import onnx
from onnx import TensorProto, helper

from skillnet.config import ModelConfig
from skillnet.weights import WeightFile

OPSET = 17
IR_VERSION = 8
INT8_ACTIVATIONS = 4  # MatMulNBits: accumulate in int8, activations quantised per row and block


class _Graph:
    """Nodes and external weights of a graph under construction; methods append and return the output's name."""

    def __init__(self, files: Sequence[WeightFile]) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: dict[str, TensorProto] = {}
        self.constants: list[TensorProto] = []
        self._files = files

    def node(self, op: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: object) -> str:
        self.nodes.append(helper.make_node(op, inputs, [output], output, domain=domain, **attributes))
        return output

    def fused(self, op: str, inputs: Sequence[str], output: str, **attributes: object) -> str:
        return self.node(op, inputs, output, "com.microsoft", **attributes)

    def weight(self, name: str) -> str:
        """A reference to the tensor `name` in whichever weight file holds it."""
        file = next(file for file in self._files if name in file)
        self.weights[name] = file.reference(name)
        return name

    def constant(self, name: str, kind: int, shape: Sequence[int], values: Sequence[float]) -> str:
        self.constants.append(helper.make_tensor(name, kind, shape, values))
        return name

    def linear(self, name: str, hidden: str, bias: bool) -> str:
        """`hidden` (batch, tokens, inputs) times the int8 matrix `name`: (batch, tokens, outputs)."""
        outputs, blocks, block = next(file for file in self._files if f"{name}.values" in file).shape(f"{name}.values")
        inputs = [hidden, self.weight(f"{name}.values"), self.weight(f"{name}.scales")]
        if bias:
            inputs += ["", "", self.weight(f"{name}.bias")]
        return self.fused(
            "MatMulNBits", inputs, name, K=blocks * block, N=outputs, bits=8, block_size=block,
            accuracy_level=INT8_ACTIVATIONS,
        )  # fmt: skip


def build_graph(config: ModelConfig, activation: Sequence[str], files: Sequence[WeightFile]) -> onnx.ModelProto:
    """`input_ids`, `attention_mask` int32 (batch, tokens) to `vectors` float32 (batch, dims), unit length."""
    graph = _Graph(files)
    hidden = _embed(graph, config)
    for layer in range(config.layers):
        hidden = _attend(graph, config, f"layer{layer}.", hidden)
        hidden = _consult(graph, config, f"layer{layer}.", hidden, activation)
    _pool(graph, hidden)
    return _model(graph, config, activation)


def _embed(graph: _Graph, config: ModelConfig) -> str:
    """Word rows, dequantised after the look-up, plus positions 0 to tokens - 1, through a LayerNorm."""
    rows = graph.node("Gather", [graph.weight("words.values"), "input_ids"], "words.rows")
    scales = graph.node("Gather", [graph.weight("words.scales"), "input_ids"], "words.row_scales")
    words = graph.node("Mul", [graph.node("Cast", [rows], "words.float", to=TensorProto.FLOAT), scales], "words")
    first = graph.constant("first", TensorProto.INT64, [1], [0])
    tokens = graph.node("Shape", ["input_ids"], "tokens", start=1, end=2)
    positions = graph.node("Slice", [graph.weight("positions"), first, tokens, first], "positions.used")
    summed = graph.node("Add", [words, positions], "embedded")
    norm = [graph.weight("embedding_norm.weight"), graph.weight("embedding_norm.bias")]
    return graph.node("LayerNormalization", [summed, *norm], "embedding_norm", epsilon=config.norm_epsilon)


def _attend(graph: _Graph, config: ModelConfig, layer: str, hidden: str) -> str:
    """Self-attention over the real tokens, residual, LayerNorm; the mask is of keys only."""
    projected = [graph.linear(f"{layer}attention.{part}", hidden, bias=False) for part in ("query", "key", "value")]
    bias = graph.weight(f"{layer}attention.projections.bias")
    mixed = graph.fused(
        "MultiHeadAttention", [*projected, bias, "attention_mask"], f"{layer}attention.mixed", num_heads=config.heads
    )
    output = graph.linear(f"{layer}attention.output", mixed, bias=False)
    return _add_norm(graph, config, f"{layer}attention_norm", output, hidden, f"{layer}attention.output.bias")


def _consult(graph: _Graph, config: ModelConfig, layer: str, hidden: str, activation: Sequence[str]) -> str:
    """The feed-forward experts of the activated skills, averaged, residual, LayerNorm."""
    outputs = []
    for skill in activation:
        expert = f"{layer}experts.{skill}."
        wide = graph.linear(f"{expert}widen", hidden, bias=False)
        active = graph.fused("BiasGelu", [wide, graph.weight(f"{expert}widen.bias")], f"{expert}active")
        outputs.append(graph.linear(f"{expert}narrow", active, bias=len(activation) > 1))
    if len(activation) == 1:
        bias = f"{layer}experts.{activation[0]}.narrow.bias"
        return _add_norm(graph, config, f"{layer}expert_norm", outputs[0], hidden, bias)
    mean = graph.node("Mean", outputs, f"{layer}experts.mean")
    return _add_norm(graph, config, f"{layer}expert_norm", mean, hidden)


def _add_norm(graph: _Graph, config: ModelConfig, name: str, output: str, residual: str, bias: str = "") -> str:
    inputs = [output, residual, graph.weight(f"{name}.weight"), graph.weight(f"{name}.bias")]
    if bias:
        inputs.append(graph.weight(bias))
    return graph.fused("SkipLayerNormalization", inputs, name, epsilon=config.norm_epsilon)


def _pool(graph: _Graph, hidden: str) -> None:
    """The sum over real tokens as (1, tokens) x (tokens, dims), brought to length one: the mean's direction."""
    axis = graph.constant("axis", TensorProto.INT64, [1], [1])
    real = graph.node("Cast", ["attention_mask"], "real", to=TensorProto.FLOAT)
    row = graph.node("Unsqueeze", [real, axis], "real.row")
    summed = graph.node("Squeeze", [graph.node("MatMul", [row, hidden], "summed"), axis], "summed.flat")
    graph.node("LpNormalization", [summed], "vectors", axis=-1, p=2)


def _model(graph: _Graph, config: ModelConfig, activation: Sequence[str]) -> onnx.ModelProto:
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", config.dims])
    initializers = [*graph.weights.values(), *graph.constants]
    body = helper.make_graph(graph.nodes, "+".join(activation), inputs, [vectors], initializers)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(body, opset_imports=opsets, ir_version=IR_VERSION, producer_name="skillnet")
