"""Brings packages with the machine's own package managers; keeps their permissive source files, a folder a package."""

import gzip
import hashlib
import io
import json
import random
import re
import shutil
import subprocess
import tarfile
import tomllib
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath

from skillnet.corpus.licences import is_permissive, licence_of

SOURCES = Path(__file__).with_name("sources.toml")
_SUFFIXES = (
    ".py .pyi .js .mjs .cjs .jsx .ts .mts .cts .tsx .go .java .rs .c .h .cc .cpp .cxx .hpp .hh .php .rb .sh .bash .zsh"
    " .kt .scala .cs .lua .pl .pm .md .rst .adoc"
)
SUFFIXES = frozenset(_SUFFIXES.split())
# Copies of other projects, generated files, and tests, whose names say nothing of what they do.
_LEFT_OUT = re.compile(
    r"(^|/)(vendor(ed)?|_vendor|third_?party|node_modules|dist|build|generated|testdata|fixtures|tests?|__tests__|specs?"
    r"|locales?|i18n|debian|man)/"
    r"|\.min\.|\.pb\.|_pb2|\.generated\."
    r"|(^|/)(test_[^/]*|[^/]*(_test|_spec|\.test|\.spec))\.\w+$"
    r"|(^|/)(CHANGE|LICEN|COPYING|NEWS|HISTORY|AUTHORS|CODE_OF_CONDUCT)",
    re.IGNORECASE,
)
_BUILT_TWICE = re.compile(r"(^|/)(esm\d*|cjs|fesm\d*|umd|amd|bundles?|lib-esm|_esm\d*|_cjs)/", re.IGNORECASE)


@dataclass(frozen=True)
class Package:
    """A package whose files were kept: where it came from, under which licence."""

    origin: str
    name: str
    version: str
    licence: str
    files: int

    @property
    def folder(self) -> str:
        """Its folder below the sources: `npm/@scope+name`."""
        return f"{self.origin}/{self.name.replace('/', '+')}"


@dataclass(frozen=True)
class Limits:
    """What of a package is kept at most: files, bytes of a file, compressed megabytes of it all."""

    package_mb: float
    file_bytes: int
    files: int


@dataclass(frozen=True)
class Remote:
    """Where a Debian package lies."""

    uri: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Wanted:
    """A package to bring."""

    origin: str
    name: str
    limits: Limits
    remote: Remote | None = None


@dataclass(frozen=True)
class Archive:
    """A package as it was brought: an uncompressed tar."""

    version: str
    licence: str
    content: io.BytesIO


def bring(out: Path, share: float, workers: int = 4) -> list[Package]:
    """Brings `share` (0 to 1) of what sources.toml names into `out`; what is there already is not brought again."""
    done = {(package.origin, package.name): package for package in read_packages(out)}
    refused = _refused(out)
    open_ones = [one for one in wanted(out, share) if (one.origin, one.name) not in done | dict.fromkeys(refused)]
    print(f"packages: {len(done)} there, {len(open_ones)} to bring", flush=True)
    with (
        ThreadPoolExecutor(workers) as pool,
        (out / "packages.jsonl").open("a") as log,
        (out / "refused.jsonl").open("a") as no,
    ):
        for one, outcome in zip(open_ones, pool.map(lambda one: _bring_one(one, out), open_ones), strict=True):
            if isinstance(outcome, Package):
                done[one.origin, one.name] = outcome
                log.write(json.dumps(asdict(outcome)) + "\n")
                log.flush()
            else:
                no.write(json.dumps({"origin": one.origin, "name": one.name, "reason": outcome}) + "\n")
                no.flush()
    return list(done.values())


def read_packages(out: Path) -> list[Package]:
    """The packages that `out` holds."""
    return [Package(**row) for row in _lines(out / "packages.jsonl")]


def wanted(out: Path, share: float) -> Iterator[Wanted]:
    """What sources.toml asks for, without what it excludes."""
    table = tomllib.loads(SOURCES.read_text("utf-8"))
    words = frozenset(table["exclude"]["words"])
    index = _debian_index(out / "apt")
    seen: set[str] = set()
    for entry in table["debian"]:
        limits = Limits(**(table["limits"] | {key: entry[key] for key in table["limits"] if key in entry}))
        names = entry.get("names") or [name for name in index if re.fullmatch(entry["pattern"], name)]
        small = sorted(name for name in names if name in index and index[name][1] < limits.package_mb * 1e6)
        fit = [name for name in small if name not in seen and not is_excluded(name, words)]
        random.Random(0).shuffle(fit)
        chosen = fit[: max(1, round(entry["packages"] * share))]
        seen.update(chosen)
        yield from (Wanted("debian", name, limits, index[name][2]) for name in chosen)
    limits = Limits(**(table["limits"] | {"package_mb": table["npm"]["package_mb"]}))
    names = [name for name in table["npm"]["names"] if not is_excluded(name, words)]
    yield from (Wanted("npm", name, limits) for name in names[: max(1, round(len(names) * share))])


def is_excluded(name: str, words: frozenset[str]) -> bool:
    """True where a package is one of the projects `words`, whatever its language puts before or behind the name."""
    base = re.sub(
        r"^(golang-(github-|gopkg-|golang-)?|librust-|ruby-|php-|node-|python3?-|lib|@types/)", "", name.lower()
    )
    base = re.sub(r"(-java|-js|-?\d[\d.]*)$", "", re.sub(r"(\+.*)?-dev$", "", base))
    scope, _, unscoped = base.removeprefix("@").rpartition("/")
    last = base.rpartition("-")[2] if name.startswith(("golang-", "php-")) else base  # both put the vendor first
    return not words.isdisjoint({name.lower(), base, scope, unscoped, last})


def _bring_one(one: Wanted, out: Path) -> Package | str:
    """The package, or why it was not kept."""
    scratch = out / "scratch" / f"{one.origin}-{one.name.replace('/', '+')}"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    try:
        return _keep(one, out, (_debian if one.origin == "debian" else _npm)(one, scratch))
    except (
        OSError,
        subprocess.SubprocessError,
        tarfile.TarError,
        EOFError,
        KeyError,
        StopIteration,
        ValueError,
    ) as error:
        return f"{type(error).__name__}: {error}"[:300]
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _keep(one: Wanted, out: Path, found: Archive) -> Package | str:
    """Writes the source files of an archive, read from its start to its end once."""
    if not is_permissive(found.licence):
        return f"licence {found.licence or 'not stated in a form that programs read'}"
    package = Package(one.origin, one.name, found.version, found.licence, 0)
    folder = out / "sources" / package.folder
    shutil.rmtree(folder, ignore_errors=True)
    kept = 0
    with tarfile.open(fileobj=found.content, mode="r|*") as tar:
        for member in tar:
            path = str(PurePosixPath(*PurePosixPath(member.name).parts[1:]))
            if kept == one.limits.files:
                break
            if not member.isfile() or member.size > one.limits.file_bytes or ".." in path or _LEFT_OUT.search(path):
                continue
            content = tar.extractfile(member).read()
            named = _named(path, content, one.origin)
            if named:
                (folder / named).parent.mkdir(parents=True, exist_ok=True)
                (folder / named).write_bytes(content)
                kept += 1
    return replace(package, files=kept) if kept else "no source files"


def _named(path: str, content: bytes, origin: str) -> str | None:
    """The path under which a source file is kept: a shell script without an ending gets one, other files get none."""
    suffix = PurePosixPath(path).suffix
    if suffix in SUFFIXES:
        return None if origin == "npm" and _BUILT_TWICE.search(path) else path
    return f"{path}.sh" if re.match(rb"#! ?/(usr/)?bin/(env )?(ba|da|k|z)?sh\b", content) else None


def _debian(one: Wanted, scratch: Path) -> Archive:
    with urllib.request.urlopen(one.remote.uri, timeout=60) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != one.remote.sha256:
        raise ValueError(f"{one.remote.uri} is not what the index says (sha256)")
    (scratch / "package.deb").write_bytes(content)
    tree = subprocess.run(
        ["dpkg-deb", "--fsys-tarfile", str(scratch / "package.deb")], capture_output=True, check=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(tree)) as tar:
        copyright_file = tar.extractfile(f"./usr/share/doc/{one.name}/copyright").read().decode("utf-8", "replace")
    return Archive(one.remote.version, licence_of(copyright_file), io.BytesIO(tree))


def _npm(one: Wanted, scratch: Path) -> Archive:
    subprocess.run(
        ["npm", "pack", "--ignore-scripts", "--pack-destination", str(scratch), one.name],
        capture_output=True, check=True, timeout=120, cwd=scratch,
    )  # fmt: skip
    archive = next(scratch.glob("*.tgz"))
    if archive.stat().st_size > one.limits.package_mb * 1e6:
        raise ValueError(f"{archive.stat().st_size / 1e6:.0f} MB, over the limit")
    content = gzip.decompress(archive.read_bytes())
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        root = next(name for name in tar.getnames() if re.fullmatch(r"[^/]+/package\.json", name))
        manifest = json.load(tar.extractfile(root))
    licence = manifest.get("license", "")
    return Archive(manifest["version"], licence if isinstance(licence, str) else "", io.BytesIO(content))


def _debian_index(folder: Path) -> dict[str, tuple[str, int, Remote]]:
    """Section, bytes and whereabouts of every binary package, by apt with lists of its own."""
    for name in ("sources", "lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    options = {
        "Dir::State::Lists": str(folder / "lists"),
        "Dir::Cache": str(folder / "cache"),
        "APT::Sandbox::User": "root",
    }

    def apt(*arguments: str) -> str:
        given = [part for key, value in options.items() for part in ("-o", f"{key}={value}")]
        command = ["apt-get", "-qq", *given, *arguments]
        return subprocess.run(command, capture_output=True, check=True, text=True, timeout=300).stdout

    if not any((folder / "lists").glob("*Packages*")):
        apt("update")
    index = {}
    for target in apt("indextargets", "--format", "$(FILENAME) $(REPO_URI)", "Created-By: Packages").splitlines():
        file, _, base = target.partition(" ")
        listed = subprocess.run(
            ["/usr/lib/apt/apt-helper", "cat-file", file], capture_output=True, check=True, text=True
        )
        for entry in listed.stdout.split("\n\n"):
            fields = dict(re.findall(r"^([\w-]+): (.*)$", entry, re.MULTILINE))
            if "Filename" in fields:
                remote = Remote(base + fields["Filename"], fields["Version"], fields["SHA256"])
                index[fields["Package"]] = (fields.get("Section", ""), int(fields["Size"]), remote)
    return index


def _refused(out: Path) -> set[tuple[str, str]]:
    return {(row["origin"], row["name"]) for row in _lines(out / "refused.jsonl")}


def _lines(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []
