"""What the corpus builder lets in, and how it cuts packages into pairs."""

import io
import json
import os
import tarfile
from pathlib import Path

import pytest

from skillnet.corpus.__main__ import cut, suite_texts, write
from skillnet.corpus.licences import is_permissive, licence_of
from skillnet.corpus.near import Seen
from skillnet.corpus.overlap import Overlap
from skillnet.corpus.packages import Archive, Limits, Package, Wanted, _keep, is_excluded
from skillnet.corpus.pairs import Pair, doc_text, is_held_out, mine, words_of
from skillnet.sampling import read_pairs

SORT = (
    "def merge_runs(left, right):\n    merged = []\n    while left and right:\n"
    "        smaller = left if left[0] <= right[0] else right\n        merged.append(smaller.pop(0))\n"
    "    return merged + left + right\n"
)
PARSE = "def parse_header(line):\n    name, _, value = line.partition(':')\n    return name.lower(), value.strip()\n"


@pytest.mark.parametrize(
    ("licence", "permissive"),
    [
        ("MIT", True),
        ("Expat and BSD-3-clause", True),
        ("MIT or GPL-2+", True),
        ("(Apache-2.0 or MIT) and Expat", True),
        ("Apache-2.0/MIT", True),
        ("GPL-2+", False),
        ("MIT and GPL-2+", False),
        ("LGPL-2.1+", False),
        ("MPL-2.0", False),
        ("BUSL-1.1", False),
        ("CC-BY-SA-4.0", False),
        ("UNLICENSED", False),
        ("SEE LICENSE IN LICENSE.md", False),
        ("", False),
    ],
)
def test_only_permissive_licences(licence: str, permissive: bool) -> None:
    assert is_permissive(licence) == permissive


def test_licence_of_debian_package() -> None:
    stanzas = ("Files: *\nLicense: Expat", "Files: src/b.c\nLicense: GPL-2+", "Files: debian/*\nLicense: LGPL")
    file = "\n\n".join(("Format: x", *stanzas))
    assert licence_of(file) == "Expat and GPL-2+"
    assert licence_of("This package was debianized by somebody.\n\nIt is free.") == ""


@pytest.mark.parametrize(
    "name",
    [
        "express",
        "node-express",
        "python3-flask",
        "golang-github-go-chi-chi-dev",
        "librust-axum-dev",
        "libuv1-dev",
        "php-guzzlehttp-guzzle",
        "@types/express",
    ],
)
def test_projects_of_suites_are_excluded(name: str) -> None:
    words = frozenset(["express", "flask", "chi", "axum", "uv", "guzzle"])
    assert is_excluded(name, words)
    assert not is_excluded("node-expression-parser", words)


def test_keeps_source_files_only(tmp_path: Path) -> None:
    files = {
        "package/src/a.ts": b"export const a = 1;",
        "package/dist/a.js": b"var a = 1;",
        "package/bin/run": b"#!/bin/bash\necho hi\n",
        "package/logo.png": b"\x89PNG",
        "package/../../outside.py": b"bad = True",
    }
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    content.seek(0)
    kept = _keep(Wanted("npm", "@a/b", Limits(1, 1000, 10)), tmp_path, Archive("1.0", "MIT", content))
    assert kept == Package("npm", "@a/b", "1.0", "MIT", 2)
    found = sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file())
    assert found == ["sources/npm/@a+b/bin/run.sh", "sources/npm/@a+b/src/a.ts"]


def test_doubles_are_found() -> None:
    seen = Seen()
    assert seen.is_new(SORT)
    assert not seen.is_new(SORT.replace("    ", "\t")), "other spaces"
    assert not seen.is_new(SORT.replace("return merged", "return  MERGED")), "another case"
    long = "\n".join(f"step_{i} = compute(step_{i - 1}, table[{i}])" for i in range(40))
    assert seen.is_new(long)
    assert not seen.is_new(long.replace("table[7]", "rows[7]")), "one word of two hundred changed"
    assert seen.is_new(PARSE)


def test_a_piece_of_a_suite_is_found() -> None:
    suites = Overlap()
    suites.add([SORT])
    assert suites.share(SORT.upper()) == 1
    assert suites.has(SORT.replace("smaller", "next_one")), "a name changed"
    assert suites.has(f"{PARSE}\n{SORT}"), "inside a larger text"
    assert not suites.has(PARSE)


@pytest.mark.parametrize(
    ("doc", "text"),
    [
        ("Returns the {@link Foo} of `bar`.\n@param bar the bar", "Returns the Foo of bar."),
        ("Opens a new socket.\nArgs:\n  host: where", "Opens a new socket."),
        ("TODO: write this down for all of us", ""),
        ("Constructor.", ""),
        ("初期化する関数です、設定を読みます", ""),
    ],
)
def test_doc_text(doc: str, text: str) -> None:
    assert doc_text(doc) == text


def test_words_of_names() -> None:
    assert words_of("parseHTTPRequest_body2") == ["parse", "http", "request", "body", "2"]


def test_from_package_to_pairs(tmp_path: Path) -> None:
    """The whole way, cut by the product itself: a comment and its function, a heading and its section, no suite."""
    package = Package("npm", "sorting", "1.0", "MIT", 3)
    folder = tmp_path / "sources" / package.folder
    folder.mkdir(parents=True)
    (folder / "sort.py").write_text(SORT.replace(":\n", ':\n    """Merges two sorted runs into one list."""\n', 1))
    (folder / "parse.py").write_text(PARSE)
    section = "Runs are merged two at a time until one is left; equal elements keep the order in which they came."
    (folder / "guide.md").write_text(f"# Merging sorted runs\n\n{section}\n")
    (tmp_path / "suite.jsonl").write_text(json.dumps({"code": PARSE}) + "\n")
    suites = Overlap()
    suites.add(suite_texts(tmp_path / "suite.jsonl"))

    cut(tmp_path, [package])
    write(tmp_path, [package], suites)

    pairs = read_pairs(tmp_path, "held" if is_held_out(package.folder) else "train")
    (code,) = [pair for pair in pairs if pair.kind == "code"]
    assert (code.name, code.query) == ("merge_runs", "Merges two sorted runs into one list.")
    assert "merged.append" in code.passage and "Merges two" not in code.passage
    (heading,) = [pair for pair in pairs if pair.kind == "heading"]
    assert (heading.query, heading.passage) == ("Merging sorted runs", section)
    assert (tmp_path / "provenance.tsv").read_text().splitlines()[1].startswith("npm/sorting\t1.0\tMIT\t2\t")


def test_split_is_by_package() -> None:
    held = [name for name in (f"debian/package-{i}" for i in range(1000)) if is_held_out(name)]
    assert 60 < len(held) < 140


def test_code_without_a_comment_is_a_pair_without_a_question() -> None:
    chunk = {"package": "p", "path": "a.py", "language": "python", "skill": "code", "symbol": "A.run", "doc": ""}
    assert list(mine(iter([chunk | {"passage": SORT}]))) == [Pair("code", "p", "python", "run", "", SORT)]
    assert list(mine(iter([chunk | {"passage": SORT + "\ud83d"}]))) == []  # half a surrogate pair, which JSON can carry


@pytest.mark.skipif("SKILLNET_CORPUS" not in os.environ, reason="SKILLNET_CORPUS names no corpus")
@pytest.mark.skipif("SKILLNET_SUITES" not in os.environ, reason="SKILLNET_SUITES names no suites")
def test_nothing_of_a_suite_is_in_the_corpus() -> None:
    """SKILLNET_CORPUS against all of SKILLNET_SUITES (JSON lines or folders, separated by colons)."""
    suites = Overlap()
    for suite in os.environ["SKILLNET_SUITES"].split(":"):
        suites.add(suite_texts(Path(suite)))
    pairs = read_pairs(Path(os.environ["SKILLNET_CORPUS"]), "train")
    assert not [pair.passage for pair in pairs if suites.has(pair.passage)]
