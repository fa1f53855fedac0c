"""The operators of an int8 graph: fused ones of ONNX Runtime (domain com.microsoft), for processors.

Activations are quantised with fixed ranges: nothing is measured at run time, and an input's vector does not depend on
the others in its batch.
"""

from collections.abc import Sequence

from onnx import TensorProto

from skillnet.nodes import Nodes


class Int8(Nodes):
    """Matrices as quantize.Matrix describes them, word rows with one scale each."""

    def words(self) -> str:
        """Dequantised after the look-up."""
        rows = self.node("Gather", [self.weight("words.values"), "input_ids"], "words.rows")
        scales = self.node("Gather", [self.weight("words.scales"), "input_ids"], "words.row_scales")
        return self.node("Mul", [self.node("Cast", [rows], "words.float", to=TensorProto.FLOAT), scales], "words")

    def linear(self, matrix: str, hidden: str) -> str:
        step, scales, zero, bias = (self.weight(f"{matrix}.{part}") for part in ("step", "scales", "zero", "bias"))
        inputs = [self._quantized(matrix, hidden), self.weight(f"{matrix}.values"), step, scales, zero, "", bias]
        return self._fused("MatMulIntegerToFloat", inputs, matrix)

    def attention(self, matrix: str, hidden: str, output: str, heads: int) -> str:
        names = {
            part: self.weight(f"{matrix}.{part}") for part in ("values", "bias", "step", "scales", "zero", "zeros")
        }
        inputs = [self._quantized(matrix, hidden), names["values"], names["bias"], names["step"], names["scales"]]
        inputs += ["attention_mask", names["zero"], names["zeros"]]
        return self._fused("QAttention", inputs, output, num_heads=heads)

    def gelu(self, hidden: str, output: str) -> str:
        return self._fused("Gelu", [hidden], output)

    def _fused(self, op: str, inputs: Sequence[str], output: str, **attributes: object) -> str:
        return self.node(op, inputs, output, "com.microsoft", **attributes)

    def _quantized(self, matrix: str, hidden: str) -> str:
        """`hidden` (batch, tokens, inputs) as the uint8 that `matrix` expects; loud channels are calmed first."""
        calmed = self.node("Mul", [hidden, self.weight(f"{matrix}.calm")], f"{matrix}.calmed")
        steps = [self.weight(f"{matrix}.step"), self.weight(f"{matrix}.zero")]
        return self.node("QuantizeLinear", [calmed, *steps], f"{matrix}.input")
