"""The range of every activation that int8 graphs quantise: python -m skillnet.ranges --weights FILE FOLDER ...

Measured per channel on code and documentation, and committed with the sha256 of the weights that they belong to, so
that an export does not depend on what a machine has installed. Fixed ranges make a vector independent of the others
in its batch.
"""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from skillnet.golden import CASES
from skillnet.identifiers import preparation
from skillnet.inputs import batches, encode, open_tokenizer, plain_tokenizer
from skillnet.model import SkillNet
from skillnet.origin import UNTRAINED_RANGES, add_origin, chosen_origin
from skillnet.sample import Sample, read
from skillnet.skills import ACTIVATIONS
from skillnet.source import find_source

CODE = Sample((".py", ".js", ".ts", ".h", ".c", ".go", ".java", ".rs"), 60_000, 1_000)
PROSE = Sample((".md", ".rst", ".txt"), 60_000, 1_000)
STRANGE = 4  # of the other kind, an activation sees one input in so many
BATCH = 16
WEIGHTS = "weights"

Ranges = dict[str, NDArray[np.float32]]


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Measure activation ranges on the code and documentation under folders."
    )
    add_origin(parser)
    parser.add_argument("folders", type=Path, nargs="+")
    arguments = parser.parse_args()
    origin = chosen_origin(arguments)
    tokenizer = open_tokenizer(plain_tokenizer(find_source().tokenizer))
    prepare = preparation(origin.config.split_identifiers)
    inputs = {
        activation: [encode(tokenizer, prepare(content), origin.config.max_tokens) for content in contents]
        for activation, contents in share(read(arguments.folders, CODE), read(arguments.folders, PROSE)).items()
    }
    ranges = measure(origin.network, inputs)
    save_ranges(origin.ranges, ranges, origin.sha256)
    counts = ", ".join(f"{len(contents):,} inputs for {'+'.join(names)}" for names, contents in inputs.items())
    print(f"{counts}; {len(ranges)} places: {origin.ranges.name}")


def load_ranges(file: Path = UNTRAINED_RANGES, weights: str | None = None) -> Ranges:
    """Lowest and highest value of each channel, (2, channels), by place such as `layer0.experts.code.narrow`.

    With `weights`, the sha256 of a weights file, raises ValueError where they were measured on other weights.
    """
    with np.load(file) as content:
        ranges = {place: content[place] for place in content.files}
    measured = str(ranges.pop(WEIGHTS))
    if weights is not None and weights != measured:
        raise ValueError(
            f"{file.name} was measured on weights {measured[:12]}…, not on these, {weights[:12]}…: "
            "run python -m skillnet.ranges on these weights first."
        )
    return ranges


def save_ranges(file: Path, ranges: Ranges, weights: str) -> None:
    np.savez_compressed(file, **ranges, **{WEIGHTS: np.array(weights)})


def share(code: Iterable[str], prose: Iterable[str]) -> dict[tuple[str, ...], list[str]]:
    """What each activation is measured on: its own kind, some of the other, and short lines as questions are short."""
    own = {"code": [*code], "text": [*prose]}
    lines = [line.strip() for content in own["text"] for line in content.split("\n")[3:6]]
    own["text"] += [line for line in lines if line]
    some = {kind: contents[::STRANGE] for kind, contents in own.items()}
    return {
        activation: [*own[activation[0]], *(some["text" if activation[0] == "code" else "code"]), *CASES.values()]
        for activation in ACTIVATIONS
    }


@torch.inference_mode()
def measure(model: SkillNet, inputs: Mapping[tuple[str, ...], Sequence[list[int]]]) -> Ranges:
    """The ranges over token id lists by activation; places that activations share take the widest."""
    ranges: Ranges = {}
    real = torch.empty(0)

    def watch(place: str, module: nn.Module) -> RemovableHandle:
        def see(_: nn.Module, arguments: tuple[Tensor]) -> None:
            values = arguments[0][real]
            low, high = values.amin(0).numpy(), values.amax(0).numpy()
            known = ranges.get(place, np.stack([low, high]))
            ranges[place] = np.stack([np.minimum(known[0], low), np.maximum(known[1], high)])

        return module.register_forward_pre_hook(see)

    hooks = [watch(place, module) for place, module in _places(model).items()]
    for activation, contents in inputs.items():
        for batch in batches(contents, BATCH):
            real = torch.from_numpy(batch.mask).bool()
            model(torch.from_numpy(batch.ids), torch.from_numpy(batch.mask), activation)
    for hook in hooks:
        hook.remove()
    return ranges


def _places(model: SkillNet) -> dict[str, nn.Module]:
    """The matrices of the model, by the names that they have in its weight files."""
    places: dict[str, nn.Module] = {}
    for index, block in enumerate(model.blocks):
        places[f"layer{index}.attention.projections"] = block.attention.query
        places[f"layer{index}.attention.output"] = block.attention.output
        for skill, expert in block.experts.items():
            places[f"layer{index}.experts.{skill}.widen"] = expert.widen
            places[f"layer{index}.experts.{skill}.narrow"] = expert.narrow
    return places


if __name__ == "__main__":
    main()
