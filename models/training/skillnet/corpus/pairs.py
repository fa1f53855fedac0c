"""From chunks to training pairs: what a person may ask, and the piece that answers."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

HELD_OUT = 1 / 10
HELD_OUT_JAVA = 1 / 4  # of the packages that carry Java, which is scarce: enough to measure on
_WITH_JAVA = re.compile("react-native|cordova|capacitor|phonegap|expo-|nativescript")
_SENTENCE = re.compile(r"(.+?[.!?])(?=\s+[A-Z\d`*<({]|\s*$)", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_TAG = re.compile(
    r"^\s*(?:[@\\]\w+|:\w+[^:]*:|\.\. |Args?:|Arguments:|Parameters?:?$|Returns?:|Raises:|Yields:|Examples?:?|Usage:"
    r"|# (?:Examples?|Panics|Safety|Errors)|>>>|```|---|===|\* @)"
)
_MARKUP = re.compile(r"\{@\w+\s+([^}]*)\}|:\w+:`~?([^`]*)`|\[([^\]]*)\]\([^)]*\)|</?\w+[^>]*>|[`*]{1,2}")
_EMPTY = re.compile(
    r"copyright|licen[sc]ed? under|all rights reserved|\btodo\b|fixme|inheritdoc|auto-?generated|do not edit|noqa"
    r"|eslint|pylint|nolint|deprecated|see also|@ts-|@suppress|non-javadoc|<editor-fold",
    re.IGNORECASE,
)
_CONSTRUCTOR = re.compile(
    r"^(?:default )?(?:constructor|getter|setter|destructor|main|initiali[sz]e[rs]?|init|test)\b.{0,20}$", re.IGNORECASE
)
_SPLIT = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]*|\d+")


@dataclass(frozen=True)
class Pair:
    """`passage` answers `query`.

    Of code, `query` is its doc comment (empty without one), `passage` the piece without it, and `name` the name that
    it defines; of prose they are a heading and its section; of `next` a piece of code and the one that follows it.
    """

    kind: Literal["code", "heading", "next"]
    package: str
    language: str
    name: str
    query: str
    passage: str


def is_held_out(package: str) -> bool:
    """True for one package in ten (of those with Java, four), by its name alone: these are never trained on."""
    share = HELD_OUT_JAVA if _WITH_JAVA.search(package) else HELD_OUT
    return hashlib.sha1(package.encode()).digest()[0] < 256 * share


def mine(chunks: Iterator[dict]) -> Iterator[Pair]:
    """The pairs of the chunks of some files; chunks of a file must follow each other."""
    yield from (pair for pair in _mined(chunks) if _is_unicode(pair.query) and _is_unicode(pair.passage))


def _mined(chunks: Iterator[dict]) -> Iterator[Pair]:
    previous: tuple[str, str, str] | None = None
    for chunk in chunks:
        place = (chunk["package"], chunk["path"])
        if chunk["skill"] == "text":
            pair = _of_prose(chunk)
        else:
            pair = _of_code(chunk)
            bare = _bare(chunk)
            if _is_telling(bare):
                if previous is not None and previous[:2] == place:
                    yield Pair("next", chunk["package"], chunk["language"], chunk["symbol"], previous[2], bare)
                previous = (*place, bare)
        if pair is not None:
            yield pair


def _of_code(chunk: dict) -> Pair | None:
    bare = _bare(chunk)
    if not chunk["symbol"] or not _is_telling(bare):
        return None
    name = re.split(r"[.:#\\/]+", chunk["symbol"])[-1]
    return Pair("code", chunk["package"], chunk["language"], name, doc_text(chunk["doc"]), bare)


def _of_prose(chunk: dict) -> Pair | None:
    title = plain(chunk["symbol"])
    section = chunk["passage"].removeprefix(chunk["symbol"]).strip()
    words = _WORD.findall(title)
    if not 2 <= len(words) <= 14 or len(_WORD.findall(section)) < 12 or not is_english(section) or _EMPTY.search(title):
        return None
    return Pair("heading", chunk["package"], chunk["language"], "", title, section)


def _bare(chunk: dict) -> str:
    """The passage without the doc comment."""
    passage, doc = chunk["passage"], chunk["doc"]
    return passage.replace(doc, "", 1).strip() if doc else passage


def _is_unicode(text: str) -> bool:
    """False where half of a surrogate pair stands alone, which no tokenizer reads."""
    return not _SURROGATE.search(text)


def _is_telling(code: str) -> bool:
    return len(code) > 80 and code.count("\n") >= 2 and len(set(_WORD.findall(code))) > 5


def doc_text(doc: str) -> str:
    """The first paragraph of a doc comment as plain words, at most three sentences; empty where it says too little."""
    lines: list[str] = []
    for line in doc.split("\n"):
        if _TAG.match(line) or (not line.strip() and lines):
            break
        lines.append(line.strip())
    text = plain(" ".join(lines))
    sentences = [sentence.strip() for sentence in _SENTENCE.findall(text)] or [text]
    short = " ".join(sentences[:3])[:400].strip()
    words = _WORD.findall(short)
    fit = 3 <= len(words) <= 70 and is_english(short) and not _EMPTY.search(short) and not _CONSTRUCTOR.match(short)
    return short if fit else ""


def first_sentence(text: str) -> str:
    found = _SENTENCE.match(text)
    return found[1].strip() if found else text


def plain(text: str) -> str:
    """Without the markup of doc comments: `{@link Foo}` and :class:`Foo` are Foo."""
    bare = _MARKUP.sub(lambda match: next((group for group in match.groups() if group), ""), text)
    return re.sub(r"\s+", " ", bare).strip(" -:\t")


def words_of(name: str) -> list[str]:
    """`parseHTTPRequest_body` as its words in lower case."""
    return [part.lower() for part in _SPLIT.findall(name)]


def is_english(text: str) -> bool:
    """True where most characters are ASCII letters and spaces."""
    letters = sum(character.isascii() and (character.isalpha() or character == " ") for character in text)
    return letters > 0.75 * len(text)
