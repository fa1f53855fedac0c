"""What training minimises."""

import torch
from torch import Tensor
from torch.nn import functional as F

MATRYOSHKA = ((384, 1.0), (256, 0.5), (128, 0.5), (64, 0.25))
SAME_QUESTION = 0.95


def contrastive(queries: Tensor, passages: Tensor, temperature: float) -> Tensor:
    """Symmetric InfoNCE (van den Oord et al. 2018) at every Matryoshka length (Kusupati et al. 2022).

    `queries` and `passages` (batch, dims) are unit vectors, row by row a pair. Where two questions are nearly the same
    their passages are no negatives of each other.
    """
    with torch.no_grad():
        same = (queries @ queries.T > SAME_QUESTION).fill_diagonal_(False)
    right = torch.arange(len(queries), device=queries.device)
    total = queries.new_zeros(())
    for dims, weight in MATRYOSHKA:
        of_query, of_passage = (F.normalize(vectors[:, :dims], dim=-1) for vectors in (queries, passages))
        scores = (of_query @ of_passage.T / temperature).masked_fill(same, float("-inf"))
        total = total + weight * (F.cross_entropy(scores, right) + F.cross_entropy(scores.T, right)) / 2
    return total / sum(weight for _, weight in MATRYOSHKA)
