"""The baseline's folder holds the same network in the hub's form."""

import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from skillnet.golden import CASES
from skillnet.inputs import encode, open_tokenizer
from skillnet.model import SkillNet, mean_pool
from skillnet.plain import POSITIONS, write_plain
from skillnet.source import find_source


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("plain")
    write_plain(out, find_source())
    return out


def test_inputs_and_output_of_the_hub(plain: Path) -> None:
    session = onnxruntime.InferenceSession(plain / "onnx" / "model_quantized.onnx")
    inputs = {entry.name: (entry.type, entry.shape) for entry in session.get_inputs()}
    names = ("input_ids", "attention_mask", "token_type_ids")
    assert inputs == {name: ("tensor(int64)", ["batch", "tokens"]) for name in names}
    assert [entry.name for entry in session.get_outputs()] == ["last_hidden_state"]
    assert json.loads((plain / "tokenizer_config.json").read_text("utf-8"))["model_max_length"] == POSITIONS


def test_vectors_of_the_network(plain: Path, network: SkillNet) -> None:
    session = onnxruntime.InferenceSession(plain / "onnx" / "model_quantized.onnx")
    tokenizer = open_tokenizer((plain / "tokenizer.json").read_text("utf-8"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    for name, text in CASES.items():
        ids = np.array([encode(tokenizer, text, network.config.positions)], np.int64)
        mask = np.ones_like(ids)
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (hidden,) = session.run(None, feeds)
        assert hidden.shape == (*ids.shape, network.config.dims)
        real = torch.from_numpy(mask).bool()
        expected = network(torch.from_numpy(ids), torch.from_numpy(mask), ("text",))
        found = torch.nn.functional.normalize(mean_pool(torch.from_numpy(hidden), real), dim=-1)
        assert torch.cosine_similarity(found, expected).item() > 0.97, name
