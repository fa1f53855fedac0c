"""Nodes and external weights of a graph under construction, and the parts that every precision computes alike."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import onnx
from onnx import TensorProto, helper

from skillnet.weights import WeightFile


class Nodes(ABC):
    """Methods append nodes and return the name of the output."""

    def __init__(self, files: Sequence[WeightFile]) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: dict[str, TensorProto] = {}
        self.constants: dict[str, TensorProto] = {}
        self._files = files

    def node(self, op: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: object) -> str:
        self.nodes.append(helper.make_node(op, inputs, [output], output, domain=domain, **attributes))
        return output

    def weight(self, name: str) -> str:
        """A reference to the tensor `name` in whichever weight file holds it."""
        file = next(file for file in self._files if name in file)
        self.weights[name] = file.reference(name)
        return name

    def constant(self, name: str, kind: int, shape: Sequence[int], values: Sequence[float]) -> str:
        self.constants[name] = helper.make_tensor(name, kind, shape, values)
        return name

    def norm(self, name: str, summands: Sequence[str], epsilon: float) -> str:
        """The LayerNorm of a sum; of an Add, ONNX Runtime would make a fused operator that is slower."""
        summed = self.node("Sum", summands, f"{name}.sum")
        inputs = [summed, self.weight(f"{name}.weight"), self.weight(f"{name}.bias")]
        return self.node("LayerNormalization", inputs, name, epsilon=epsilon)

    def mean(self, outputs: Sequence[str], name: str) -> str:
        """The mean of several tensors of one shape."""
        return self.node("Mean", outputs, name)

    @abstractmethod
    def words(self) -> str:
        """The rows of `input_ids`: (batch, tokens, dims)."""

    @abstractmethod
    def linear(self, matrix: str, hidden: str) -> str:
        """`hidden` (batch, tokens, inputs) through a matrix and its bias: (batch, tokens, outputs)."""

    @abstractmethod
    def attention(self, matrix: str, hidden: str, output: str, heads: int) -> str:
        """Queries, keys and values by one matrix, mixed over the tokens where `attention_mask` is 1."""

    @abstractmethod
    def gelu(self, hidden: str, output: str) -> str:
        """The activation function between the matrices of an expert."""
