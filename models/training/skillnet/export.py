"""Writes a model folder: python -m skillnet.export --weights RUN/model.safetensors --out ../skillnet"""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import get_args

from skillnet.config import ExportConfig, Precision
from skillnet.devices import write_device_graph
from skillnet.golden import write_golden
from skillnet.graph import NODES, build_graph
from skillnet.inputs import open_tokenizer, plain_tokenizer
from skillnet.manifest import (
    activation_entry,
    build_manifest,
    file_entries,
    short_hash,
    skill_entry,
    skill_version,
    write_manifest,
)
from skillnet.origin import IDS, Origin, add_origin, chosen_origin
from skillnet.quantize import RowTable, quantize_table
from skillnet.ranges import load_ranges
from skillnet.skills import ACTIVATIONS, SKILLS
from skillnet.source import Source, find_source
from skillnet.static import static_table
from skillnet.tensors import float32_files, weight_files
from skillnet.weights import WeightFile


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a model folder: graphs, weights, manifest, golden vectors.")
    add_origin(parser)
    parser.add_argument("--precision", choices=get_args(Precision), default="int8")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write, such as ../skillnet")
    arguments = parser.parse_args()
    origin = chosen_origin(arguments)
    export(arguments.out, replace(origin, config=replace(origin.config, precision=arguments.precision)), find_source())


def export(out: Path, origin: Origin, source: Source) -> None:
    """Writes `origin` as a model folder `out`; the tokenizer is that of `source`."""
    out.mkdir(parents=True, exist_ok=True)
    tokenizer_json = plain_tokenizer(source.tokenizer)
    tokenizer = open_tokenizer(tokenizer_json)
    (out / "tokenizer.json").write_text(tokenizer_json, "utf-8")

    skills, activations = write_graphs(out, origin, tokenizer_json.encode())
    static = _write_static(out, origin.config, quantize_table(static_table(origin)), tokenizer_json.encode())
    manifest = build_manifest(origin, tokenizer, skills, activations, static, source)

    write_manifest(out, manifest)
    write_golden(out)
    write_manifest(out, manifest | {"files": file_entries(out)})


def write_graphs(out: Path, origin: Origin, tokenizer: bytes) -> tuple[list[dict], list[dict]]:
    """Writes weight files and graphs; returns the manifest's entries for skills and activations."""
    config, model = origin.config, origin.network
    files = _weight_files(origin)
    for file in files.values():
        file.write(out)
    parts, activations = {}, []
    for activation in ACTIVATIONS:
        used = [files["shared"], *(files[skill] for skill in activation)]
        graph = build_graph(model.config, activation, used, NODES[config.precision])
        name = f"{'-'.join(activation)}.onnx"
        (out / name).write_bytes(graph.SerializeToString(deterministic=True))
        entry = activation_entry(model, activation, name, [file.location for file in used])
        if config.precision == "int8":
            entry["deviceGraph"] = write_device_graph(out, model.config, activation, used)
        activations.append(entry)
        parts[activation] = (graph, used)
    skills = [skill_entry(origin, skill, skill_version(config, *parts[(skill.id,)], tokenizer)) for skill in SKILLS]
    return skills, activations


def _weight_files(origin: Origin) -> dict[str, WeightFile]:
    if origin.config.precision == "float32":
        return float32_files(origin.network, IDS)
    return weight_files(origin.network, IDS, load_ranges(origin.ranges, origin.sha256), origin.config.loudest)


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
        "version": short_hash(content, tokenizer, bytes([config.split_identifiers])),
        "splitIdentifiers": config.split_identifiers,
    }


if __name__ == "__main__":
    main()
