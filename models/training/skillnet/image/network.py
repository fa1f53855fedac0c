"""The network of the image skill: a convolutional stem, the shared attention, an expert and LayerNorms of its own."""

from copy import deepcopy

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from skillnet.config import ModelConfig
from skillnet.image.grids import GRIDS
from skillnet.model import Attention, Expert, SkillNet

CHANNELS = (64, 128, 256)
SIDE = max(max(grid) for grid in GRIDS)


class Convolution(nn.Sequential):
    """A convolution, BatchNorm, GELU."""

    def __init__(self, inputs: int, outputs: int, size: int, stride: int) -> None:
        padding = 0 if size == stride else size // 2
        convolution = nn.Conv2d(inputs, outputs, size, stride, padding, bias=False)
        super().__init__(convolution, nn.BatchNorm2d(outputs), nn.GELU())


class Stem(nn.Module):
    """Pixels to one token for each patch of 32 x 32, through steps of 4, 8, 16 and 32 pixels."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        first, second, third = CHANNELS
        self.patches = Convolution(3, first, 4, 4)
        self.eighth = Convolution(first, second, 3, 2)
        self.eighth_again = Convolution(second, second, 3, 1)
        self.sixteenth = Convolution(second, third, 3, 2)
        self.sixteenth_again = Convolution(third, third, 3, 1)
        self.tokens = nn.Conv2d(third, config.dims, 3, 2, 1)
        self.rows = nn.Parameter(torch.randn(SIDE, config.dims) * 0.02)
        self.columns = nn.Parameter(torch.randn(SIDE, config.dims) * 0.02)
        self.norm = nn.LayerNorm(config.dims, eps=config.norm_epsilon)

    def forward(self, pixels: Tensor) -> Tensor:
        """`pixels` (batch, 3, height, width) from -1 to 1; returns (batch, tokens, dims), row by row."""
        hidden = self.eighth(self.patches(pixels))
        hidden = self.sixteenth(hidden + self.eighth_again(hidden))
        hidden = self.tokens(hidden + self.sixteenth_again(hidden))
        rows, columns = hidden.shape[-2:]
        places = self.rows[:rows, None] + self.columns[None, :columns]
        return self.norm((hidden.permute(0, 2, 3, 1) + places).flatten(1, 2))


class Layer(nn.Module):
    """One layer: the attention that all skills share, the image expert, and two LayerNorms of its own."""

    def __init__(self, config: ModelConfig, attention: Attention) -> None:
        super().__init__()
        self.attention = attention
        self.attention_norm = nn.LayerNorm(config.dims, eps=config.norm_epsilon)
        self.expert = Expert(config)
        self.expert_norm = nn.LayerNorm(config.dims, eps=config.norm_epsilon)

    def forward(self, hidden: Tensor) -> Tensor:
        """(batch, tokens, dims) to the same shape."""
        hidden = self.attention_norm(hidden + self.attention(hidden))
        return self.expert_norm(hidden + self.expert(hidden))


class ImageNet(nn.Module):
    """Pixels in, one unit vector a picture out, in the space of text and code."""

    def __init__(self, shared: SkillNet) -> None:
        """Starts from the text skill of `shared`, whose attention it uses and leaves as it is."""
        super().__init__()
        self.config = shared.config
        self.stem = Stem(shared.config)
        self.layers = nn.ModuleList(Layer(shared.config, deepcopy(block.attention)) for block in shared.blocks)
        for layer, block in zip(self.layers, shared.blocks, strict=True):
            layer.expert.load_state_dict(block.experts["text"].state_dict())
            layer.attention_norm.load_state_dict(block.attention_norm.state_dict())
            layer.expert_norm.load_state_dict(block.expert_norm.state_dict())
            layer.attention.requires_grad_(False)

    def forward(self, pixels: Tensor) -> Tensor:
        """`pixels` uint8 (batch, height, width, 3), every side a whole number of patches; returns (batch, dims)."""
        hidden = self.stem(pixels.permute(0, 3, 1, 2).to(self.stem.rows.dtype) / 127.5 - 1)
        for layer in self.layers:
            hidden = layer(hidden)
        return F.normalize(hidden.mean(1), dim=-1)

    def learned(self) -> dict[str, Tensor]:
        """What is of the image skill alone, BatchNorm's statistics included."""
        return {name: tensor for name, tensor in self.state_dict().items() if ".attention." not in name}
