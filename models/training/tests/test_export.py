"""A fresh int8 export of the first weights is the same on every machine, byte for byte."""

import hashlib

from skillnet.runtime import ModelFolder

SHA256 = {
    "code-text.onnx": "c70b6b31b6fae8ded289cd834947840b1f7c4f44394e00d9f4ef7afc9dd44a27",
    "code.bin": "2b6b13ca6dff9d0f3d4b0c4cd5bd57e34d01f9baadea9938f1c2530397bc6753",
    "code.onnx": "02ea82fc7a0dfccb815f24f884affb9b21b26b0f5e3dfa86f178d146712af473",
    "shared.bin": "32cffc50f5b9e6cffa832bf31bcc7da3cef5149267b67925a71aff6975a7ae0e",
    "text.bin": "4d893e1f5e1e9597e5bf0c265ee80e90cd03c8986048e0c2f8144010a92d95c9",
    "text.onnx": "87a3b6a8807e85fe44769092868f8361b017b44422dd7443179f3b9c950d3924",
}


def test_same_graphs_and_weights(int8: ModelFolder) -> None:
    written = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in int8.folder.iterdir()}
    assert {name: written[name] for name in SHA256} == SHA256
