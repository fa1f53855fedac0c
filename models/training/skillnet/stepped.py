"""The operators of a float32 graph over int8 weights, for devices that multiply no integers.

It takes the steps of the int8 graph: inputs are rounded to whole numbers as there, and whole numbers times whole
numbers are exact in float32 (and in the formats that GPUs make of it: 255 has eight bits). So its vectors are those of
the int8 graph, up to what another order of adding makes of activations that lie on the edge of a step.
"""

from collections.abc import Sequence

import numpy as np
from onnx import TensorProto

from skillnet.float32 import Float32
from skillnet.int8 import Int8
from skillnet.quantize import LEVELS


class Stepped(Float32):
    """Matrices as quantize.Matrix describes them; operators that WebGPU has, each a plain one of the standard."""

    words = Int8.words

    def linear(self, matrix: str, hidden: str) -> str:
        whole = self.node("Cast", [self.weight(f"{matrix}.values")], f"{matrix}.whole", to=TensorProto.FLOAT)
        sums = self.node("MatMul", [self._steps(matrix, hidden), whole], f"{matrix}.sums")
        step, scales = self.weight(f"{matrix}.step"), self.weight(f"{matrix}.scales")
        product = self.node("Mul", [sums, self.node("Mul", [step, scales], f"{matrix}.sizes")], f"{matrix}.product")
        return self.node("Add", [product, self.weight(f"{matrix}.bias")], matrix)

    def norm(self, name: str, summands: Sequence[str], epsilon: float) -> str:
        """Of an Add: the fused operator that this becomes is the faster one here."""
        inputs = [self.node("Add", summands, f"{name}.sum"), self.weight(f"{name}.weight"), self.weight(f"{name}.bias")]
        return self.node("LayerNormalization", inputs, name, epsilon=epsilon)

    def mean(self, outputs: Sequence[str], name: str) -> str:
        """In sums of two, for not every device has Mean."""
        total = outputs[0]
        for index, output in enumerate(outputs[1:]):
            total = self.node("Add", [total, output], f"{name}.sum{index}")
        share = self.constant(f"share.of{len(outputs)}", TensorProto.FLOAT, [], [1 / len(outputs)])
        return self.node("Mul", [total, share], name)

    def _steps(self, matrix: str, hidden: str) -> str:
        """`hidden` in steps, whole numbers. Floor of a half more, for not every device has Round."""
        calmed = self.node("Mul", [hidden, self.weight(f"{matrix}.calm")], f"{matrix}.calmed")
        parts = self.node("Div", [calmed, self.weight(f"{matrix}.step")], f"{matrix}.parts")
        raised = self.node("Add", [parts, self._number("half", 0.5)], f"{matrix}.raised")
        zero = int(np.frombuffer(self._content(f"{matrix}.zero"), np.uint8)[0])
        limits = [self._number(f"{matrix}.lowest", -zero), self._number(f"{matrix}.highest", LEVELS - zero)]
        return self.node("Clip", [self.node("Floor", [raised], f"{matrix}.floor"), *limits], f"{matrix}.steps")

    def _content(self, name: str) -> bytes:
        return next(file for file in self._files if name in file).bytes_of(name)
