"""Sets of pictures in two files: NAME.bin holds them one after another, NAME.jsonl says what is where and behind it.

    python -m skillnet.image.pack --passages FILE --count 3000 --seed 1 --out NAME

draws one, where drawing beside the training would take its processors.
"""

import argparse
import io
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from PIL import Image

from skillnet.image.drawn import Behind, Drawn
from skillnet.image.supply import draw, drawers

MOST_PIXELS = 640
"""Of a side of a picture that is kept: more is lost in its grid anyway."""


def write_pack(name: Path, drawn: Iterable[Drawn], quality: int = 80) -> int:
    """Writes NAME.bin and NAME.jsonl as the pictures come, in WebP of a `quality`; returns how many came."""
    offset = count = 0
    with (
        name.with_suffix(".bin").open("wb") as pictures,
        name.with_suffix(".jsonl").open("w", encoding="utf-8") as lines,
    ):
        for one in drawn:
            picture = one.picture.convert("RGB")
            picture.thumbnail((MOST_PIXELS, MOST_PIXELS))
            content = io.BytesIO()
            picture.save(content, "webp", quality=quality)
            length = pictures.write(content.getvalue())
            texts = [{"skill": text.skill, "text": text.text} for text in one.texts]
            lines.write(json.dumps({"family": one.family, "offset": offset, "length": length, "texts": texts}) + "\n")
            offset, count = offset + length, count + 1
    return count


def read_pack(name: Path) -> Iterator[Drawn]:
    """The pictures of NAME.bin, as `pages/render.ts` writes them."""
    with name.with_suffix(".bin").open("rb") as pictures, name.with_suffix(".jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            pictures.seek(entry["offset"])
            picture = Image.open(io.BytesIO(pictures.read(entry["length"])))
            picture.load()
            yield Drawn(entry["family"], picture, tuple(Behind(text["skill"], text["text"]) for text in entry["texts"]))


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw pictures into a pack.")
    parser.add_argument("--passages", type=Path, required=True, help="what python -m skillnet.image.gather wrote")
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, help="NAME of NAME.bin and NAME.jsonl")
    parser.add_argument("--grammar", action="store_true", help="charts by plotnine alone (requirements-charts.txt)")
    given = parser.parse_args()
    rng, families = random.Random(given.seed), drawers(given.passages)
    if given.grammar:
        from skillnet.image import grammars  # needs what nothing else does

        families = {"chart": grammars.draw}
    print(write_pack(given.out, (draw(families, rng) for _ in range(given.count))), "pictures")


if __name__ == "__main__":
    main()
