"""Sets of pictures in two files: NAME.bin holds them one after another, NAME.jsonl says what is where and behind it."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from skillnet.image.drawn import Behind, Drawn


def read_pack(name: Path) -> Iterator[Drawn]:
    """The pictures of NAME.bin, as `pages/render.ts` writes them."""
    with name.with_suffix(".bin").open("rb") as pictures, name.with_suffix(".jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            pictures.seek(entry["offset"])
            picture = Image.open(io.BytesIO(pictures.read(entry["length"])))
            picture.load()
            yield Drawn(entry["family"], picture, tuple(Behind(text["skill"], text["text"]) for text in entry["texts"]))
