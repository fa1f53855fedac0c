"""What an export starts from: the first weights as they came, or those of a training run."""

import hashlib
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import load_file

from skillnet.config import TRAINED, UNTRAINED, ExportConfig, ModelConfig
from skillnet.model import SkillNet, from_minilm
from skillnet.skills import SKILLS
from skillnet.source import find_source

IDS = [skill.id for skill in SKILLS]
TRAINED_RANGES = Path(__file__).with_name("activation-ranges.npz")
UNTRAINED_RANGES = Path(__file__).with_name("activation-ranges-untrained.npz")
TABLE = "static.safetensors"
ABLATIONS = ("extra_tokens", "skill_norms")
"""Settings of a run that its weights need and a model folder has not."""


@dataclass(frozen=True)
class Origin:
    """A network in float32, the sha256 of its weights file, what a folder made of it is called, its activation ranges.

    `settings` are those of the training run, by their names there; none where there was no training. `table` is the
    tuned static table, where there is one.
    """

    network: SkillNet
    sha256: str
    config: ExportConfig
    ranges: Path
    settings: Mapping[str, object] | None = None
    table: Path | None = None


def untrained() -> Origin:
    """MiniLM, with its feed-forward network as the expert of every skill."""
    source = find_source()
    network = from_minilm(source.tensors(), ModelConfig(), IDS)
    return Origin(network, source.sha256(), UNTRAINED, UNTRAINED_RANGES)


def trained(file: Path) -> Origin:
    """The weights that `python -m skillnet.train` wrote. Raises ValueError for a file that no folder can keep."""
    with safe_open(file, "pt") as content:
        metadata = content.metadata() or {}
    if "config" not in metadata:
        raise ValueError(f"{file} names no training settings: give the model.safetensors that skillnet.train wrote.")
    settings = json.loads(metadata["config"])
    strange = [name for name in ABLATIONS if settings.get(name) or settings["model"].get(name)]
    if strange:
        raise ValueError(f"{file} was trained with {', '.join(strange)}, which no folder can hold: train without.")
    network = SkillNet(ModelConfig(**settings["model"]), IDS)
    network.load_state_dict(load_file(file))
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    tuned = file.with_name(TABLE)
    table = tuned if tuned.exists() else None
    config = replace(TRAINED, split_identifiers=settings["split_identifiers"])
    return Origin(network.eval().requires_grad_(False), sha256, config, TRAINED_RANGES, settings, table)


def add_origin(parser: ArgumentParser) -> None:
    """Exactly one of `--weights` and `--untrained`, for `chosen_origin` to read."""
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--weights", type=Path, help="the model.safetensors of a training run")
    group.add_argument("--untrained", action="store_true", help="MiniLM as it is, in SkillNet's shape")


def chosen_origin(arguments: Namespace) -> Origin:
    return untrained() if arguments.untrained else trained(arguments.weights)
