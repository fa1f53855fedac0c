"""Builds the corpus: python -m skillnet.corpus --out DIR [--suite FILE ...] [--share 1]

Resumable: packages that are there are not brought again, packages that were cut are not cut again. Writes
`train.jsonl.gz`, `held.jsonl.gz` (packages never trained on) and `provenance.tsv` into DIR.
"""

import argparse
import gzip
import json
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from skillnet.corpus.near import Seen
from skillnet.corpus.overlap import Overlap
from skillnet.corpus.packages import Package, bring, read_packages
from skillnet.corpus.pairs import Pair, is_held_out, mine

PROJECT = Path(__file__).parents[4]
GROUP = 40
PER_PACKAGE = {"code": 2_500, "heading": 300, "next": 150}
PER_HEADING = 3


def main() -> None:
    parser = argparse.ArgumentParser(description="Bring packages, cut them as the product does, mine pairs.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--suite",
        type=Path,
        action="append",
        default=[],
        help="JSON lines with the `code` of a suite, or a folder of its sources: left out",
    )
    parser.add_argument(
        "--share", type=float, default=1, help="of the packages that sources.toml names; for a quick look"
    )
    parser.add_argument("--offline", action="store_true", help="bring nothing, use what is there")
    arguments = parser.parse_args()
    out = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    packages = read_packages(out) if arguments.offline else bring(out, arguments.share)
    cut(out, packages)
    suites = Overlap()
    for suite in arguments.suite:
        suites.add(suite_texts(suite))
    write(out, packages, suites)


def cut(out: Path, packages: Sequence[Package]) -> None:
    """Cuts what is not cut yet, as the product cuts it, two processes at a time: `chunks/<package>.jsonl.gz`."""
    (out / "chunks").mkdir(exist_ok=True)
    left = [package.folder for package in packages if not _chunk_file(out, package.folder).exists()]
    groups = [left[start : start + GROUP] for start in range(0, len(left), GROUP)]
    with ThreadPoolExecutor(2) as pool:
        for done, _ in enumerate(pool.map(lambda group: _cut_group(out, group), groups), 1):
            print(f"cut {min(done * GROUP, len(left))} of {len(left)} packages", flush=True)


def _cut_group(out: Path, folders: Sequence[str]) -> None:
    lines: dict[str, list[str]] = {folder: [] for folder in folders}
    for line in chunk_lines(out / "sources", folders):
        lines[json.loads(line)["package"]].append(line)
    for folder, found in lines.items():
        with gzip.open(_chunk_file(out, folder), "wt", 3) as file:
            file.writelines(found)


def chunk_lines(sources: Path, folders: Sequence[str]) -> Iterator[str]:
    """The chunks of some folders below `sources`, one JSON line each."""
    command = ["node", "test/node.mjs", "models/training/chunks.ts", str(sources.resolve())]
    done = subprocess.run(command, input="\n".join(folders), stdout=subprocess.PIPE, text=True, cwd=PROJECT, check=True)
    yield from done.stdout.splitlines(keepends=True)


def _chunk_file(out: Path, folder: str) -> Path:
    return out / "chunks" / f"{folder.replace('/', '--')}.jsonl.gz"


def suite_texts(suite: Path) -> Iterator[str]:
    """Every text of a suite that training must not see."""
    if suite.is_dir():
        for line in chunk_lines(suite, [folder.name for folder in suite.iterdir() if folder.is_dir()]):
            chunk = json.loads(line)
            yield chunk["passage"]
    else:
        for line in suite.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield row["code"]


def write(out: Path, packages: Sequence[Package], suites: Overlap) -> None:
    """Mines all chunks, without doubles and without anything of the suites."""
    counts: Counter[tuple[str, str, str]] = Counter()
    selection = Selection(suites)
    provenance = []
    with gzip.open(out / "train.jsonl.gz", "wt", 5) as train, gzip.open(out / "held.jsonl.gz", "wt", 5) as held:
        for package in sorted(packages, key=lambda package: package.folder):
            split = "held" if is_held_out(package.folder) else "train"
            kept = selection.of_package(mine(_chunks(out, package.folder)))
            for pair in kept:
                counts[split, pair.kind, pair.language] += 1
                (held if split == "held" else train).write(json.dumps(asdict(pair)) + "\n")
            provenance.append((package, len(kept), split))
    write_provenance(out / "provenance.tsv", provenance)
    for (split, kind, language), n in counts.most_common():
        print(f"{split:<7}{kind:<9}{language:<16}{n:>8,}")
    print(f"{counts.total():,} pairs of {len(packages):,} packages; {selection.of_suites:,} left out as a suite's")


class Selection:
    """Which pairs are kept: none of a suite, no doubles, not too many of one package or with one heading."""

    def __init__(self, suites: Overlap) -> None:
        self.of_suites = 0
        self._suites = suites
        self._seen = Seen()
        self._headings: Counter[str] = Counter()

    def of_package(self, pairs: Iterator[Pair]) -> list[Pair]:
        kept: list[Pair] = []
        of_kind: Counter[str] = Counter()
        for pair in pairs:
            if of_kind[pair.kind] < PER_PACKAGE[pair.kind] and self._is_kept(pair):
                of_kind[pair.kind] += 1
                kept.append(pair)
        return kept

    def _is_kept(self, pair: Pair) -> bool:
        if self._suites.has(pair.passage):
            self.of_suites += 1
            return False
        if pair.kind == "next":  # its pieces are judged one by one as code
            return not self._suites.has(pair.query)
        if pair.kind == "heading":
            self._headings[pair.query.lower()] += 1
            if self._headings[pair.query.lower()] > PER_HEADING:
                return False
        return self._seen.is_new(pair.passage)


def write_provenance(file: Path, rows: Sequence[tuple[Package, int, str]]) -> None:
    lines = ["package\tversion\tlicence\tpairs\tsplit"]
    lines += [
        f"{package.origin}/{package.name}\t{package.version}\t{package.licence}\t{pairs}\t{split}"
        for package, pairs, split in rows
        if pairs
    ]
    file.write_text("\n".join(lines) + "\n", "utf-8")


def _chunks(out: Path, folder: str) -> Iterator[dict]:
    with gzip.open(_chunk_file(out, folder), "rt") as file:
        yield from map(json.loads, file)


if __name__ == "__main__":
    main()
