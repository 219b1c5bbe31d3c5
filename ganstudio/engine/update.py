"""One update of D and one of G: the algorithm of the paper, and nothing else.

Goodfellow et al. 2014, algorithm 1, with the loss and the penalties that the experiment names, on `Adversaries`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn

from ganstudio.engine.adversaries import Adversaries
from ganstudio.optimizers.base import Optimizer
from ganstudio.penalties.base import Penalty
from ganstudio.turn import Turn

GLANCE = 8  # steps between two looks at what costs time to look at: gradient norms and D's advantage


def update_discriminator(game: Adversaries, batches: Sequence[Tensor], step: int) -> None:
    """D learns to tell each batch of real samples, (B, *shape), from as many fakes."""
    game.D.requires_grad_(True)
    game.d_optimizer.zero_grad(set_to_none=True)
    for real in batches:
        (_d_loss(game, real, step) / len(batches)).backward()
    _descend(game, "D", game.D, game.d_rule, game.d_optimizer, step)
    for penalty in game.penalties:
        penalty.constrain(game.D)


def update_generator(game: Adversaries, batches: Sequence[Tensor], step: int) -> None:
    """G learns to be taken for real by D, which stays as it is."""
    game.D.requires_grad_(False)
    game.g_optimizer.zero_grad(set_to_none=True)
    for real in batches:
        (_g_loss(game, real, step) / len(batches)).backward()
    _descend(game, "G", game.G, game.g_rule, game.g_optimizer, step)
    game.follow(step)


def _d_loss(game: Adversaries, real: Tensor, step: int) -> Tensor:
    z = game.latents(len(real))
    with torch.no_grad():
        real, fake = game.shown(real, step), game.shown(game.G(z), step)
    real_logits, fake_logits = _judge(game, real, fake)
    loss = game.loss.d_loss(*_flipped(game, real_logits, fake_logits))
    game.meter.add("loss.D", loss)
    for penalty, factor in _due(game, "D", step):
        value = penalty.d_value(_turn(game, penalty, step, z, real, fake, real_logits, fake_logits))
        game.meter.add(f"penalty.{penalty.kind_name()}", value)
        loss = loss + factor * value
    game.meter.add("score.real", game.loss.scores(real_logits.detach()).mean())
    game.meter.add("score.fake", game.loss.scores(fake_logits.detach()).mean())
    if _is_glance(step):
        game.meter.add("advantage", (real_logits - fake_logits).sign().mean())  # 0 where D scores all alike
    return loss


def _g_loss(game: Adversaries, real: Tensor, step: int) -> Tensor:
    z = game.latents(len(real))
    fake = game.shown(game.G(z), step)
    fake_logits = game.D(fake)
    due = list(_due(game, "G", step))
    real_logits = fake_logits.detach()
    if game.loss.g_sees_real or due:
        with torch.no_grad():
            real = game.shown(real, step)
            real_logits = game.D(real)
    loss = game.loss.g_loss(*_best(real_logits, fake_logits, game.top_k(step)))
    game.meter.add("loss.G", loss)
    for penalty, factor in due:
        value = penalty.g_value(_turn(game, penalty, step, z, real, fake, real_logits, fake_logits))
        game.meter.add(f"penalty.{penalty.kind_name()}.G", value)
        loss = loss + factor * value
    return loss


def _judge(game: Adversaries, real: Tensor, fake: Tensor) -> tuple[Tensor, Tensor]:
    """D's logits, (B,) each; in one batch where that changes nothing but the speed."""
    if game.joint:
        real_logits, fake_logits = game.D(torch.cat((real, fake))).chunk(2)
        return real_logits, fake_logits
    return game.D(real), game.D(fake)


def _flipped(game: Adversaries, real_logits: Tensor, fake_logits: Tensor) -> tuple[Tensor, Tensor]:
    """The logits with a share of the pairs in each other's place."""
    share = game.techniques.label_flipping
    if not share:
        return real_logits, fake_logits
    dice = torch.rand(len(real_logits), generator=game.rng, device=real_logits.device)
    flip = dice < share
    return torch.where(flip, fake_logits, real_logits), torch.where(flip, real_logits, fake_logits)


def _best(real_logits: Tensor, fake_logits: Tensor, share: float) -> tuple[Tensor, Tensor]:
    """The share of the fakes that D likes best, with the real samples they are paired with: Sinha et al. 2020."""
    if share >= 1:
        return real_logits, fake_logits
    best = fake_logits.detach().topk(max(1, round(share * len(fake_logits)))).indices
    return real_logits[best], fake_logits[best]


def _due(game: Adversaries, side: str, step: int) -> Iterator[tuple[Penalty, float]]:
    """The penalties that stand in that side's loss at this step, each with its factor."""
    every = 1 if side == "D" else game.n_critic
    for penalty in game.penalties:
        if side in penalty.sides and (factor := penalty.factor(step, game.steps, every)):
            yield penalty, factor


def _turn(
    game: Adversaries,
    penalty: Penalty,
    step: int,
    z: Tensor,
    real: Tensor,
    fake: Tensor,
    real_logits: Tensor,
    fake_logits: Tensor,
) -> Turn:
    return Turn(
        G=game.G,
        D=game.D,
        real=real,
        fake=fake,
        real_logits=real_logits,
        fake_logits=fake_logits,
        z=z,
        shown=lambda samples: game.shown(samples, step),
        rng=game.rng,
        memory=game.memories[penalty.kind_name()],
    )


def _descend(
    game: Adversaries, name: str, network: nn.Module, rule: Optimizer, optimizer: torch.optim.Optimizer, step: int
) -> None:
    if rule.clip_norm or _is_glance(step):
        parameters = [p for p in network.parameters() if p.grad is not None]
        norm = torch.nn.utils.get_total_norm([p.grad for p in parameters if p.grad is not None])
        game.meter.add(f"gradient.{name}", norm)
        if rule.clip_norm:
            torch.nn.utils.clip_grads_with_norm_(parameters, rule.clip_norm, norm)
    optimizer.step()


def _is_glance(step: int) -> bool:
    return step % GLANCE == 0
