"""One update of D and one of G: the algorithm of the paper, and nothing else.

Goodfellow et al. 2014, algorithm 1, with the loss and the penalties that the experiment names. `Adversaries` is what
both updates work on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ganstudio.engine.ema import Average
from ganstudio.engine.meter import Meter
from ganstudio.losses.base import Loss
from ganstudio.penalties.base import Penalty


@dataclass
class Adversaries:
    """The two networks, what they minimise, and how they move."""

    G: nn.Module
    D: nn.Module
    average: Average
    loss: Loss
    penalties: Sequence[Penalty]
    g_optimizer: torch.optim.Optimizer
    d_optimizer: torch.optim.Optimizer
    latent_dim: int
    joint: bool  # D may judge real and fake in one batch, because no score depends on other samples
    rng: torch.Generator  # of latents and penalties, on the device
    meter: Meter

    def latents(self, count: int) -> Tensor:
        """z ~ N(0, 1), (count, latent_dim)."""
        return torch.randn(count, self.latent_dim, generator=self.rng, device=self.rng.device)


def update_discriminator(game: Adversaries, real: Tensor, step: int) -> None:
    """D learns to tell `real`, (B, *shape), from as many fakes."""
    with torch.no_grad():
        fake = game.G(game.latents(len(real)))
    game.D.requires_grad_(True)
    real_logits, fake_logits = _judge(game, real, fake)
    loss = game.loss.d_loss(real_logits, fake_logits)
    game.meter.add("loss.D", loss)
    for penalty in game.penalties:
        if step % penalty.interval == 0:  # lazily, so scaled by the interval (Karras et al. 2020, appendix B)
            value = penalty.value(game.D, real, fake, game.rng)
            game.meter.add(f"penalty.{penalty.kind_name()}", value)
            loss = loss + penalty.weight * penalty.interval * value
    _descend(game.d_optimizer, loss)
    game.meter.add("score.real", game.loss.scores(real_logits.detach()).mean())
    game.meter.add("score.fake", game.loss.scores(fake_logits.detach()).mean())


def update_generator(game: Adversaries, real: Tensor, step: int) -> None:
    """G learns to be taken for real by D, which stays as it is."""
    game.D.requires_grad_(False)
    fake_logits = game.D(game.G(game.latents(len(real))))
    with torch.no_grad():
        real_logits = game.D(real) if game.loss.g_sees_real else fake_logits
    loss = game.loss.g_loss(real_logits, fake_logits)
    _descend(game.g_optimizer, loss)
    game.average.update()
    game.meter.add("loss.G", loss)


def _judge(game: Adversaries, real: Tensor, fake: Tensor) -> tuple[Tensor, Tensor]:
    """D's logits, (B,) each; in one batch where that changes nothing but the speed."""
    if game.joint:
        real_logits, fake_logits = game.D(torch.cat((real, fake))).chunk(2)
        return real_logits, fake_logits
    return game.D(real), game.D(fake)


def _descend(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
