"""The graphs for devices: the same vectors as int8, in operators that any execution provider has."""

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
from test_folder import ACTIVATIONS, golden

from skillnet.config import ModelConfig
from skillnet.devices import write_device_graph
from skillnet.golden import TOLERANCE
from skillnet.graph import build_graph
from skillnet.runtime import ModelFolder
from skillnet.sparse import of_texts
from skillnet.stepped import Stepped
from skillnet.weights import WrittenFile

PLAIN = {"Add", "Cast", "Clip", "Div", "Erf", "Floor", "LayerNormalization", "MatMul", "Mul", "Softmax", "Sub"}
SHAPES = {"Gather", "Reshape", "Shape", "Slice", "Split", "Squeeze", "Transpose", "Unsqueeze", "LpNormalization"}


@pytest.fixture(scope="module")
def device(folder: ModelFolder) -> ModelFolder:
    return ModelFolder(folder.folder, graph="deviceGraph")


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_takes_the_steps_of_int8(device: ModelFolder, activation: str) -> None:
    """On a processor, which adds whole numbers exactly in either precision, it meets the golden vectors of int8."""
    for name, case in golden(device).items():
        tokens = case["skills"][activation.split("+")[0]]["tokens"]
        expected = np.array(case["vectors"][activation])
        vector = device.vectors(activation, [tokens])[0]
        assert np.abs(vector - expected).max() <= TOLERANCE["int8"] or vector @ expected >= 0.9995, name


class Unstepped(Stepped):
    """Inputs as they are."""

    def _steps(self, matrix: str, hidden: str) -> str:
        calmed = self.node("Mul", [hidden, self.weight(f"{matrix}.calm")], f"{matrix}.calmed")
        return self.node("Div", [calmed, self.weight(f"{matrix}.step")], f"{matrix}.parts")


def test_without_the_steps_it_is_another_model(folder: ModelFolder, tmp_path: Path) -> None:
    """The limits of server/src/inference/golden.ts lie between: 0.998 for each vector, 0.9992 for their mean."""
    copy = shutil.copytree(folder.folder, tmp_path / "copy")
    entry = next(entry for entry in folder.manifest["activations"] if entry["skills"] == ["code"])
    files = [WrittenFile(copy, entry["graph"], location) for location in entry["weights"]]
    graph = build_graph(ModelConfig(), entry["skills"], files, Unstepped)
    (copy / entry["deviceGraph"]).write_bytes(graph.SerializeToString(deterministic=True))
    other = ModelFolder(copy, graph="deviceGraph")
    cases = golden(folder).values()
    vectors = other.vectors("code", [case["skills"]["code"]["tokens"] for case in cases])
    cosines = (vectors * np.array([case["vectors"]["code"] for case in cases])).sum(-1)
    assert cosines.min() < 0.998
    assert cosines.mean() < 0.9992


def test_padding_changes_nothing(device: ModelFolder) -> None:
    inputs = [case["skills"]["code"]["tokens"] for case in golden(device).values()]
    alone, together = device.vectors("code", inputs), device.vectors("code", inputs, len(inputs))
    assert (alone * together).sum(-1).min() > 0.9995


def test_operators_and_weights(device: ModelFolder) -> None:
    for entry in of_texts(device.manifest)["activations"]:
        file = device.folder / entry["deviceGraph"]
        onnx.checker.check_model(file, full_check=True)
        model = onnx.load(file, load_external_data=False)
        assert [opset.domain for opset in model.opset_import] == [""]
        assert {node.op_type for node in model.graph.node} <= PLAIN | SHAPES
        places = [{e.key: e.value for e in tensor.external_data} for tensor in model.graph.initializer]
        assert {place["location"] for place in places if place} == set(entry["weights"])


def test_the_same_bytes_every_time(folder: ModelFolder, tmp_path: Path) -> None:
    copy = shutil.copytree(folder.folder, tmp_path / "copy")
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    for entry in of_texts(manifest)["activations"]:
        before = (copy / entry["deviceGraph"]).read_bytes()
        files = [WrittenFile(copy, entry["graph"], location) for location in entry["weights"]]
        assert write_device_graph(copy, ModelConfig(), entry["skills"], files) == entry["deviceGraph"]
        assert (copy / entry["deviceGraph"]).read_bytes() == before
