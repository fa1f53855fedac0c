"""The network against a plain BERT computed straight from the source's tensors."""

import math

import pytest
import torch
from torch import Tensor

from skillnet.model import SkillNet

IDS = torch.tensor([[101, 2073, 2003, 1996, 12816, 102], [101, 7592, 102, 0, 0, 0]])
MASK = (IDS != 0).int()


def plain_bert(source: dict[str, Tensor], ids: Tensor) -> Tensor:
    """One input (1, tokens) without padding, operation by operation: a unit vector (dims,)."""

    def linear(name: str, x: Tensor) -> Tensor:
        return x @ source[f"{name}.weight"].T + source[f"{name}.bias"]

    def norm(name: str, x: Tensor) -> Tensor:
        centred = x - x.mean(-1, keepdim=True)
        scaled = centred / (centred.pow(2).mean(-1, keepdim=True) + 1e-12).sqrt()
        return scaled * source[f"{name}.weight"] + source[f"{name}.bias"]

    table = "embeddings.{}_embeddings.weight".format
    x = source[table("word")][ids[0]] + source[table("position")][: ids.shape[1]] + source[table("token_type")][0]
    x = norm("embeddings.LayerNorm", x)
    for index in range(6):
        layer = f"encoder.layer.{index}"
        query, key, value = (linear(f"{layer}.attention.self.{part}", x) for part in ("query", "key", "value"))
        heads = []
        for head in range(12):
            part = slice(head * 32, head * 32 + 32)
            heads.append((query[:, part] @ key[:, part].T / math.sqrt(32)).softmax(-1) @ value[:, part])
        mixed = linear(f"{layer}.attention.output.dense", torch.cat(heads, -1))
        x = norm(f"{layer}.attention.output.LayerNorm", x + mixed)
        wide = linear(f"{layer}.intermediate.dense", x)
        wide = wide * 0.5 * (1 + torch.erf(wide / math.sqrt(2)))
        x = norm(f"{layer}.output.LayerNorm", x + linear(f"{layer}.output.dense", wide))
    mean = x.mean(0)
    return mean / mean.norm()


@pytest.mark.parametrize("activation", [("text",), ("code",), ("code", "text")])
def test_equals_plain_bert(source: dict[str, Tensor], network: SkillNet, activation: tuple[str, ...]) -> None:
    vectors = network(IDS, MASK, activation)
    torch.testing.assert_close(vectors[0], plain_bert(source, IDS[:1]), atol=1e-4, rtol=0)
    torch.testing.assert_close(vectors[1], plain_bert(source, IDS[1:, :3]), atol=1e-4, rtol=0)


def test_only_activated_experts_compute(network: SkillNet) -> None:
    called = []
    handles = [
        expert.register_forward_hook(lambda *_, skill=skill: called.append(skill))
        for block in network.blocks
        for skill, expert in block.experts.items()
    ]
    network(IDS, MASK, ("code",))
    for handle in handles:
        handle.remove()
    assert called == ["code"] * 6
