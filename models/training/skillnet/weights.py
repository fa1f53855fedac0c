"""Weight files: tensors one after another, each on a page of its own start so that it can be mapped into memory."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

PAGE = 4096


class WeightFile:
    """Named tensors and their places in one file of the model folder."""

    def __init__(self, location: str, tensors: Mapping[str, NDArray[np.generic]]) -> None:
        self.location = location
        self._tensors = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
        self._offsets: dict[str, int] = {}
        end = 0
        for name, tensor in self._tensors.items():
            self._offsets[name] = end
            end += -(-tensor.nbytes // PAGE) * PAGE

    def __contains__(self, name: str) -> bool:
        return name in self._tensors

    def shape(self, name: str) -> tuple[int, ...]:
        return self._tensors[name].shape

    def bytes_of(self, name: str) -> bytes:
        """The content of a tensor, little-endian and row-major."""
        tensor = self._tensors[name]
        return tensor.astype(tensor.dtype.newbyteorder("<")).tobytes()

    def reference(self, name: str) -> TensorProto:
        """An ONNX initializer that points at the tensor instead of holding it."""
        tensor = self._tensors[name]
        proto = TensorProto(name=name, dims=tensor.shape, data_type=helper.np_dtype_to_tensor_dtype(tensor.dtype))
        proto.data_location = TensorProto.EXTERNAL
        place = {"location": self.location, "offset": self._offsets[name], "length": tensor.nbytes}
        for key, value in place.items():
            proto.external_data.add(key=key, value=str(value))
        return proto

    def write(self, folder: Path) -> None:
        with (folder / self.location).open("wb") as file:
            for name in self._tensors:
                file.seek(self._offsets[name])
                file.write(self.bytes_of(name))


class WrittenFile(WeightFile):
    """A weight file of a model folder, as one of its graphs refers to it: what is there stays as it is."""

    def __init__(self, folder: Path, graph: str, location: str) -> None:
        super().__init__(location, {})
        self._file = folder / location
        initializers = onnx.load(folder / graph, load_external_data=False).graph.initializer
        self._protos = {tensor.name: tensor for tensor in initializers if _place(tensor).get("location") == location}

    def __contains__(self, name: str) -> bool:
        return name in self._protos

    def shape(self, name: str) -> tuple[int, ...]:
        return tuple(self._protos[name].dims)

    def bytes_of(self, name: str) -> bytes:
        place = _place(self._protos[name])
        with self._file.open("rb") as file:
            file.seek(int(place["offset"]))
            return file.read(int(place["length"]))

    def reference(self, name: str) -> TensorProto:
        return self._protos[name]


def _place(tensor: TensorProto) -> dict[str, str]:
    return {entry.key: entry.value for entry in tensor.external_data}
