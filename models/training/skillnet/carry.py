"""Training on a machine that nothing but small files can reach.

    python -m skillnet.carry pack --corpus CORPUS --out CARRIED    first weights in float16, corpus packed
    sh gpu.sh CARRIED OUT                                          there: trains, writes shards of the learned weights
    python -m skillnet.carry join --shards OUT --out RUN           here: RUN/model.safetensors, as if trained here

The image skill, whose weights all learn, with packs instead of a corpus (gpu-image.sh):

    python -m skillnet.carry pictures --pack NAME --passages FILE --out CARRIED
    sh gpu-image.sh CARRIED OUT
    python -m skillnet.carry join --image --shards OUT --out RUN   here: RUN/image.safetensors
"""

import argparse
import gzip
import lzma
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from skillnet.image.drawn import Drawn
from skillnet.image.grids import fitted
from skillnet.image.pack import read_pack, write_pack
from skillnet.source import find_source
from skillnet.train import config_of, is_learned, start

SHARD_BYTES = 15 * 2**20
SPLITS = ("train", "held")


def main() -> None:
    parser = argparse.ArgumentParser(description="Carry training to another machine and its weights back.")
    commands = parser.add_subparsers(required=True)
    packing = commands.add_parser("pack")
    packing.add_argument("--corpus", type=Path, required=True)
    packing.set_defaults(run=lambda given: pack(given.corpus, given.out))
    splitting = commands.add_parser("shards")
    splitting.add_argument("--weights", type=Path, required=True)
    splitting.set_defaults(run=lambda given: shards(given.weights, given.out, given.image))
    joining = commands.add_parser("join")
    joining.add_argument("--shards", type=Path, required=True)
    joining.set_defaults(run=lambda given: join(given.shards, given.out, given.image))
    pictures = commands.add_parser("pictures")
    pictures.add_argument("--pack", type=Path, action="append", default=[])
    pictures.add_argument("--passages", type=Path, required=True)
    pictures.set_defaults(run=lambda given: pack_pictures(given.pack, given.passages, given.out))
    for command in (splitting, joining):
        command.add_argument("--image", action="store_true", help="weights of the image skill")
    for command in (packing, splitting, joining, pictures):
        command.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    given.run(given)


def pack(corpus: Path, out: Path) -> None:
    """What a training run reads, small: weights in float16, the corpus by LZMA."""
    source = find_source()
    weights = {name: tensor.half().contiguous() for name, tensor in source.tensors().items()}
    save_file(weights, out / "model.safetensors")
    shutil.copyfile(source.tokenizer, out / "tokenizer.json")
    for split in SPLITS:
        with gzip.open(corpus / f"{split}.jsonl.gz") as pairs, lzma.open(out / f"{split}.jsonl.xz", "w") as packed:
            shutil.copyfileobj(pairs, packed)
    print(f"{sum(file.stat().st_size for file in out.iterdir()) / 2**20:.1f} MiB in {out}")


def pack_pictures(packs: Sequence[Path], passages: Path, out: Path) -> None:
    """All pictures in one pack, in the pixels of their grids, and the passages."""

    def fitted_pictures() -> Iterator[Drawn]:
        for name in packs:
            for drawn in read_pack(name):
                yield replace(drawn, picture=fitted(drawn.picture))

    print(f"{write_pack(out / 'pictures', fitted_pictures(), quality=50)} pictures")
    with (out / "pictures.jsonl").open("rb") as lines, lzma.open(out / "pictures.jsonl.xz", "w") as packed:
        shutil.copyfileobj(lines, packed)
    (out / "pictures.jsonl").unlink()
    shutil.copyfile(passages, out / "passages.jsonl.xz")


def shards(weights: Path, out: Path, image: bool = False) -> None:
    """The tensors that training changed, in float16, in files of at most SHARD_BYTES."""
    learned = load_file(weights)
    if not image:
        config = config_of(weights)
        learned = {name: tensor for name, tensor in learned.items() if is_learned(name, config)}
    part: dict[str, Tensor] = {}
    count = 0
    for name, tensor in learned.items():
        if sum(held.nbytes for held in part.values()) + tensor.nbytes // 2 > SHARD_BYTES:
            count = _write(part, count, out, weights)
            part = {}
        part[name] = tensor.half().contiguous() if tensor.ndim > 1 else tensor
    print(f"{_write(part, count, out, weights)} shards in {out}")


def join(folder: Path, out: Path, image: bool = False) -> None:
    """The whole state dict: what did not learn as it was, what learned from the shards."""
    files = sorted(folder.glob("shard-*.safetensors"))
    if not files:
        raise FileNotFoundError(f"{folder} has no shard-*.safetensors: bring what `shards` wrote")
    state = {} if image else start(config_of(files[0]))[1].state_dict()
    for file in files:
        state |= {name: tensor.float() for name, tensor in load_file(file).items()}
    weights = {name: tensor.contiguous() for name, tensor in state.items()}
    joined = out / ("image.safetensors" if image else "model.safetensors")
    save_file(weights, joined, _metadata(files[0]))
    print(joined)


def _write(part: Mapping[str, Tensor], count: int, out: Path, weights: Path) -> int:
    save_file(dict(part), out / f"shard-{count}.safetensors", _metadata(weights))
    return count + 1


def _metadata(file: Path) -> dict[str, str]:
    with safe_open(file, "pt") as content:
        return content.metadata()


if __name__ == "__main__":
    main()
