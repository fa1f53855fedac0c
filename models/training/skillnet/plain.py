"""The first weights as people run them otherwise, to measure against: python -m skillnet.plain --out DIR

A folder in the form of the Hugging Face hub: BERT exported operator by operator, int8 with ranges measured at run time.
"""

import argparse
import tempfile
import warnings
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from skillnet.config import ModelConfig
from skillnet.model import SkillNet, from_minilm
from skillnet.source import Source, find_source

POSITIONS = 512
OPSET = 17
SKILL = "text"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUT = "last_hidden_state"
BESIDE = ("config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")


class PlainBert(nn.Module):
    """The same network with the inputs and the output of the hub's models: one vector per token, not pooled."""

    def __init__(self, net: SkillNet, types: Tensor) -> None:
        """`types` (2, dims) are the token type embeddings; `net` already has those of type 0 in its positions."""
        super().__init__()
        self.net = net
        self.types = nn.Embedding.from_pretrained(types - types[0])

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        """`ids`, `mask`, `types` int64 (batch, tokens); returns (batch, tokens, dims)."""
        net, real = self.net, mask.bool()
        hidden = net.embedding_norm(net.words(ids) + net.positions.weight[: ids.shape[1]] + self.types(types))
        for block in net.blocks:
            hidden = block(hidden, real, (SKILL,))
        return hidden


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the first weights in the form that transformers.js reads.")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write")
    write_plain(parser.parse_args().out, find_source())


def write_plain(out: Path, source: Source) -> None:
    """Configuration and tokenizer as they are, and the network as onnx/model_quantized.onnx."""
    (out / "onnx").mkdir(parents=True, exist_ok=True)
    for name in BESIDE:
        (out / name).write_bytes(source.tokenizer.with_name(name).read_bytes())
    tensors = source.tensors()
    net = from_minilm(tensors, ModelConfig(positions=POSITIONS), (SKILL,))
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "model.onnx"
        export(PlainBert(net, tensors["embeddings.token_type_embeddings.weight"]).eval(), full)
        target = out / "onnx" / "model_quantized.onnx"
        # As the hub's files are made: one scale for each output of a matrix, weights of seven bits.
        quantize_dynamic(full, target, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)


def export(bert: PlainBert, file: Path) -> None:
    """float32, batch and length free."""
    example = torch.ones((1, 8), dtype=torch.int64)
    axes = {0: "batch", 1: "tokens"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # this exporter is the old one; the new one needs a further package
        torch.onnx.export(
            bert,
            (example, example, torch.zeros_like(example)),
            str(file),
            input_names=list(INPUTS),
            output_names=[OUTPUT],
            dynamic_axes={name: axes for name in (*INPUTS, OUTPUT)},
            opset_version=OPSET,
            dynamo=False,
        )


if __name__ == "__main__":
    main()
