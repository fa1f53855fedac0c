"""How a picture becomes tokens: stretched to one of a few grids of patches, nearly as wide and high as it is."""

import math

from PIL import Image

PATCH = 32
GRIDS: tuple[tuple[int, int], ...] = (
    (12, 12), (10, 14), (9, 16), (8, 18), (7, 20), (6, 24), (14, 10), (16, 9), (18, 8), (24, 6),
)  # fmt: skip
TOKENS = 144
"""The most patches of a grid."""


def grid_of(width: int, height: int) -> tuple[int, int]:
    """Rows and columns of patches for a picture of so many pixels: the grid with the nearest aspect ratio."""
    aspect = math.log(width / height)
    return min(GRIDS, key=lambda grid: abs(math.log(grid[1] / grid[0]) - aspect))


def fitted(picture: Image.Image) -> Image.Image:
    """The whole picture, on white where it is transparent, in the pixels of its grid."""
    rows, columns = grid_of(*picture.size)
    if picture.mode != "RGB":
        rgba = picture.convert("RGBA")
        ground = Image.new("RGBA", rgba.size, "white")
        picture = Image.alpha_composite(ground, rgba).convert("RGB")
    return picture.resize((columns * PATCH, rows * PATCH), Image.Resampling.LANCZOS)
