"""bfloat16, where the device multiplies it: a CPU that does not is ten times slower with it than with float32."""

from contextlib import AbstractContextManager

import torch


def half(device: str) -> AbstractContextManager[None]:
    """Computes in bfloat16 inside, on a `device` ("cpu", "cuda") that gains by it."""
    gains = device != "cpu" or torch.cpu._is_avx512_bf16_supported()
    return torch.autocast(device, torch.bfloat16, enabled=gains)
