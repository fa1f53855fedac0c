"""bfloat16, where the device multiplies it: a CPU that does not is ten times slower with it than with float32."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel


def half(device: str) -> AbstractContextManager[None]:
    """Computes in bfloat16 inside, on a `device` ("cpu", "cuda") that gains by it."""
    gains = device != "cpu" or torch.cpu._is_avx512_bf16_supported()
    return torch.autocast(device, torch.bfloat16, enabled=gains)


@contextmanager
def learning(device: str) -> Iterator[None]:
    """The same for learning: on a CPU with the plain attention, whose backward pass is a fifth faster there."""
    plain = sdpa_kernel(SDPBackend.MATH) if device == "cpu" else nullcontext()
    with half(device), plain:
        yield
