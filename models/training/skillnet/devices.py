"""Gives an int8 model folder its graphs for devices: python -m skillnet.devices --model ../skillnet

Nothing that is there changes but the manifest, which gains entries: weights, versions and vectors stay as they are.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from skillnet.config import ModelConfig
from skillnet.graph import build_graph
from skillnet.manifest import file_entries, write_manifest
from skillnet.stepped import Stepped
from skillnet.weights import WeightFile, WrittenFile


def main() -> None:
    parser = argparse.ArgumentParser(description="Write, or replace, the graphs for devices of a folder.")
    parser.add_argument("--model", type=Path, required=True, help="the model folder")
    folder = parser.parse_args().model
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    pixels = {entry["id"] for entry in manifest["skills"] if "pixels" in entry}
    for entry in manifest["activations"]:
        if pixels.isdisjoint(entry["skills"]):  # what takes pixels is computed in float32 everywhere
            files = [WrittenFile(folder, entry["graph"], location) for location in entry["weights"]]
            entry["deviceGraph"] = write_device_graph(folder, ModelConfig(), entry["skills"], files)
    write_manifest(folder, manifest | {"files": file_entries(folder)})


def write_device_graph(
    folder: Path, config: ModelConfig, activation: Sequence[str], files: Sequence[WeightFile]
) -> str:
    """Writes the graph of `activation` over the int8 weights of `files`; returns its name."""
    name = f"{'-'.join(activation)}-device.onnx"
    graph = build_graph(config, activation, files, Stepped)
    (folder / name).write_bytes(graph.SerializeToString(deterministic=True))
    return name


if __name__ == "__main__":
    main()
