"""The sizes of the model and the settings of its export."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ModelConfig:
    """Sizes of the network; the defaults are those of all-MiniLM-L6-v2."""

    dims: int = 384
    layers: int = 6
    heads: int = 12
    hidden: int = 1536
    vocabulary: int = 30522
    positions: int = 256
    norm_epsilon: float = 1e-12

    @property
    def head_dims(self) -> int:
        return self.dims // self.heads


@dataclass(frozen=True)
class StaticConfig:
    """The static tier: `dims` of a token vector, and how strongly frequent tokens are weighted down."""

    dims: int = 256
    sif: float = 2e-3
    split_identifiers: bool = False


@dataclass(frozen=True)
class ExportConfig:
    """What goes into a model folder beside the weights.

    `space` names the vector space: change it whenever new vectors must not be compared with old ones.
    `loudest` bounds the range of a channel before int8, as a multiple of the median channel's.
    """

    name: str = "skillnet"
    version: str = "0.1.0"
    space: str = "all-MiniLM-L6-v2"
    max_tokens: int = 256
    loudest: float = 2.5
    model: ModelConfig = field(default_factory=ModelConfig)
    static: StaticConfig = field(default_factory=StaticConfig)
