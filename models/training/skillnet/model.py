"""SkillNet in PyTorch: BERT blocks with shared attention and one feed-forward expert per skill.

After "One Model, Multiple Modalities: A Sparsely Activated Approach" (arXiv 2205.06126): the caller says which
skills an input activates (hard routing); the outputs of several activated experts are averaged.
"""

from collections.abc import Mapping, Sequence

from torch import Tensor, nn
from torch.nn import functional as F

from skillnet.config import ModelConfig


class Attention(nn.Module):
    """Multi-head self-attention over the tokens of one input."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.query = nn.Linear(config.dims, config.dims)
        self.key = nn.Linear(config.dims, config.dims)
        self.value = nn.Linear(config.dims, config.dims)
        self.output = nn.Linear(config.dims, config.dims)

    def forward(self, hidden: Tensor, mask: Tensor | None = None) -> Tensor:
        """`hidden` (batch, tokens, dims), `mask` (batch, tokens) true where a token is real; returns like `hidden`."""

        def by_head(projected: Tensor) -> Tensor:
            return projected.unflatten(-1, (self.heads, -1)).transpose(1, 2)

        heard = None if mask is None else mask[:, None, None]
        parts = (by_head(part(hidden)) for part in (self.query, self.key, self.value))
        mixed = F.scaled_dot_product_attention(*parts, heard)
        return self.output(mixed.transpose(1, 2).flatten(2))


class Expert(nn.Module):
    """The feed-forward network of one skill in one layer."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.widen = nn.Linear(config.dims, config.hidden)
        self.narrow = nn.Linear(config.hidden, config.dims)

    def forward(self, hidden: Tensor) -> Tensor:
        """(batch, tokens, dims) to the same shape."""
        return self.narrow(F.gelu(self.widen(hidden)))


class Block(nn.Module):
    """One layer: shared attention, then the activated experts, each followed by residual and LayerNorm."""

    def __init__(self, config: ModelConfig, skills: Sequence[str]) -> None:
        super().__init__()
        self.attention = Attention(config)
        self.attention_norm = nn.LayerNorm(config.dims, eps=config.norm_epsilon)
        self.experts = nn.ModuleDict({skill: Expert(config) for skill in skills})
        self.expert_norm = nn.LayerNorm(config.dims, eps=config.norm_epsilon)
        self.own_norms = nn.ModuleDict({skill: _norms(config) for skill in skills} if config.skill_norms else {})

    def forward(self, hidden: Tensor, mask: Tensor, activation: Sequence[str]) -> Tensor:
        """`hidden` (batch, tokens, dims), `mask` (batch, tokens); returns like `hidden`."""
        own = self.own_norms[activation[0]] if self.own_norms else (self.attention_norm, self.expert_norm)
        after_attention, after_experts = own
        hidden = after_attention(hidden + self.attention(hidden, mask))
        experts = sum(self.experts[skill](hidden) for skill in activation) / len(activation)
        return after_experts(hidden + experts)


def _norms(config: ModelConfig) -> nn.ModuleList:
    """The two LayerNorms of a layer for one skill, where skills have their own."""
    return nn.ModuleList(nn.LayerNorm(config.dims, eps=config.norm_epsilon) for _ in range(2))


class SkillNet(nn.Module):
    """The whole network: token ids in, one unit vector per input out."""

    def __init__(self, config: ModelConfig, skills: Sequence[str]) -> None:
        super().__init__()
        self.config = config
        self.words = nn.Embedding(config.vocabulary, config.dims)
        self.positions = nn.Embedding(config.positions, config.dims)
        self.embedding_norm = nn.LayerNorm(config.dims, eps=config.norm_epsilon)
        self.blocks = nn.ModuleList(Block(config, skills) for _ in range(config.layers))

    def forward(self, ids: Tensor, mask: Tensor, activation: Sequence[str]) -> Tensor:
        """`ids` and `mask` (batch, tokens), mask 1 where a token is real; returns unit vectors (batch, dims)."""
        return F.normalize(mean_pool(self.outputs(ids, mask, activation), mask.bool()), dim=-1)

    def outputs(self, ids: Tensor, mask: Tensor, activation: Sequence[str]) -> Tensor:
        """The same inputs to one vector per token: (batch, tokens, dims)."""
        real = mask.bool()
        hidden = self.embedding_norm(self.words(ids) + self.positions.weight[: ids.shape[1]])
        for block in self.blocks:
            hidden = block(hidden, real, activation)
        return hidden


def mean_pool(hidden: Tensor, real: Tensor) -> Tensor:
    """The mean of `hidden` (batch, tokens, dims) over the tokens where `real` (batch, tokens): (batch, dims)."""
    weights = real.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weights).sum(1) / weights.sum(1)


def from_minilm(source: Mapping[str, Tensor], config: ModelConfig, skills: Sequence[str]) -> SkillNet:
    """A SkillNet whose shared parts are MiniLM's and whose experts are all copies of its feed-forward network.

    `source` holds tensors by their Hugging Face BERT names. The token type embedding, which is the same for every
    token, is added to the positions; the pooler is not used by sentence vectors and is left out.
    """
    state: dict[str, Tensor] = {
        "words.weight": source["embeddings.word_embeddings.weight"],
        "positions.weight": source["embeddings.position_embeddings.weight"][: config.positions]
        + source["embeddings.token_type_embeddings.weight"][0],
    }

    def copy(target: str, name: str) -> None:
        for part in ("weight", "bias"):
            state[f"{target}.{part}"] = source[f"{name}.{part}"]

    copy("embedding_norm", "embeddings.LayerNorm")
    for index in range(config.layers):
        layer, block = f"encoder.layer.{index}", f"blocks.{index}"
        for part in ("query", "key", "value"):
            copy(f"{block}.attention.{part}", f"{layer}.attention.self.{part}")
        copy(f"{block}.attention.output", f"{layer}.attention.output.dense")
        copy(f"{block}.attention_norm", f"{layer}.attention.output.LayerNorm")
        for skill in skills:
            copy(f"{block}.experts.{skill}.widen", f"{layer}.intermediate.dense")
            copy(f"{block}.experts.{skill}.narrow", f"{layer}.output.dense")
            if config.skill_norms:
                copy(f"{block}.own_norms.{skill}.0", f"{layer}.attention.output.LayerNorm")
                copy(f"{block}.own_norms.{skill}.1", f"{layer}.output.LayerNorm")
        copy(f"{block}.expert_norm", f"{layer}.output.LayerNorm")
    model = SkillNet(config, skills)
    model.load_state_dict(state)
    return model.eval().requires_grad_(False)


def count_parameters(module: nn.Module) -> int:
    """How many numbers `module` learns."""
    return sum(parameter.numel() for parameter in module.parameters())
