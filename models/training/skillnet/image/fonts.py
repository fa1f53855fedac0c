"""Fonts to draw with: those of the folder that SKILLNET_FONTS names, and those that come with matplotlib."""

import os
import random
from functools import cache
from pathlib import Path

import matplotlib
from PIL import ImageFont


@cache
def _files(mono: bool) -> tuple[Path, ...]:
    folders = [Path(matplotlib.get_data_path()) / "fonts" / "ttf"]
    if "SKILLNET_FONTS" in os.environ:
        folders.append(Path(os.environ["SKILLNET_FONTS"]))
    files = sorted(file for folder in folders for file in folder.rglob("*") if file.suffix in {".ttf", ".otf"})
    plain = [file for file in files if not any(part in file.name for part in ("STIX", "cm", "Symbol", "Display"))]
    return tuple(file for file in plain if _is_mono(file) == mono)


def _is_mono(file: Path) -> bool:
    return any(part in file.name for part in ("Mono", "Code", "Hack", "Inconsolata", "Courier", "mono"))


def font(rng: random.Random, size: int, mono: bool = False) -> ImageFont.FreeTypeFont:
    """One by chance, `size` pixels high."""
    return _open(rng.choice(_files(mono)), size)


@cache
def _open(file: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file), size)
