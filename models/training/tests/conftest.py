"""What several tests need: the model in float32, the folder that ships, and folders of other weights."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from skillnet.config import ModelConfig
from skillnet.export import export, write_graphs
from skillnet.manifest import write_manifest
from skillnet.model import SkillNet, from_minilm
from skillnet.origin import Origin, untrained
from skillnet.runtime import ModelFolder
from skillnet.source import find_source

FOLDER = Path(__file__).parents[2] / "skillnet"


@pytest.fixture(scope="session")
def source() -> dict[str, torch.Tensor]:
    return find_source().tensors()


@pytest.fixture(scope="session")
def network(source: dict[str, torch.Tensor]) -> SkillNet:
    torch.set_num_threads(1)
    return from_minilm(source, ModelConfig(), ("text", "code"))


@pytest.fixture(scope="session")
def folder() -> ModelFolder:
    return ModelFolder(FOLDER)


@pytest.fixture(scope="session")
def first() -> Origin:
    """What training starts from, whatever ships."""
    return untrained()


@pytest.fixture(scope="session")
def int8(first: Origin, folder: ModelFolder, tmp_path_factory: pytest.TempPathFactory) -> ModelFolder:
    """Graphs and weights of `first` in int8, without static table and golden vectors."""
    out = tmp_path_factory.mktemp("int8")
    tokenizer = (folder.folder / "tokenizer.json").read_bytes()
    (out / "tokenizer.json").write_bytes(tokenizer)
    skills, activations = write_graphs(out, first, tokenizer)
    write_manifest(out, folder.manifest | {"skills": skills, "activations": activations})
    return ModelFolder(out)


@pytest.fixture(scope="session")
def float32(first: Origin, tmp_path_factory: pytest.TempPathFactory) -> ModelFolder:
    """A whole folder of `first` in full precision."""
    out = tmp_path_factory.mktemp("float32")
    export(out, replace(first, config=replace(first.config, precision="float32")), find_source())
    return ModelFolder(out)
