"""Adam's kernel without what torch does around it, which takes a tenth of a small network's step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, overload

import torch
from torch import Tensor


class FusedAdam(torch.optim.Adam):
    """torch's fused Adam, value for value: what the kernel is called with is gathered once, not in every step.

    The first step, one that the loss scaling of float16 takes a part in, and one after other parameters have got
    gradients are torch's own. Do not count on hooks of steps.
    """

    _gathered: _Gathered | None = None  # of the class, as copies of an optimiser keep nothing but its state

    def __init__(self, parameters: Any, **options: Any) -> None:
        super().__init__(parameters, fused=True, **options)

    @overload
    def step(self, closure: None = None) -> None: ...
    @overload
    def step(self, closure: Callable[[], float]) -> float: ...
    def step(self, closure: Callable[[], float] | None = None) -> float | None:
        gathered = self._gathered
        learning = [p for group in self.param_groups for p in group["params"] if p.grad is not None]
        is_plain = closure is None and getattr(self, "found_inf", None) is None
        if gathered is None or not is_plain or not gathered.is_of(self.state, learning):
            loss = super().step(closure)
            self._gathered = self._gather(learning)
            return loss
        (group,) = self.param_groups
        kernel = torch._fused_adamw_ if group["decoupled_weight_decay"] else torch._fused_adam_
        beta1, beta2 = group["betas"]
        with torch.no_grad():
            torch._foreach_add_(gathered.steps, 1)
            kernel(
                learning,
                [p.grad for p in learning if p.grad is not None],
                gathered.means,
                gathered.squares,
                gathered.largest,
                gathered.steps,
                lr=group["lr"],
                beta1=beta1,
                beta2=beta2,
                weight_decay=group["weight_decay"],
                eps=group["eps"],
                amsgrad=group["amsgrad"],
                maximize=group["maximize"],
            )
        return None

    step.hooked = True  # type: ignore[attr-defined]  # torch's mark of a step that it need not wrap

    def zero_grad(self, set_to_none: bool = True) -> None:
        if not set_to_none:
            super().zero_grad(set_to_none)
            return
        for group in self.param_groups:
            for parameter in group["params"]:
                parameter.grad = None

    def _gather(self, learning: list[Tensor]) -> _Gathered | None:
        """What the kernel needs beside the gradients; None where one call of it cannot move them all."""
        if len(self.param_groups) > 1 or len({(p.device, p.dtype) for p in learning}) != 1:
            return None
        kept = [self.state[p] for p in learning]
        largest = [each["max_exp_avg_sq"] for each in kept if "max_exp_avg_sq" in each]
        means, squares = [each["exp_avg"] for each in kept], [each["exp_avg_sq"] for each in kept]
        return _Gathered(self.state, learning, means, squares, largest, [each["step"] for each in kept])


class _Gathered(NamedTuple):
    """Of an optimiser's state, in the order of the parameters that have gradients."""

    state: Any
    learning: list[Tensor]
    means: list[Tensor]
    squares: list[Tensor]
    largest: list[Tensor]  # empty without AMSGrad
    steps: list[Tensor]

    def is_of(self, state: Any, learning: list[Tensor]) -> bool:
        """Whether it still holds: a state that is read from a file is another one."""
        return state is self.state and list(map(id, learning)) == list(map(id, self.learning))
