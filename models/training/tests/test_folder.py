"""The folder that ships: checksums, golden vectors, and what each activation loads; and int8 beside float32."""

import hashlib
import json

import numpy as np
import onnx
import pytest
import torch

from skillnet.golden import CASES, TOLERANCE
from skillnet.model import SkillNet
from skillnet.runtime import ModelFolder, StaticTable

GRAPHS = {"text.onnx": {"text.bin"}, "code.onnx": {"code.bin"}, "code-text.onnx": {"code.bin", "text.bin"}}
ACTIVATIONS = ("text", "code", "code+text")
# in int8 a processor that rounds otherwise may put an activation on the other side of a step
OVER_THE_EDGE = 0.999
USUAL = ("question", "typescript", "python", "rust", "names", "unicode", "long")


def golden(folder: ModelFolder) -> dict[str, dict]:
    cases = json.loads((folder.folder / "golden.json").read_text("utf-8"))["cases"]
    return {case["name"]: case for case in cases}


def test_checksums(folder: ModelFolder) -> None:
    on_disk = {file.name for file in folder.folder.iterdir()} - {"manifest.json", "README.md"}
    assert on_disk == set(folder.manifest["files"])
    for name, entry in folder.manifest["files"].items():
        content = (folder.folder / name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (entry["bytes"], entry["sha256"]), name


@pytest.mark.parametrize(("graph", "experts"), GRAPHS.items())
def test_activation_refers_to_its_own_weights_only(folder: ModelFolder, graph: str, experts: set[str]) -> None:
    model = onnx.load(folder.folder / graph, load_external_data=False)
    places = [{e.key: e.value for e in tensor.external_data} for tensor in model.graph.initializer]
    external = [place for place in places if place]
    assert {place["location"] for place in external} == {"shared.bin"} | experts
    assert all(int(place["offset"]) % 4096 == 0 for place in external)
    entry = next(a for a in folder.manifest["activations"] if a["graph"] == graph)
    assert set(entry["weights"]) == {"shared.bin"} | experts


@pytest.mark.parametrize("which", ["folder", "float32"])
@pytest.mark.parametrize("name", CASES)
def test_golden(request: pytest.FixtureRequest, which: str, name: str) -> None:
    folder: ModelFolder = request.getfixturevalue(which)
    case = golden(folder)[name]
    for skill, expected in case["skills"].items():
        prepared = folder.prepare(skill, case["input"])
        assert (prepared, folder.tokens(prepared)) == (expected["prepared"], expected["tokens"])
    np.testing.assert_allclose(StaticTable(folder).vector(case["input"]), case["static"]["vector"], atol=1e-5)


@pytest.mark.parametrize("which", ["folder", "float32"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_golden_vectors(request: pytest.FixtureRequest, which: str, activation: str) -> None:
    folder: ModelFolder = request.getfixturevalue(which)
    precision = folder.manifest["precision"]
    off = []
    for name, case in golden(folder).items():
        tokens = case["skills"][activation.split("+")[0]]["tokens"]
        expected = np.array(case["vectors"][activation])
        vector = folder.vectors(activation, [tokens])[0]
        if np.abs(vector - expected).max() > TOLERANCE[precision]:
            assert precision == "int8" and vector @ expected >= OVER_THE_EDGE, name
            off.append(name)
    assert len(off) <= 0.1 * len(CASES), off


def test_int8_is_near_float32(int8: ModelFolder, network: SkillNet) -> None:
    for name in USUAL:
        for activation in ("text", "code"):
            tokens = int8.tokens(int8.prepare(activation, CASES[name]))
            exact = network(torch.tensor([tokens]), torch.ones(1, len(tokens)), (activation,))[0].numpy()
            assert int8.vectors(activation, [tokens])[0] @ exact > 0.99, name


def test_vector_does_not_depend_on_batch_mates(folder: ModelFolder) -> None:
    inputs = [case["skills"]["code"]["tokens"] for case in golden(folder).values()]
    alone, together = folder.vectors("code", inputs), folder.vectors("code", inputs, len(inputs))
    np.testing.assert_allclose(together, alone, atol=1e-5)
