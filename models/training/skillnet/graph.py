"""The ONNX graph of one activation, built by hand over weight files that all activations share.

Fused ONNX Runtime operators (domain com.microsoft) carry the work in int8. Activations are quantised with fixed
ranges: nothing is measured at run time, and an input's vector does not depend on the others in its batch.
"""

from collections.abc import Sequence

import onnx
from onnx import TensorProto, helper

from skillnet.config import ModelConfig
from skillnet.weights import WeightFile

OPSET = 17
IR_VERSION = 8


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

    def quantized(self, matrix: str, hidden: str) -> str:
        """`hidden` (batch, tokens, inputs) as the uint8 that `matrix` expects; loud channels are calmed first."""
        calmed = self.node("Mul", [hidden, self.weight(f"{matrix}.calm")], f"{matrix}.calmed")
        steps = [self.weight(f"{matrix}.step"), self.weight(f"{matrix}.zero")]
        return self.node("QuantizeLinear", [calmed, *steps], f"{matrix}.input")

    def linear(self, matrix: str, hidden: str) -> str:
        """`hidden` (batch, tokens, inputs) through the int8 matrix and its bias: (batch, tokens, outputs)."""
        step, scales, zero, bias = (self.weight(f"{matrix}.{part}") for part in ("step", "scales", "zero", "bias"))
        inputs = [self.quantized(matrix, hidden), self.weight(f"{matrix}.values"), step, scales, zero, "", bias]
        return self.fused("MatMulIntegerToFloat", inputs, matrix)

    def attention(self, matrix: str, hidden: str, output: str, heads: int) -> str:
        """Queries, keys and values by one int8 matrix, mixed over the tokens where `attention_mask` is 1."""
        names = {
            part: self.weight(f"{matrix}.{part}") for part in ("values", "bias", "step", "scales", "zero", "zeros")
        }
        inputs = [self.quantized(matrix, hidden), names["values"], names["bias"], names["step"], names["scales"]]
        inputs += ["attention_mask", names["zero"], names["zeros"]]
        return self.fused("QAttention", inputs, output, num_heads=heads)

    def norm(self, name: str, summands: Sequence[str], epsilon: float) -> str:
        """The LayerNorm of a sum; of an Add, ONNX Runtime would make a fused operator that is slower."""
        summed = self.node("Sum", summands, f"{name}.sum")
        inputs = [summed, self.weight(f"{name}.weight"), self.weight(f"{name}.bias")]
        return self.node("LayerNormalization", inputs, name, epsilon=epsilon)


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
    return graph.norm("embedding_norm", [words, positions], config.norm_epsilon)


def _attend(graph: _Graph, config: ModelConfig, layer: str, hidden: str) -> str:
    """Self-attention, residual, LayerNorm."""
    mixed = graph.attention(f"{layer}attention.projections", hidden, f"{layer}attention.mixed", config.heads)
    output = graph.linear(f"{layer}attention.output", mixed)
    return graph.norm(f"{layer}attention_norm", [output, hidden], config.norm_epsilon)


def _consult(graph: _Graph, config: ModelConfig, layer: str, hidden: str, activation: Sequence[str]) -> str:
    """The feed-forward experts of the activated skills, averaged, residual, LayerNorm."""
    outputs = [_expert(graph, f"{layer}experts.{skill}.", hidden) for skill in activation]
    mean = outputs[0] if len(outputs) == 1 else graph.node("Mean", outputs, f"{layer}experts.mean")
    return graph.norm(f"{layer}expert_norm", [mean, hidden], config.norm_epsilon)


def _expert(graph: _Graph, expert: str, hidden: str) -> str:
    active = graph.fused("Gelu", [graph.linear(f"{expert}widen", hidden)], f"{expert}active")
    return graph.linear(f"{expert}narrow", active)


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
