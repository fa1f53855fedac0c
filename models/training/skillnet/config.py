"""The sizes of the model and the settings of its export."""

from dataclasses import dataclass, field
from typing import Literal

Precision = Literal["int8", "float32"]


@dataclass(frozen=True)
class ModelConfig:
    """Sizes of the network; the defaults are those of all-MiniLM-L6-v2.

    `skill_norms` gives each skill LayerNorms of its own (an ablation; exports are made without).
    """

    dims: int = 384
    layers: int = 6
    heads: int = 12
    hidden: int = 1536
    vocabulary: int = 30522
    positions: int = 256
    norm_epsilon: float = 1e-12
    skill_norms: bool = False

    @property
    def head_dims(self) -> int:
        return self.dims // self.heads


@dataclass(frozen=True)
class StaticConfig:
    """The static tier: `dims` of a token vector, and how strongly frequent tokens are weighted down."""

    dims: int = 256
    sif: float = 2e-3


@dataclass(frozen=True)
class ExportConfig:
    """What goes into a model folder beside the weights.

    `space` names the vector space: change it whenever new vectors must not be compared with old ones.
    `split_identifiers` says whether every reader, skills and static tier, sees the words of names apart.
    `loudest` bounds the range of a channel before int8, as a multiple of the median channel's.
    """

    name: str = "skillnet"
    version: str = "0.1.0"
    space: str = "all-MiniLM-L6-v2"
    precision: Precision = "int8"
    max_tokens: int = 256
    split_identifiers: bool = False
    loudest: float = 2.0
    static: StaticConfig = field(default_factory=StaticConfig)


UNTRAINED = ExportConfig()
TRAINED = ExportConfig(version="0.3.0", space="skillnet-text-code-2")
