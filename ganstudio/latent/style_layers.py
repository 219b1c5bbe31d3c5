"""How large the maps are on which each style of a generator acts."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ganstudio.latent.model import Explorable
from ganstudio.nets.styles import styled


@torch.no_grad()
def style_sides(model: Explorable) -> tuple[tuple[int, int], ...]:
    """(H, W) of the largest maps that each layer's style acts on, coarse to fine; (0, 0) where that cannot be seen.

    Raises ProblemError where there are no styles.
    """
    w = model.tensor(model.random(1, 0, "w").values).unflatten(1, (model.facts.layers, -1))
    first, step = w.data_ptr(), w[0, 0].numel() * w.element_size()
    sides: dict[int, tuple[int, int]] = {}

    def hear(module: nn.Module, given: tuple[object, ...], made: object) -> None:
        if not isinstance(made, Tensor) or made.dim() != 4:
            return
        for one in given:
            if isinstance(one, Tensor) and one.dim() == 2 and one.shape[1] == w.shape[2]:
                layer, rest = divmod(one.data_ptr() - first, step)  # a style is a piece of w, in the same memory
                if not rest and 0 <= layer < model.facts.layers:
                    sides[layer] = max(sides.get(layer, (0, 0)), (made.shape[2], made.shape[3]))

    hooks = [module.register_forward_hook(hear) for module in model.network.modules()]
    try:
        styled(model.network).synthesis(w)
    finally:
        for hook in hooks:
            hook.remove()
    return tuple(sides.get(layer, (0, 0)) for layer in range(model.facts.layers))
