"""The operators of a float32 graph: those of the ONNX standard alone, so that any execution provider can take them."""

import math
from collections.abc import Sequence

from onnx import TensorProto, helper

from skillnet.nodes import Nodes
from skillnet.weights import WeightFile

MASKED = 10_000.0  # taken from the scores of padding, whose share is then zero in float32


class Float32(Nodes):
    """Matrices, word rows and attention as they were trained; `padded` where inputs of a batch differ in length."""

    def __init__(self, files: Sequence[WeightFile], padded: bool = True) -> None:
        super().__init__(files)
        self._padding = self._write_padding() if padded else None

    def words(self) -> str:
        return self.node("Gather", [self.weight("words.values"), "input_ids"], "words")

    def linear(self, matrix: str, hidden: str) -> str:
        product = self.node("MatMul", [hidden, self.weight(f"{matrix}.values")], f"{matrix}.product")
        return self.node("Add", [product, self.weight(f"{matrix}.bias")], matrix)

    def attention(self, matrix: str, hidden: str, output: str, heads: int) -> str:
        parts = [f"{matrix}.{part}" for part in ("query", "key", "value")]
        self.nodes.append(helper.make_node("Split", [self.linear(matrix, hidden)], parts, f"{matrix}.split", axis=-1))
        dims = self.weights[f"{matrix}.values"].dims[0]
        query, key, value = (self._by_head(part, heads, dims // heads) for part in parts)
        turned = self.node("Transpose", [key], f"{key}.turned", perm=[0, 1, 3, 2])
        products = self.node("MatMul", [query, turned], f"{matrix}.products")
        scores = self.node("Mul", [products, self._number("score", (dims // heads) ** -0.5)], f"{matrix}.scores")
        heard = self.node("Add", [scores, self._padding], f"{matrix}.heard") if self._padding else scores
        shares = self.node("Softmax", [heard], f"{matrix}.shares", axis=-1)
        mixed = self.node("MatMul", [shares, value], f"{matrix}.mixed")
        tokens = self.node("Transpose", [mixed], f"{matrix}.tokens", perm=[0, 2, 1, 3])
        return self.node("Reshape", [tokens, self.constant("joined", TensorProto.INT64, [3], [0, 0, dims])], output)

    def gelu(self, hidden: str, output: str) -> str:
        """Five steps that ONNX Runtime knows how to fuse."""
        scaled = self.node("Div", [hidden, self._number("root", math.sqrt(2))], f"{output}.scaled")
        error = self.node("Erf", [scaled], f"{output}.error")
        share = self.node("Add", [error, self._number("one", 1)], f"{output}.share")
        twice = self.node("Mul", [hidden, share], f"{output}.twice")
        return self.node("Mul", [twice, self._number("half", 0.5)], output)

    def _by_head(self, hidden: str, heads: int, dims: int) -> str:
        """(batch, tokens, heads * dims) as (batch, heads, tokens, dims)."""
        shape = self.constant("heads", TensorProto.INT64, [4], [0, 0, heads, dims])
        split = self.node("Reshape", [hidden, shape], f"{hidden}.heads")
        return self.node("Transpose", [split], f"{hidden}.by_head", perm=[0, 2, 1, 3])

    def _write_padding(self) -> str:
        """(batch, 1, 1, tokens): 0 where a token is real, -MASKED where it is not."""
        real = self.node("Cast", ["attention_mask"], "padding.real", to=TensorProto.FLOAT)
        less = self.node("Sub", [real, self._number("one", 1)], "padding.less")
        flat = self.node("Mul", [less, self._number("masked", MASKED)], "padding.flat")
        return self.node("Unsqueeze", [flat, self.constant("between", TensorProto.INT64, [2], [1, 2])], "padding")

    def _number(self, name: str, value: float) -> str:
        return self.constant(name, TensorProto.FLOAT, [], [value])
