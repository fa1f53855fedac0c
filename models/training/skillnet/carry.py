"""Training on a machine that nothing but small files can reach.

    python -m skillnet.carry pack --corpus CORPUS --out CARRIED    first weights in float16, corpus packed
    sh gpu.sh CARRIED OUT                                          there: trains, writes shards of the learned weights
    python -m skillnet.carry join --shards OUT --out RUN           here: RUN/model.safetensors, as if trained here
"""

import argparse
import gzip
import lzma
import shutil
from collections.abc import Mapping
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

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
    splitting.set_defaults(run=lambda given: shards(given.weights, given.out))
    joining = commands.add_parser("join")
    joining.add_argument("--shards", type=Path, required=True)
    joining.set_defaults(run=lambda given: join(given.shards, given.out))
    for command in (packing, splitting, joining):
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


def shards(weights: Path, out: Path) -> None:
    """The tensors that training changed, in float16, in files of at most SHARD_BYTES."""
    config = config_of(weights)
    part: dict[str, Tensor] = {}
    count = 0
    for name, tensor in load_file(weights).items():
        if is_learned(name, config):
            if sum(held.nbytes for held in part.values()) + tensor.nbytes // 2 > SHARD_BYTES:
                count = _write(part, count, out, weights)
                part = {}
            part[name] = tensor.half().contiguous()
    print(f"{_write(part, count, out, weights)} shards in {out}")


def join(folder: Path, out: Path) -> None:
    """The whole state dict: what did not learn as it was, what learned from the shards."""
    files = sorted(folder.glob("shard-*.safetensors"))
    if not files:
        raise FileNotFoundError(f"{folder} has no shard-*.safetensors: bring what `shards` wrote")
    config = config_of(files[0])
    state = start(config)[1].state_dict()
    for file in files:
        state |= {name: tensor.float() for name, tensor in load_file(file).items()}
    weights = {name: tensor.contiguous() for name, tensor in state.items()}
    save_file(weights, out / "model.safetensors", _metadata(files[0]))
    print(out / "model.safetensors")


def _write(part: Mapping[str, Tensor], count: int, out: Path, weights: Path) -> int:
    save_file(dict(part), out / f"shard-{count}.safetensors", _metadata(weights))
    return count + 1


def _metadata(file: Path) -> dict[str, str]:
    with safe_open(file, "pt") as content:
        return content.metadata()


if __name__ == "__main__":
    main()
