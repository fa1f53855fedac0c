"""Reads a model folder the way any program must: manifest, tokenizer, ONNX Runtime sessions, static table.

This is the reference reader: tests and measurements use it, and models/README.md says the same in words.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from skillnet.identifiers import preparation
from skillnet.inputs import batches, encode, open_tokenizer


class ModelFolder:
    """A model folder, opened; sessions are built when an activation is first used.

    `graph` is the entry of an activation to run: "deviceGraph" is the one that devices other than processors take.
    """

    def __init__(self, folder: Path, threads: int = 1, prepack: bool = True, graph: str = "graph") -> None:
        self.folder = folder
        self._graph = graph
        self.manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        self.tokenizer = open_tokenizer((folder / self.manifest["tokenizer"]["file"]).read_text("utf-8"))
        self._threads = threads
        self._prepack = prepack
        self._sessions: dict[str, ort.InferenceSession] = {}

    def prepare(self, skill: str, content: str) -> str:
        """The text that the tokenizer sees for `skill`."""
        entry = next(entry for entry in self.manifest["skills"] if entry["id"] == skill)
        return preparation(entry["splitIdentifiers"])(content)

    def tokens(self, prepared: str) -> list[int]:
        """Token ids with [CLS] and [SEP], at most `maxTokens` of them."""
        return encode(self.tokenizer, prepared, self.manifest["maxTokens"])

    def vectors(self, activation: str, inputs: Sequence[list[int]], batch_size: int = 1) -> NDArray[np.float32]:
        """Unit vectors (inputs, dims) of token id lists, through the graph of `activation` such as "code+text"."""
        session = self._session(activation)
        vectors = np.zeros((len(inputs), self.manifest["dims"]), np.float32)
        for batch in batches(inputs, batch_size):
            feed = {"input_ids": batch.ids, "attention_mask": batch.mask}
            vectors[batch.rows] = session.run(["vectors"], feed)[0]
        return vectors

    def picture_vectors(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Unit vectors (pictures, dims) of pictures of one grid, uint8 (pictures, height, width, 3)."""
        return self._session("image").run(["vectors"], {"pixels": pixels})[0]

    def _session(self, activation: str) -> ort.InferenceSession:
        if activation not in self._sessions:
            entry = next(a for a in self.manifest["activations"] if "+".join(a["skills"]) == activation)
            graph = str(self.folder / entry[self._graph])
            options = ort.SessionOptions()
            options.intra_op_num_threads = self._threads
            options.add_session_config_entry("session.disable_prepacking", "0" if self._prepack else "1")
            # int8 weights of pictures' graphs are computed with in float32, whatever the runtime would make of them
            options.add_session_config_entry("session.disable_quant_qdq", "1" if activation == "image" else "0")
            self._sessions[activation] = ort.InferenceSession(graph, options, ["CPUExecutionProvider"])
        return self._sessions[activation]


class StaticTable:
    """The static tier of a model folder: one int8 vector and one weight per token, no layer computed."""

    def __init__(self, model: ModelFolder) -> None:
        entry = model.manifest["static"]
        rows, dims = entry["rows"], entry["dims"]
        content = (model.folder / entry["file"]).read_bytes()
        self._values = np.frombuffer(content, np.int8, rows * dims).reshape(rows, dims)
        self._scales = np.frombuffer(content, "<f4", rows, rows * dims)
        self.prepare = preparation(entry["splitIdentifiers"])
        self._tokenizer = model.tokenizer

    def vector(self, content: str) -> NDArray[np.float32]:
        """The unit vector (dims,) of a whole text, all of its tokens; zeros where no token carries weight."""
        ids = self._tokenizer.encode(self.prepare(content), add_special_tokens=False).ids
        summed = (self._values[ids].astype(np.float64) * self._scales[ids, None]).sum(0)
        length = np.linalg.norm(summed)
        return (summed / length if length > 0 else summed).astype(np.float32)
