"""What several tests need: the model in float32, and the folder that ships."""

from pathlib import Path

import pytest
import torch

from skillnet.config import ModelConfig
from skillnet.model import SkillNet, from_minilm
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
