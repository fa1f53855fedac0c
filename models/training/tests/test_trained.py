"""Weights of a training run become a folder that says so, and in int8 only with activation ranges of their own."""

import json
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from skillnet.config import TRAINED, UNTRAINED, ModelConfig, Precision, StaticConfig
from skillnet.export import export
from skillnet.inputs import encode, open_tokenizer, plain_tokenizer
from skillnet.model import SkillNet
from skillnet.origin import Origin, trained
from skillnet.ranges import load_ranges, measure, save_ranges, share
from skillnet.runtime import ModelFolder, StaticTable
from skillnet.source import find_source

SIZES = ModelConfig(dims=32, layers=1, heads=2, hidden=64, positions=64)
SETTINGS = {
    "steps": 6,
    "batch": 16,
    "trained": "all",
    "seed": 0,
    "max_tokens": 48,
    "code_skills": ("code",),
    "split_identifiers": True,
}
CODE = ["def area(width, height):\n    return width * height", "for (const each of list) { total += each.price }"]
PROSE = ["How to begin.\n\nInstall it first.\nThen open a folder.\nAsk a question.", "Nothing leaves the machine."]


def write_weights(file: Path, seed: int = 0, **settings: object) -> Path:
    """A file as skillnet.train leaves it, of a network too small to be of use."""
    torch.manual_seed(seed)
    network = SkillNet(SIZES, ("text", "code"))
    save_file(network.state_dict(), file, {"config": json.dumps(SETTINGS | {"model": asdict(SIZES)} | settings)})
    return file


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    return write_weights(tmp_path / "model.safetensors")


@pytest.fixture
def origin(weights: Path, tmp_path: Path) -> Origin:
    """The weights with ranges measured on them, and what a small network needs."""
    found = trained(weights)
    tokenizer = open_tokenizer(plain_tokenizer(find_source().tokenizer))
    inputs = {names: [encode(tokenizer, each, 64) for each in own] for names, own in share(CODE, PROSE).items()}
    save_ranges(tmp_path / "ranges.npz", measure(found.network, inputs), found.sha256)
    config = replace(found.config, max_tokens=64, static=StaticConfig(dims=16))
    return replace(found, config=config, ranges=tmp_path / "ranges.npz")


@pytest.mark.parametrize(("precision", "cosine"), [("int8", 0.99), ("float32", 0.999999)])
def test_folder(origin: Origin, weights: Path, tmp_path: Path, precision: Precision, cosine: float) -> None:
    export(tmp_path / "out", replace(origin, config=replace(origin.config, precision=precision)), find_source())
    folder = ModelFolder(tmp_path / "out")
    manifest = folder.manifest
    assert manifest["precision"] == precision
    assert (manifest["version"], manifest["space"]) == (TRAINED.version, TRAINED.space)
    assert manifest["space"] != UNTRAINED.space
    assert all(skill["splitIdentifiers"] for skill in manifest["skills"])
    assert manifest["source"]["weightsSha256"] == find_source().sha256()
    training = manifest["training"]
    assert training["weightsSha256"] == sha256(weights.read_bytes()).hexdigest()
    assert {key: training["settings"][key] for key in ("steps", "batch", "trained", "seed", "max_tokens")} == {
        "steps": 6,
        "batch": 16,
        "trained": "all",
        "seed": 0,
        "max_tokens": 48,
    }
    tokens = folder.tokens(CODE[0])
    for activation in (("text",), ("code",), ("code", "text")):
        exact = origin.network(torch.tensor([tokens]), torch.ones(1, len(tokens)), activation)[0].numpy()
        assert folder.vectors("+".join(activation), [tokens])[0] @ exact > cosine


def test_ranges_of_other_weights_are_refused(origin: Origin, tmp_path: Path) -> None:
    other = trained(write_weights(tmp_path / "other.safetensors", seed=1))
    with pytest.raises(ValueError, match=r"ranges.npz was measured on weights .*: run python -m skillnet.r"):
        export(tmp_path / "out", replace(other, ranges=origin.ranges), find_source())


def test_ranges_are_of_what_each_skill_reads() -> None:
    inputs = share(CODE * 4, PROSE * 4)
    assert [*inputs] == [("text",), ("code",), ("code", "text")]
    counts = {names: [sum(each in kind for each in own) for kind in (CODE, PROSE)] for names, own in inputs.items()}
    assert counts == {("text",): [2, 8], ("code",): [8, 2], ("code", "text"): [8, 2]}
    assert "Then open a folder." in inputs[("text",)]


def test_committed_ranges_belong_to_the_first_weights() -> None:
    ranges = load_ranges(weights=find_source().sha256())
    assert len(ranges) == 36
    assert all(np.isfinite(each).all() and (each[0] <= each[1]).all() for each in ranges.values())


def test_weights_that_no_folder_can_hold_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="trained with extra_tokens, which no folder can hold"):
        trained(write_weights(tmp_path / "model.safetensors", extra_tokens=4000))


@pytest.mark.parametrize("split", [True, False])
def test_a_folder_prepares_inputs_as_its_run_did(origin: Origin, tmp_path: Path, split: bool) -> None:
    export(tmp_path / "out", replace(origin, config=replace(origin.config, split_identifiers=split)), find_source())
    folder = ModelFolder(tmp_path / "out")
    seen = "parse HTTP Body" if split else "parseHTTPBody"
    assert [folder.prepare(skill, "parseHTTPBody") for skill in ("text", "code")] == [seen, seen]
    assert StaticTable(folder).prepare("parseHTTPBody") == seen


def test_weights_without_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="names no training settings"):
        trained(find_source().weights)
