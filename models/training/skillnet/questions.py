"""What a person may ask for a piece of code: its comment, its comment in key words, or its name in words."""

import random
import re
from dataclasses import dataclass

from skillnet.corpus.pairs import Pair, first_sentence, words_of

_SMALL_WORDS = (
    "a an the of for to in on by with from and or is are be this that it its as at into if then than which will given "
    "was were has have can may should must also used uses using all any when where whether"
)
_STOP = frozenset(_SMALL_WORDS.split())
_SPOKEN = {"javascript": "js", "typescript": "typescript", "go": "golang", "cpp": "c++", "bash": "bash", "php": "php"}
_SAME = (
    "get fetch retrieve obtain return|check test verify determine|create make build generate new"
    "|delete remove erase drop|convert transform turn change|list array|dict dictionary map hash|string str text"
    "|number int integer|print output display show|find search locate lookup|add append insert"
    "|read load open parse|write save store dump|compute calculate|count number size length"
    "|start launch run execute|stop end close terminate|file path filename|directory folder dir"
    "|error exception failure|argument parameter param|function method|split separate divide"
    "|join merge combine concatenate concat|update modify set|first start begin|last end|random shuffled"
    "|equal same|url link address|copy clone duplicate|wait sleep pause|sort order|unique distinct|whether if"
)
_ALIKE = {word: group.split() for group in _SAME.split("|") for word in group.split()}
REWORDED = 0.35
FORGOTTEN = 0.1
_COMMENT = {"bash": "#", "ruby": "#", "perl": "#", "lua": "--", "rust": "///", "java": "/**", "php": "/**"}
_THIRD_PERSON = re.compile(r"^([A-Za-z]{3,}?)(?:(?<=[sxzh])es|(?<![su])s)$")
UNNAMED = "this"


@dataclass(frozen=True)
class Example:
    """A question and its answer, each with the skill that reads it."""

    query: str
    query_skill: str
    passage: str
    passage_skill: str
    package: str


def ask(pair: Pair, rng: random.Random) -> Example:
    """One of the many ways to turn a mined pair into a question, at random."""
    if pair.kind == "heading":
        return Example(pair.query, "text", pair.passage, "text", pair.package)
    if pair.kind == "next":
        return Example(pair.query, "code", pair.passage, "code", pair.package)
    query, passage = _question(pair, rng)
    return Example(query, "text", passage, "code", pair.package)


def _question(pair: Pair, rng: random.Random) -> tuple[str, str]:
    words = words_of(pair.name)
    way = rng.random()
    if pair.query and (way < 0.4 or (way > 0.85 and len(words) < 2)):
        asked = first_sentence(pair.query) if rng.random() < 0.6 else pair.query
        return _casual(asked, rng) if rng.random() < 0.3 else asked, _forget_name(pair, pair.passage, rng, 0.25)
    if pair.query and way < 0.85:
        commented = commented_code(pair, rng) if rng.random() < 0.85 else pair.passage
        return keywords(first_sentence(pair.query), pair.language, rng), commented
    commented = commented_code(pair, rng) if pair.query and rng.random() < 0.5 else pair.passage
    return " ".join(words), _forget_name(pair, commented, rng, 0.4)


def commented_code(pair: Pair, rng: random.Random) -> str:
    """The code with its comment: above it, as the product reads it to the model, or where the language writes it."""
    if rng.random() < 0.5:
        return f"{pair.query}\n{pair.passage}"
    if pair.language == "python":
        signature, _, body = pair.passage.partition("\n")
        return f'{signature}:\n    """{pair.query}"""\n{body}'
    return f"{_COMMENT.get(pair.language, '//')} {pair.query}\n{pair.passage}"


def keywords(sentence: str, language: str, rng: random.Random) -> str:
    """`Returns the list of all open sockets.` as it is typed into a search box: `python return list open sockets`."""
    words = re.findall(r"[\w.+#-]*\w", sentence.lower())
    if words:
        words[0] = _base(words[0])
    kept = [word for word in words if word not in _STOP] if rng.random() < 0.7 else words
    kept = [_reworded(word, rng) for word in kept if rng.random() > FORGOTTEN] or kept
    spoken = _SPOKEN.get(language, language)
    way = rng.random()
    if way < 0.3:
        return " ".join([spoken, *kept])
    if way < 0.4:
        return " ".join([*kept, "in", spoken])
    return " ".join(["how", "to", *kept]) if way < 0.5 else " ".join(kept)


def _reworded(word: str, rng: random.Random) -> str:
    """The word, or at times another that people use for the same."""
    return rng.choice(_ALIKE[word]) if word in _ALIKE and rng.random() < REWORDED else word


def _casual(sentence: str, rng: random.Random) -> str:
    """In lower case, without the full stop, the verb in its base form."""
    first, _, rest = sentence.lower().rstrip(".").partition(" ")
    return f"{_base(first)} {rest}" if rng.random() < 0.7 else f"{first} {rest}"


def _base(verb: str) -> str:
    return _THIRD_PERSON.sub(r"\1", verb)


def _forget_name(pair: Pair, passage: str, rng: random.Random, chance: float) -> str:
    """The passage, at times without the name that would give the answer away."""
    return re.sub(rf"\b{re.escape(pair.name)}\b", UNNAMED, passage) if pair.name and rng.random() < chance else passage
