"""A folder in full precision: the network itself, in operators of the standard, and the same in both languages."""

import os
import re
import subprocess
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from test_folder import golden

from skillnet.model import SkillNet
from skillnet.runtime import ModelFolder

PROJECT = Path(__file__).parents[3]


def test_manifest(float32: ModelFolder) -> None:
    assert float32.manifest["precision"] == "float32"
    assert "training" not in float32.manifest


@pytest.mark.parametrize("activation", ["text", "code", "code+text"])
def test_equals_the_network(float32: ModelFolder, network: SkillNet, activation: str) -> None:
    for name, case in golden(float32).items():
        tokens = case["skills"][activation.split("+")[0]]["tokens"]
        exact = network(torch.tensor([tokens]), torch.ones(1, len(tokens)), activation.split("+"))[0].numpy()
        np.testing.assert_allclose(float32.vectors(activation, [tokens])[0], exact, atol=1e-5, err_msg=name)


def test_padding_changes_nothing(float32: ModelFolder) -> None:
    inputs = [case["skills"]["code"]["tokens"] for case in golden(float32).values()]
    alone, together = float32.vectors("code", inputs), float32.vectors("code", inputs, len(inputs))
    np.testing.assert_allclose(together, alone, atol=1e-6)


def test_any_runtime_can_read_it(float32: ModelFolder) -> None:
    for entry in float32.manifest["activations"]:
        file = float32.folder / entry["graph"]
        onnx.checker.check_model(file, full_check=True)
        graph = onnx.load(file, load_external_data=False)
        assert [opset.domain for opset in graph.opset_import] == [""]


@pytest.mark.skipif(not (PROJECT / "node_modules").is_dir(), reason="npm ci has not brought the packages of the server")
def test_typescript_reproduces_it(float32: ModelFolder) -> None:
    command = ["node", "test/node.mjs", "--test", "--test-reporter=tap", "test/unit/inference/golden.test.ts"]
    environment = os.environ | {"SKILLLENS_GOLDEN_FOLDER": str(float32.folder)}
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    counts = dict(re.findall(r"^# (pass|fail|skipped) (\d+)$", done.stdout, re.MULTILINE))
    # pictures are skipped: this folder has text and code only
    assert counts == {"pass": "7", "fail": "0", "skipped": "1"}, done.stdout + done.stderr
