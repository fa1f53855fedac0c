"""Extra code tokens: words of code, its identifiers split, that WordPiece would cut up, such as `kwargs` and `stdout`.

python -m skillnet.vocabulary --corpus DIR --count 4000 writes `extra-tokens.txt`, what saves most pieces first.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from skillnet.identifiers import split_identifiers
from skillnet.inputs import open_tokenizer, plain_tokenizer
from skillnet.sampling import read_pairs
from skillnet.source import find_source

EXTRA = Path(__file__).with_name("extra-tokens.txt")
EVERY = 5


def main() -> None:
    parser = argparse.ArgumentParser(description="Find the words of code that are worth a token of their own.")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--count", type=int, default=4000)
    arguments = parser.parse_args()
    tokenizer = open_tokenizer(plain_tokenizer(find_source().tokenizer))
    pairs = [pair for pair in read_pairs(arguments.corpus, "train") if pair.kind == "code"][::EVERY]
    passages = [split_identifiers(pair.passage) for pair in pairs]
    words = worth_a_token(tokenizer, passages, arguments.count)
    EXTRA.write_text("\n".join(words) + "\n", "utf-8")
    longer = open_tokenizer(extended(tokenizer.to_str(), words))
    before, after = (sum(len(of.encode(passage).ids) for passage in passages) for of in (tokenizer, longer))
    print(f"{len(words)} words; {after / before:.3f} of the tokens for the same code: {EXTRA.name}")


def worth_a_token(tokenizer: Tokenizer, texts: Iterable[str], count: int) -> list[str]:
    """The `count` words whose own token would save most pieces, best first."""
    counts: Counter[str] = Counter()
    for text in texts:
        normal = tokenizer.normalizer.normalize_str(text)
        counts.update(word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(normal))
    saved = {
        word: times * (len(tokenizer.encode(word, add_special_tokens=False).ids) - 1)
        for word, times in counts.most_common(20 * count)
        if word.isascii() and word.isalnum() and not word.isdigit()
    }
    best = sorted((word for word, pieces in saved.items() if pieces > 0), key=lambda word: (-saved[word], word))
    return best[:count]


def read_extra(count: int) -> list[str]:
    """The first `count` extra tokens."""
    return EXTRA.read_text("utf-8").split()[:count] if count else []


def extended(tokenizer_json: str, words: Sequence[str]) -> str:
    """The JSON of a tokenizer that knows `words` whole, behind its own vocabulary."""
    tokenizer = json.loads(tokenizer_json)
    vocabulary = tokenizer["model"]["vocab"]
    vocabulary.update({word: len(vocabulary) + place for place, word in enumerate(words)})
    return json.dumps(tokenizer, ensure_ascii=False)


def extended_embeddings(embeddings: Tensor, tokenizer: Tokenizer, words: Sequence[str]) -> Tensor:
    """`embeddings` (tokens, dims) with a row behind them for each of `words`: the mean of its pieces."""
    rows = [embeddings[tokenizer.encode(word, add_special_tokens=False).ids].mean(0) for word in words]
    return torch.cat([embeddings, torch.stack(rows)]) if rows else embeddings


if __name__ == "__main__":
    main()
