"""The range of every activation that int8 graphs quantise: python -m skillnet.ranges FOLDER ...

Measured per channel on code and documentation, and committed (activation-ranges.npz), so that an export does not
depend on what a machine has installed. Fixed ranges make a vector independent of the others in its batch.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from skillnet.config import ExportConfig
from skillnet.corpus import Sample, read
from skillnet.golden import CASES
from skillnet.inputs import batches, encode, open_tokenizer, plain_tokenizer
from skillnet.model import SkillNet, from_minilm
from skillnet.skills import SKILLS
from skillnet.source import find_source

RANGES = Path(__file__).with_name("activation-ranges.npz")
SAMPLE = Sample((".py", ".js", ".ts", ".md"), 60_000, 1_000)
BATCH = 16

Ranges = dict[str, NDArray[np.float32]]


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Measure activation ranges on the code and documentation under folders."
    )
    parser.add_argument("folders", type=Path, nargs="+")
    config, source = ExportConfig(), find_source()
    model = from_minilm(source.tensors(), config.model, [skill.id for skill in SKILLS])
    tokenizer = open_tokenizer(plain_tokenizer(source.tokenizer))
    contents = [*read(parser.parse_args().folders, SAMPLE), *CASES.values()]
    contents += [line.strip() for content in contents for line in content.split("\n")[3:5]]
    ranges = measure(model, (encode(tokenizer, content, config.max_tokens) for content in contents))
    np.savez_compressed(RANGES, **ranges)
    print(f"{len(contents)} inputs, {len(ranges)} places: {RANGES.name}")


def load_ranges() -> Ranges:
    """Lowest and highest value of each channel, (2, channels), by place such as `layer0.experts.code.narrow`."""
    with np.load(RANGES) as file:
        return {place: file[place] for place in file.files}


@torch.inference_mode()
def measure(model: SkillNet, inputs: Iterable[list[int]]) -> Ranges:
    """The ranges over token id lists `inputs`, each through every skill; shared places take the widest."""
    ranges: Ranges = {}
    real = torch.empty(0)

    def watch(place: str, module: nn.Module) -> None:
        def see(_: nn.Module, arguments: tuple[Tensor]) -> None:
            values = arguments[0][real]
            low, high = values.amin(0).numpy(), values.amax(0).numpy()
            known = ranges.get(place, np.stack([low, high]))
            ranges[place] = np.stack([np.minimum(known[0], low), np.maximum(known[1], high)])

        module.register_forward_pre_hook(see)

    for place, module in _places(model).items():
        watch(place, module)
    for batch in batches(list(inputs), BATCH):
        real = torch.from_numpy(batch.mask).bool()
        for skill in SKILLS:
            model(torch.from_numpy(batch.ids), torch.from_numpy(batch.mask), (skill.id,))
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
