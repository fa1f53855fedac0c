"""The ONNX graph of one activation, built by hand over weight files that all activations share."""

from collections.abc import Sequence

import onnx
from onnx import TensorProto, helper

from skillnet.config import ModelConfig, Precision
from skillnet.float32 import Float32
from skillnet.int8 import Int8
from skillnet.nodes import Nodes
from skillnet.weights import WeightFile

OPSET = 17
IR_VERSION = 8
NODES: dict[Precision, type[Nodes]] = {"int8": Int8, "float32": Float32}


def build_graph(
    config: ModelConfig, activation: Sequence[str], files: Sequence[WeightFile], nodes: type[Nodes] = Int8
) -> onnx.ModelProto:
    """`input_ids`, `attention_mask` int32 (batch, tokens) to `vectors` float32 (batch, dims), unit length."""
    graph = nodes(files)
    hidden = _embed(graph, config)
    for layer in range(config.layers):
        hidden = _attend(graph, config, f"layer{layer}.", hidden)
        hidden = _consult(graph, config, f"layer{layer}.", hidden, activation)
    _pool(graph, hidden)
    return _model(graph, config, activation)


def _embed(graph: Nodes, config: ModelConfig) -> str:
    """Word rows plus positions 0 to tokens - 1, through a LayerNorm."""
    words = graph.words()
    first = graph.constant("first", TensorProto.INT64, [1], [0])
    tokens = graph.node("Shape", ["input_ids"], "tokens", start=1, end=2)
    positions = graph.node("Slice", [graph.weight("positions"), first, tokens, first], "positions.used")
    return graph.norm("embedding_norm", [words, positions], config.norm_epsilon)


def _attend(graph: Nodes, config: ModelConfig, layer: str, hidden: str) -> str:
    """Self-attention, residual, LayerNorm."""
    mixed = graph.attention(f"{layer}attention.projections", hidden, f"{layer}attention.mixed", config.heads)
    output = graph.linear(f"{layer}attention.output", mixed)
    return graph.norm(f"{layer}attention_norm", [output, hidden], config.norm_epsilon)


def _consult(graph: Nodes, config: ModelConfig, layer: str, hidden: str, activation: Sequence[str]) -> str:
    """The feed-forward experts of the activated skills, averaged, residual, LayerNorm."""
    outputs = [_expert(graph, f"{layer}experts.{skill}.", hidden) for skill in activation]
    mean = outputs[0] if len(outputs) == 1 else graph.mean(outputs, f"{layer}experts.mean")
    return graph.norm(f"{layer}expert_norm", [mean, hidden], config.norm_epsilon)


def _expert(graph: Nodes, expert: str, hidden: str) -> str:
    active = graph.gelu(graph.linear(f"{expert}widen", hidden), f"{expert}active")
    return graph.linear(f"{expert}narrow", active)


def _pool(graph: Nodes, hidden: str) -> None:
    """The sum over real tokens as (1, tokens) x (tokens, dims), brought to length one: the mean's direction."""
    axis = graph.constant("axis", TensorProto.INT64, [1], [1])
    real = graph.node("Cast", ["attention_mask"], "real", to=TensorProto.FLOAT)
    row = graph.node("Unsqueeze", [real, axis], "real.row")
    summed = graph.node("Squeeze", [graph.node("MatMul", [row, hidden], "summed"), axis], "summed.flat")
    graph.node("LpNormalization", [summed], "vectors", axis=-1, p=2)


def _model(graph: Nodes, config: ModelConfig, activation: Sequence[str]) -> onnx.ModelProto:
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", config.dims])
    initializers = [*graph.weights.values(), *graph.constants.values()]
    body = helper.make_graph(graph.nodes, "+".join(activation), inputs, [vectors], initializers)
    opsets = [helper.make_opsetid("", OPSET)]
    opsets += [helper.make_opsetid(domain, 1) for domain in {node.domain for node in graph.nodes} - {""}]
    return helper.make_model(body, opset_imports=opsets, ir_version=IR_VERSION, producer_name="skillnet")
