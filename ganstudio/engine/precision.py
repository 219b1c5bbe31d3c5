"""The number formats that a step computes in: all of it in float32, or the networks' passes in a shorter one.

Weights, optimisers, losses and averages are float32 always. Penalties on slopes are computed `exactly`: the derivative
of a derivative loses too much in eight bits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

from ganstudio.problems import ProblemError


class Precision:
    """float32 throughout; what the others change."""

    name = "full"
    float32_products = "ieee"  # torch's name for how CUDA multiplies float32 numbers

    def __init__(self, device: torch.device) -> None:
        self.device = device

    @contextmanager
    def training(self) -> Iterator[None]:
        """Around the whole of training."""
        with _float32_products(self.float32_products, self.device):
            yield

    @contextmanager
    def reduced(self) -> Iterator[None]:
        """Around the passes through the networks."""
        yield

    @contextmanager
    def exactly(self) -> Iterator[None]:
        """Around what needs float32, within `reduced` or not."""
        with torch.autocast(self.device.type, enabled=False), _float32_products("ieee", self.device):
            yield

    def backward(self, loss: Tensor) -> None:
        loss.backward()

    def norm(self, optimizer: torch.optim.Optimizer, gradients: list[Tensor]) -> Tensor:
        """The length of the gradients, as they are without any scaling; a scalar on the device."""
        if not gradients:
            return torch.zeros((), device=self.device)
        # as torch.nn.utils.get_total_norm, which takes twice as long to find out that they are of one kind
        return torch.linalg.vector_norm(torch.stack(torch._foreach_norm(gradients)))

    def step(self, optimizer: torch.optim.Optimizer) -> None:
        optimizer.step()

    def state(self) -> dict[str, Any]:
        """What a checkpoint keeps."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        pass


class Tf32(Precision):
    """Products of float32 numbers with 10 bits of mantissa instead of 23, on the tensor cores of CUDA devices."""

    name = "tf32"
    float32_products = "tf32"


class Bf16(Precision):
    """Products in bfloat16, which has the range of float32: Micikevicius et al. 2018 without the scaling."""

    name = "bf16"
    dtype = torch.bfloat16

    @contextmanager
    def reduced(self) -> Iterator[None]:
        with torch.autocast(self.device.type, self.dtype):
            yield


class Fp16(Bf16):
    """Products in float16, whose short range makes gradients vanish unless the loss is scaled: Micikevicius et al.
    2018, section 3.2. A step whose gradients overflow is left out, and the scale halved."""

    name = "fp16"
    dtype = torch.float16

    def __init__(self, device: torch.device) -> None:
        super().__init__(device)
        self._scaler = torch.amp.GradScaler(device.type)

    def backward(self, loss: Tensor) -> None:
        self._scaler.scale(loss).backward()

    def norm(self, optimizer: torch.optim.Optimizer, gradients: list[Tensor]) -> Tensor:
        self._scaler.unscale_(optimizer)
        # of a step that is going to be left out there is nothing to tell
        return super().norm(optimizer, gradients).nan_to_num(nan=0.0, posinf=0.0)

    def step(self, optimizer: torch.optim.Optimizer) -> None:
        self._scaler.step(optimizer)
        self._scaler.update()

    def state(self) -> dict[str, Any]:
        return self._scaler.state_dict()

    def restore(self, state: dict[str, Any]) -> None:
        if state:
            self._scaler.load_state_dict(state)


_PRECISIONS: dict[str, type[Precision]] = {kind.name: kind for kind in (Precision, Tf32, Bf16, Fp16)}


def precisions(device: torch.device) -> list[str]:
    """The names of those that the device computes in, the one that rounds least first."""
    match device.type:
        case "cuda":
            there = {
                "tf32": torch.cuda.is_tf32_supported(),
                "bf16": torch.cuda.is_bf16_supported(including_emulation=False),
                "fp16": True,
            }
            return ["full", *(name for name, is_there in there.items() if is_there)]
        case "cpu":
            return ["full", "bf16", "fp16"]
        case _:
            return ["full"]


def precision(name: str, device: torch.device) -> Precision:
    """The precision of that name. Raises ProblemError where the device does not compute in it."""
    there = precisions(device)
    if name not in there:
        able = " or ".join(["auto", *there])
        raise ProblemError.single("training.precision", f"this device cannot compute in {name}: choose {able}")
    return _PRECISIONS[name](device)


@contextmanager
def _float32_products(how: str, device: torch.device) -> Iterator[None]:
    """How CUDA multiplies float32 numbers meanwhile, which torch tells the whole process; elsewhere nothing is told."""
    backends: Any = torch.backends
    parts = (backends.cuda.matmul, backends.cudnn.conv) if device.type == "cuda" else ()
    before = [part.fp32_precision for part in parts]
    for part in parts:
        part.fp32_precision = how
    try:
        yield
    finally:
        for part, old in zip(parts, before, strict=True):
            part.fp32_precision = old
