"""Writes a model folder: python -m skillnet.export --out ../skillnet"""

import argparse
from pathlib import Path

from skillnet.config import ExportConfig
from skillnet.frequencies import load_counts
from skillnet.golden import write_golden
from skillnet.graph import build_graph
from skillnet.inputs import open_tokenizer, plain_tokenizer
from skillnet.manifest import (
    activation_entry,
    build_manifest,
    file_entries,
    short_hash,
    skill_entry,
    skill_version,
    special_tokens,
    write_manifest,
)
from skillnet.model import SkillNet, from_minilm
from skillnet.quantize import RowTable
from skillnet.ranges import load_ranges
from skillnet.skills import ACTIVATIONS, SKILLS
from skillnet.source import find_source
from skillnet.static import distil
from skillnet.tensors import weight_files


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Write a model folder: graphs, int8 weights, manifest, golden vectors."
    )
    parser.add_argument("--out", type=Path, required=True, help="the folder to write, such as ../skillnet")
    export(parser.parse_args().out, ExportConfig())


def export(out: Path, config: ExportConfig) -> None:
    """The first model, MiniLM with its feed-forward network as the expert of every skill, written to `out`."""
    out.mkdir(parents=True, exist_ok=True)
    source = find_source()
    model = from_minilm(source.tensors(), config.model, [skill.id for skill in SKILLS])
    tokenizer_json = plain_tokenizer(source.tokenizer)
    tokenizer = open_tokenizer(tokenizer_json)
    (out / "tokenizer.json").write_text(tokenizer_json, "utf-8")

    skills, activations = write_graphs(out, config, model, tokenizer_json.encode())
    table = distil(model, config.static, load_counts(), special_tokens(tokenizer))
    static = _write_static(out, config, table, tokenizer_json.encode())
    manifest = build_manifest(config, model, tokenizer, skills, activations, static, source)

    write_manifest(out, manifest)
    write_golden(out)
    write_manifest(out, manifest | {"files": file_entries(out)})


def write_graphs(out: Path, config: ExportConfig, model: SkillNet, tokenizer: bytes) -> tuple[list[dict], list[dict]]:
    """Writes weight files and graphs; returns the manifest's entries for skills and activations."""
    files = weight_files(model, [skill.id for skill in SKILLS], load_ranges(), config.loudest)
    for file in files.values():
        file.write(out)
    parts, activations = {}, []
    for activation in ACTIVATIONS:
        used = [files["shared"], *(files[skill] for skill in activation)]
        graph = build_graph(config.model, activation, used)
        name = f"{'-'.join(activation)}.onnx"
        (out / name).write_bytes(graph.SerializeToString(deterministic=True))
        activations.append(activation_entry(model, activation, name, [file.location for file in used]))
        parts[activation] = (graph, used)
    skills = [
        skill_entry(model, skill, skill_version(config, skill, *parts[(skill.id,)], tokenizer)) for skill in SKILLS
    ]
    return skills, activations


def _write_static(out: Path, config: ExportConfig, table: RowTable, tokenizer: bytes) -> dict[str, object]:
    """Writes the static table; returns its manifest entry."""
    content = table.values.tobytes() + table.scales.astype("<f4").tobytes()
    (out / "static.bin").write_bytes(content)
    rows, dims = table.values.shape
    return {
        "file": "static.bin",
        "dims": dims,
        "rows": rows,
        "parameters": rows * (dims + 1),
        "version": short_hash(content, tokenizer, bytes([config.static.split_identifiers])),
        "splitIdentifiers": config.static.split_identifiers,
    }


if __name__ == "__main__":
    main()
