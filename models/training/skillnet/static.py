"""The static tier: one vector per token, distilled from the text skill, so that a text needs no layer at all.

Model2Vec's way: every token of the vocabulary goes through the model alone, the vectors are reduced by PCA, and
frequent tokens are weighted down (SIF, Arora et al. 2017). What `skillnet.tune` made of the result takes its place.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file
from torch import Tensor

from skillnet.config import StaticConfig
from skillnet.frequencies import load_counts
from skillnet.inputs import open_tokenizer, plain_tokenizer
from skillnet.manifest import special_tokens
from skillnet.model import SkillNet
from skillnet.origin import Origin
from skillnet.source import find_source

BATCH = 512


def static_table(origin: Origin) -> NDArray[np.float32]:
    """The table that ships with `origin`, (tokens, dims): the tuned one where there is one."""
    return load_file(origin.table)["table"] if origin.table else distilled_table(origin)


def distilled_table(origin: Origin) -> NDArray[np.float32]:
    """The table distilled from the network of `origin`, (tokens, dims)."""
    special = special_tokens(open_tokenizer(plain_tokenizer(find_source().tokenizer)))
    return distil(origin.network, origin.config.static, load_counts(), special)


def distil(
    model: SkillNet, config: StaticConfig, counts: NDArray[np.int64], special: dict[str, int]
) -> NDArray[np.float32]:
    """The table of the vocabulary: (tokens, `config.dims`), each row as long as its token has weight.

    `counts` (tokens,) says how often each token was met in code and documentation; `special` maps the names of
    tokens that carry no content to their ids, which get weight 0.
    """
    reduced = _principal(_token_vectors(model, special["[CLS]"], special["[SEP]"]), config.dims)
    weights = config.sif / (config.sif + (counts + 1) / (counts + 1).sum())
    weights[list(special.values())] = 0
    return (reduced * weights[:, None]).astype(np.float32)


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
