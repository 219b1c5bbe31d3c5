"""One update of D and one of G: the algorithm of the paper, and nothing else.

Goodfellow et al. 2014, algorithm 1, with the loss and the penalties that the experiment names, on `Adversaries`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

import torch
from torch import Tensor, nn

from ganstudio.engine.adversaries import LOSS, Adversaries, Due, Fakes, Sight
from ganstudio.engine.loader import Batch
from ganstudio.optimizers.base import Optimizer
from ganstudio.penalties.base import Penalty
from ganstudio.turn import Turn

Told = dict[str, Tensor]  # scalars without history, by their names in Progress

GLANCE = 8  # steps between two looks at what costs time to look at: gradient norms


def update_discriminator(game: Adversaries, batches: Sequence[Batch], step: int) -> None:
    """D learns to tell each batch of real samples from as many fakes."""
    _let_learn(game, True)
    game.d_optimizer.zero_grad(set_to_none=True)
    due = list(_due(game, "D", step))
    is_kept = game.reuse_fakes and step % game.n_critic == 0
    with _exactly_for(game, due):
        for batch in batches:
            y, z = game.classes_of(batch), game.latents(len(batch))
            if game.compiled is not None and game.compiled.learns_d(batch.x, z, due, len(batches)):
                fakes = Fakes(z, y)
            else:
                with torch.set_grad_enabled(is_kept):
                    fakes = game.made(z, y)
                loss, told = d_loss(game, batch, fakes, step, due)
                game.precision.backward(loss / len(batches))
                game.meter.take(told)
            if is_kept:
                game.kept.append(fakes)
    _descend(game, "D", game.D, game.d_rule, game.d_optimizer, step)
    for penalty in game.penalties:
        penalty.constrain(game.D)


def update_generator(game: Adversaries, batches: Sequence[Batch], step: int) -> None:
    """G learns to be taken for real by D, which stays as it is."""
    _let_learn(game, False)
    game.g_optimizer.zero_grad(set_to_none=True)
    due = list(_due(game, "G", step))
    with _exactly_for(game, due):
        for batch in batches:
            y = game.classes_of(batch)
            fakes = game.kept.pop(0) if game.kept else Fakes(game.latents(len(batch)), y)
            if game.compiled is None or not game.compiled.learns_g(fakes.z, due, len(batches)):
                loss, told = g_loss(game, batch, fakes, step, due)
                game.precision.backward(loss / len(batches))
                game.meter.take(told)
    _descend(game, "G", game.G, game.g_rule, game.g_optimizer, step)
    game.follow(step)


def d_loss(game: Adversaries, batch: Batch, fakes: Fakes, step: int, due: Due) -> tuple[Tensor, Told]:
    """What D minimises, a scalar, and what is to be told of it."""
    y, made = fakes.y, fakes.samples
    assert made is not None
    with torch.no_grad():
        made = made.detach()
        real, fake = game.shown(game.mixed(batch.x, made), step), game.shown(made, step)
    seen_real, seen_fake = _judge(game, real, fake, y)
    real_logits, fake_logits = seen_real.logits, seen_fake.logits
    loss = game.loss.d_step(*_flipped(game, real_logits, fake_logits), game.memories[LOSS])
    told = {"loss.D": loss.detach()}
    for name, value in game.memories[LOSS].items():
        told[f"{game.loss.kind_name()}.{name}"] = value.detach()
    turn = _turn(game, step, fakes.z, y, real, fake, seen_real, seen_fake)
    for name, term in game.architecture.conditioning.d_terms(game.D, turn).items():
        told[name] = term.detach()
        loss = loss + term
    for penalty, factor in due:
        with _precision_of(penalty, game):
            value = penalty.d_value(replace(turn, memory=game.memories[penalty.kind_name()]))
        told[f"penalty.{penalty.kind_name()}"] = value.detach()
        loss = loss + factor * value
    real_logits, fake_logits = real_logits.detach(), fake_logits.detach()
    told["score.real"] = game.loss.scores(real_logits).mean()
    told["score.fake"] = game.loss.scores(fake_logits).mean()
    told["advantage"] = (real_logits - fake_logits).sign().mean()  # 0 where D scores all alike
    if game.augment.adapts():
        told["augment.p"] = game.adapt(real_logits, len(batch))
    return loss, told


def g_loss(game: Adversaries, batch: Batch, fakes: Fakes, step: int, due: Due) -> tuple[Tensor, Told]:
    """What G minimises, a scalar, and what is to be told of it."""
    y = fakes.y
    made = game.made(fakes.z, y).samples if fakes.samples is None else fakes.samples
    assert made is not None
    fake = game.shown(made, step)
    seen_fake = game.look(fake, y)
    real, seen_real = batch.x, Sight(*(part.detach() for part in seen_fake))
    if game.loss.g_sees_real or any(penalty.sees_real_in_g for penalty, _ in due):
        with torch.no_grad():
            real = game.shown(real, step)
            seen_real = game.look(real, y)
    loss = game.loss.g_loss(*_best(seen_real.logits, seen_fake.logits, game.top_k(step)))
    told = {"loss.G": loss.detach()}
    turn = _turn(game, step, fakes.z, y, real, fake, seen_real, seen_fake)
    for name, term in game.architecture.conditioning.g_terms(game.D, turn).items():
        told[f"{name}.G"] = term.detach()
        loss = loss + term
    for penalty, factor in due:
        with _precision_of(penalty, game):
            value = penalty.g_value(replace(turn, memory=game.memories[penalty.kind_name()]))
        told[f"penalty.{penalty.kind_name()}.G"] = value.detach()
        loss = loss + factor * value
    return loss, told


def _let_learn(game: Adversaries, learns: bool) -> None:
    for parameter in game.trained_d:
        parameter.requires_grad_(learns)


def _judge(game: Adversaries, real: Tensor, fake: Tensor, y: Tensor | None) -> tuple[Sight, Sight]:
    """What D makes of both; in one batch where that changes nothing but the speed."""
    if game.joint:
        logits, features = game.look(torch.cat((real, fake)), None if y is None else torch.cat((y, y)))
        (real_logits, fake_logits), (real_features, fake_features) = logits.chunk(2), features.chunk(2)
        return Sight(real_logits, real_features), Sight(fake_logits, fake_features)
    with game.precision.reduced():  # so that autocast rounds D's weights once for both
        return game.look(real, y), game.look(fake, y)


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


def _exactly_for(game: Adversaries, due: Due) -> AbstractContextManager[None]:
    """Around a turn and its way back: exact where a slope is among its terms."""
    takes_slopes = any(penalty.takes_slopes for penalty, _ in due)
    return game.precision.exactly() if takes_slopes else nullcontext()


def _precision_of(penalty: Penalty, game: Adversaries) -> AbstractContextManager[None]:
    return nullcontext() if penalty.takes_slopes else game.precision.reduced()


def _turn(
    game: Adversaries,
    step: int,
    z: Tensor,
    y: Tensor | None,
    real: Tensor,
    fake: Tensor,
    seen_real: Sight,
    seen_fake: Sight,
) -> Turn:
    """The turn as all terms see it; a penalty is given its own memory with it."""
    G, D = game.given(y)
    return Turn(
        G=G,
        D=D,
        real=real,
        fake=fake,
        y=y,
        real_logits=seen_real.logits,
        fake_logits=seen_fake.logits,
        real_features=seen_real.features,
        fake_features=seen_fake.features,
        z=z,
        shown=lambda samples: game.shown(samples, step),
        rng=game.rng,
        memory={},
    )


def _descend(
    game: Adversaries, name: str, network: nn.Module, rule: Optimizer, optimizer: torch.optim.Optimizer, step: int
) -> None:
    if rule.clip_norm or _is_glance(step):
        parameters = [p for p in network.parameters() if p.grad is not None]
        norm = game.precision.norm(optimizer, [p.grad for p in parameters if p.grad is not None])
        game.meter.add(f"gradient.{name}", norm)
        if rule.clip_norm:
            torch.nn.utils.clip_grads_with_norm_(parameters, rule.clip_norm, norm)
    game.precision.step(optimizer)


def _is_glance(step: int) -> bool:
    return step % GLANCE == 0
