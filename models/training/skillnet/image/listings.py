"""Pictures of code: real passages in the colours of an editor, in many fonts and themes."""

import random

from PIL import Image, ImageDraw
from pygments.lexers import get_lexer_by_name
from pygments.styles import get_all_styles, get_style_by_name

from skillnet.image.drawn import Behind, Draw, Drawn
from skillnet.image.fonts import font

MOST_LINES, MOST_COLUMNS = 42, 110
THEMES = tuple(
    name for name in get_all_styles() if name not in {"dracula", "nord", "monokai", "solarized-dark", "solarized-light"}
)
"""Those of the benchmark of code screenshots are left out."""


def draw_from(passages: list[tuple[str, str, str]]) -> Draw:
    """Draws one of `passages`: language as Pygments names it, the code, and what is said of it (or nothing)."""

    def draw(rng: random.Random) -> Drawn:
        language, code, said = rng.choice(passages)
        behind = (Behind("code", code), *((Behind("text", said),) if said else ()))
        return Drawn("code", listing(rng, language, code), behind)

    return draw


def listing(rng: random.Random, language: str, code: str) -> Image.Image:
    """The code as an editor, a slide or a web page shows it."""
    lines = [line.expandtabs(4)[:MOST_COLUMNS] for line in code.splitlines()[:MOST_LINES]] or [""]
    style = get_style_by_name(rng.choice(THEMES))
    size = rng.choice([10, 12, 13, 14, 16, 20])
    mono = font(rng, size, mono=True)
    step, advance = int(size * rng.uniform(1.2, 1.6)), mono.getlength("m")
    numbered, pad = rng.random() < 0.5, rng.randint(6, 40)
    gutter = int(advance * 5) if numbered else 0
    bar = rng.choice([0, 0, 30])
    wide = max(len(line) for line in lines) * advance + 2 * pad + gutter + rng.choice([0, 0, 200])
    picture = Image.new("RGB", (max(160, int(wide)), step * len(lines) + 2 * pad + bar), style.background_color)
    pen = ImageDraw.Draw(picture)
    if bar:
        for place, tint in enumerate(("#ff5f56", "#ffbd2e", "#27c93f")):
            pen.ellipse((14 + place * 20, 10, 26 + place * 20, 22), fill=tint)
    plain = "#cccccc" if sum(Image.new("RGB", (1, 1), style.background_color).getpixel((0, 0))) < 380 else "#222222"
    column = row = 0
    for token, text in get_lexer_by_name(language, stripnl=False).get_tokens("\n".join(lines)):
        tint = style.style_for_token(token)["color"] if token in style else None
        for place, part in enumerate(text.split("\n")):
            if place > 0:
                row, column = row + 1, 0
            if part.strip():
                at = (pad + gutter + column * advance, bar + pad + row * step)
                pen.text(at, part, fill=f"#{tint}" if tint else plain, font=mono)
            column += len(part)
    if numbered:
        for place in range(len(lines)):
            pen.text((pad, bar + pad + place * step), f"{place + 1:>3}", fill="#888888", font=mono)
    return picture
