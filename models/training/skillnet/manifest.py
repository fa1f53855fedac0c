"""manifest.json: what a model folder holds, what each part costs, and which versions its vectors have."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import onnx
from tokenizers import Tokenizer

from skillnet.config import ExportConfig
from skillnet.model import SkillNet, count_parameters
from skillnet.origin import Origin
from skillnet.skills import Skill
from skillnet.source import PACKAGE, Source
from skillnet.weights import WeightFile

SCHEMA = 1
SPECIAL_TOKENS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
LICENCE = {"weights": "Apache-2.0", "packaging": "MIT"}


def special_tokens(tokenizer: Tokenizer) -> dict[str, int]:
    """The ids of the tokens that stand for no text."""
    return {token: tokenizer.token_to_id(token) for token in SPECIAL_TOKENS}


def short_hash(*parts: bytes) -> str:
    """Twelve hexadecimal digits that change when any part does."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:12]


def skill_version(config: ExportConfig, graph: onnx.ModelProto, files: Sequence[WeightFile], tokenizer: bytes) -> str:
    """Changes when, and only when, something changes that the vectors of a skill are computed from.

    `graph` is the activation of that skill alone. Of the weight files only the tensors that it uses count, so a
    shared file that grows by another skill's tensors leaves this version as it is.
    """
    own = [*graph.graph.node, *(tensor for tensor in graph.graph.initializer if not tensor.external_data)]
    nodes = b"".join(part.SerializeToString(deterministic=True) for part in own)
    used = sorted(tensor.name for tensor in graph.graph.initializer if tensor.external_data)
    weights = [next(file for file in files if name in file).bytes_of(name) for name in used]
    preparation = bytes([config.split_identifiers]) + config.max_tokens.to_bytes(4)
    return short_hash(nodes, *weights, tokenizer, preparation)


def activation_entry(
    model: SkillNet, activation: Sequence[str], graph: str, weights: Sequence[str]
) -> dict[str, object]:
    """One activation and its cost: parameters that are multiplied for each token, table look-ups not counted."""
    shared = _shared_parameters(model)
    activated = shared["attention"] + shared["norms"] + sum(_expert_parameters(model, skill) for skill in activation)
    return {
        "skills": list(activation),
        "graph": graph,
        "weights": list(weights),
        "activatedParameters": activated,
        "flopsPerToken": 2 * activated,
    }


def skill_entry(origin: Origin, skill: Skill, version: str) -> dict[str, object]:
    return {
        "id": skill.id,
        "version": version,
        "parameters": _expert_parameters(origin.network, skill.id),
        "splitIdentifiers": origin.config.split_identifiers,
    }


def build_manifest(
    origin: Origin,
    tokenizer: Tokenizer,
    skills: Sequence[Mapping[str, object]],
    activations: Sequence[Mapping[str, object]],
    static: Mapping[str, object],
    source: Source,
) -> dict[str, object]:
    """The manifest without `files`, which are known once they are written."""
    config, model, ids = origin.config, origin.network, special_tokens(tokenizer)
    return {
        "schema": SCHEMA,
        "name": config.name,
        "version": config.version,
        "space": config.space,
        "dims": model.config.dims,
        "maxTokens": config.max_tokens,
        "tokenizer": {
            "file": "tokenizer.json",
            "lowercase": True,
            "cls": ids["[CLS]"],
            "sep": ids["[SEP]"],
            "pad": ids["[PAD]"],
            "unk": ids["[UNK]"],
        },
        "skills": list(skills),
        "shared": {"parameters": _shared_parameters(model)},
        "activations": list(activations),
        "totalParameters": count_parameters(model),
        "static": dict(static),
        "precision": config.precision,
        "licence": LICENCE,
        "source": {
            "model": "sentence-transformers/all-MiniLM-L6-v2",
            "package": PACKAGE,
            "version": source.version,
            "weightsSha256": source.sha256(),
        },
        **_training(origin),
    }


def file_entries(folder: Path) -> dict[str, dict[str, object]]:
    """Size and checksum of every data file of the folder: not of the manifest itself, nor of the model card."""
    files = sorted(file for file in folder.iterdir() if file.suffix in {".onnx", ".bin", ".json"})
    return {
        file.name: {"bytes": file.stat().st_size, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
        for file in files
        if file.name != "manifest.json"
    }


def write_manifest(folder: Path, manifest: Mapping[str, object]) -> None:
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")


def _training(origin: Origin) -> dict[str, object]:
    """What became of the source's weights; nothing where they are what the folder holds."""
    if origin.settings is None:
        return {}
    return {"training": {"weightsSha256": origin.sha256, "settings": origin.settings}}


def _shared_parameters(model: SkillNet) -> dict[str, int]:
    norms = [
        model.embedding_norm,
        *(norm for block in model.blocks for norm in (block.attention_norm, block.expert_norm)),
    ]
    return {
        "embeddings": count_parameters(model.words) + count_parameters(model.positions),
        "attention": sum(count_parameters(block.attention) for block in model.blocks),
        "norms": sum(count_parameters(norm) for norm in norms),
    }


def _expert_parameters(model: SkillNet, skill: str) -> int:
    return sum(count_parameters(block.experts[skill]) for block in model.blocks)
