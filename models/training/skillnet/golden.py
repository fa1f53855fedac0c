"""golden.json: inputs with their tokens and vectors, which every reader of the model folder must reproduce."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from skillnet.config import Precision
from skillnet.runtime import ModelFolder, StaticTable

TOLERANCE: dict[Precision, float] = {"int8": 1e-3, "float32": 1e-5}
DIGITS: dict[Precision, int] = {"int8": 6, "float32": 8}

CASES: dict[str, str] = {
    "question": "Where are failed requests retried, and how long do we wait?",
    "typescript": "export async function retryWithBackoff<T>(fn: () => Promise<T>, maxRetries = 5): Promise<T> {\n"
    "  for (let i = 0; ; i++) {\n    try { return await fn() } catch (e) { if (i >= maxRetries) throw e }\n  }\n}",
    "python": 'def read_json_lines(path):\n\t"""Yields one object a line."""\n'
    "\twith open(path, encoding='utf-8') as f:\n\t\tfor line in f:\n\t\t\tyield json.loads(line)",
    "rust": "impl<'a> Iterator for Tokens<'a> {\r\n    fn next(&mut self) -> Option<&'a str> { self.rest.pop() }\r\n}",
    "names": "parseHTTPRequest getUserById2FA XMLHttpRequest MAX_RETRY_COUNT __init__ snake__case iOSApp a1B2 URLs",
    "unicode": "Größe naïve café Ångström ﬁle Ωμέγα İstanbul 中文分词 日本語 한국어 "
    "🚀👩\u200d💻 \u2212x² ½ “quotes”… N\u0430ïveCyrillic",
    "spaces": " \t tabs\tand\u00a0no-break\u2003em\u200bzero\u3000wide\r\n"
    "lines\u2028here\x00null\x07bell\ufffdbad\ufeffbom \n\n",
    "empty": "",
    "blank": " \n\t ",
    "one": "x",
    "unknown": "🦀",
    "word": "a" * 99 + " " + "b" * 100 + " " + "c" * 101,
    "special": "[CLS] the [SEP] token [PAD] inside [UNK] text [MASK] ##ing [cls]",
    "punctuation": "a->b != c::d && (e || !f) ? g[0]++ : `h${i}` // $ ^ ~ | @decorator #include <vector>",
    "long": " ".join(f"item{n} = computeValue({n}) + previous_total;" for n in range(60)),
}


def write_golden(folder: Path) -> None:
    """Computes every case from the files in `folder`, one input at a time, and writes golden.json beside them."""
    model = ModelFolder(folder)
    static = StaticTable(model)
    cases = [_case(model, static, name, content) for name, content in CASES.items()]
    lines = ",\n".join(json.dumps(case, ensure_ascii=True, separators=(",", ":")) for case in cases)
    tolerance = TOLERANCE[model.manifest["precision"]]
    (folder / "golden.json").write_text(f'{{"tolerance":{tolerance},"cases":[\n{lines}\n]}}\n', "utf-8")


def _case(model: ModelFolder, static: StaticTable, name: str, content: str) -> dict[str, object]:
    digits = DIGITS[model.manifest["precision"]]
    skills = {}
    for skill in (entry["id"] for entry in model.manifest["skills"]):
        prepared = model.prepare(skill, content)
        skills[skill] = {"prepared": prepared, "tokens": model.tokens(prepared)}
    vectors = {}
    for activation in ("+".join(entry["skills"]) for entry in model.manifest["activations"]):
        tokens = skills[activation.split("+")[0]]["tokens"]
        vectors[activation] = _rounded(model.vectors(activation, [tokens])[0], digits)
    return {
        "name": name,
        "input": content,
        "skills": skills,
        "vectors": vectors,
        "static": {"prepared": static.prepare(content), "vector": _rounded(static.vector(content), digits)},
    }


def _rounded(vector: NDArray[np.float32], digits: int) -> list[float]:
    return [round(float(value), digits) for value in vector]
