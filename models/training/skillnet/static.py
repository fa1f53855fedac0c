"""The static tier: one vector per token, distilled from the text skill, so that a text needs no layer at all.

Model2Vec's way: every token of the vocabulary goes through the model alone, the vectors are reduced by PCA, and
frequent tokens are weighted down (SIF, Arora et al. 2017).
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from skillnet.config import StaticConfig
from skillnet.model import SkillNet
from skillnet.quantize import RowTable, quantize_table

BATCH = 512


def distil(model: SkillNet, config: StaticConfig, counts: NDArray[np.int64], special: dict[str, int]) -> RowTable:
    """The table of the vocabulary: (tokens, `config.dims`), weight and scale in one number per token.

    `counts` (tokens,) says how often each token was met in code and documentation; `special` maps the names of
    tokens that carry no content to their ids, which get weight 0.
    """
    vectors = _token_vectors(model, special["[CLS]"], special["[SEP]"])
    reduced = _principal(vectors, config.dims)
    weights = config.sif / (config.sif + (counts + 1) / (counts + 1).sum())
    weights[list(special.values())] = 0
    table = quantize_table(reduced)
    return RowTable(table.values, (table.scales * weights).astype(np.float32))


@torch.inference_mode()
def _token_vectors(model: SkillNet, first: int, last: int) -> NDArray[np.float32]:
    """Each token between [CLS] and [SEP] through the text skill, its own output: (tokens, dims)."""
    vectors: list[Tensor] = []
    for tokens in torch.arange(model.config.vocabulary).split(BATCH):
        ids = torch.stack([torch.full_like(tokens, first), tokens, torch.full_like(tokens, last)], dim=1)
        vectors.append(model.outputs(ids, torch.ones_like(ids), ("text",))[:, 1])
    return torch.cat(vectors).numpy()


def _principal(vectors: NDArray[np.float32], dims: int) -> NDArray[np.float32]:
    """`vectors` (tokens, all) centred and turned to their `dims` principal axes, each axis with a fixed sign."""
    centred = vectors.astype(np.float64) - vectors.mean(0, dtype=np.float64)
    _, axes = np.linalg.eigh(centred.T @ centred)
    axes = axes[:, ::-1][:, :dims]
    axes *= np.sign(axes[np.abs(axes).argmax(0), np.arange(dims)])
    return (centred @ axes).astype(np.float32)
