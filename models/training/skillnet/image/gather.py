"""What drawing needs of a corpus, in one small file.

    python -m skillnet.image.gather --corpus CORPUS --out FILE.jsonl.xz

Real code for pictures of code, with its passage and comment, and passages of code and docs that no picture shows, as
negatives. The corpus is what `python -m skillnet.corpus` wrote.
"""

import argparse
import gzip
import json
import lzma
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

MOST_LINES, LEAST_LINES = 42, 4


def main() -> None:
    parser = argparse.ArgumentParser(description="Gather real code for pictures of code, and negatives.")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shown", type=int, default=8_000, help="pieces of code to draw")
    parser.add_argument("--others", type=int, default=20_000, help="passages that no picture shows")
    given = parser.parse_args()
    rng = random.Random(0)
    files = sorted((given.corpus / "chunks").glob("*.jsonl.gz"))
    rng.shuffle(files)
    pieces = [piece for file in files for piece in _pieces(file, given.corpus / "sources")]
    rng.shuffle(pieces)
    shown = [piece for piece in pieces if piece["code"]][: given.shown]
    others = [{"skill": piece["skill"], "passage": piece["passage"]} for piece in pieces if piece not in shown]
    with lzma.open(given.out, "wt", encoding="utf-8") as out:
        for piece in [*shown, *others[: given.others]]:
            out.write(json.dumps(piece) + "\n")
    print(
        f"{len(shown):,} shown, {min(len(others), given.others):,} others: {given.out.stat().st_size / 2**20:.1f} MiB"
    )


def read(file: Path) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    """Pieces of code (language, code, comment) and other passages (skill, passage)."""
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        pieces = [json.loads(line) for line in lines]
    shown = [(piece["language"], piece["code"], piece["doc"]) for piece in pieces if "code" in piece]
    return shown, [(piece["skill"], piece["passage"]) for piece in pieces]


def _pieces(file: Path, sources: Path) -> Iterator[dict[str, str]]:
    """A few chunks of each file of a package, code with the lines as they stand there."""
    chunks: dict[str, list[dict]] = {}
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                chunk = json.loads(line)
                chunks.setdefault(chunk["path"], []).append(chunk)
    for path, members in list(chunks.items())[:60]:
        for place, chunk in enumerate(members[:12]):
            code = ""
            if chunk["skill"] == "code" and chunk["symbol"] and _is_known(chunk["language"]):
                end = members[place + 1]["startLine"] if place + 1 < len(members) else chunk["startLine"] + MOST_LINES
                code = _lines(sources / chunk["package"] / path, chunk["startLine"], end)
            yield {**{key: chunk[key] for key in ("skill", "language", "doc", "passage")}, "code": code}


def _lines(file: Path, start: int, end: int) -> str:
    try:
        lines: Sequence[str] = file.read_text("utf-8").split("\n")[start - 1 : min(end - 1, start - 1 + MOST_LINES)]
    except (OSError, UnicodeDecodeError):
        return ""
    return "\n".join(lines).strip("\n") if len(lines) >= LEAST_LINES else ""


def _is_known(language: str) -> bool:
    try:
        get_lexer_by_name(language)
    except ClassNotFound:
        return False
    return True


if __name__ == "__main__":
    main()
