"""G learns from the very fakes that D has just judged, where that is asked for."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
import torch
from torch import Tensor
from torch.nn.functional import softplus

from ganstudio.engine.checkpoint import Checkpoints
from ganstudio.engine.train import Trainer
from ganstudio.engine.tuning import Arithmetic
from ganstudio.runs import Run
from tests.tiny_games import tiny_game

REUSED = "training.reuse_fakes=true"
SGD = ("optimizers.generator.kind=sgd", "optimizers.discriminator.kind=sgd", "training.ema.kind=none")


def game_of(*sets: str, way: Arithmetic | None = None, networks: str = "mlp") -> Trainer:
    return tiny_game(way or Arithmetic(), networks, networks, *sets)


def made_in(trainer: Trainer, steps: int) -> list[list[Tensor]]:
    """What G makes in each of so many steps, one for each pass."""
    made: list[Tensor] = []
    hook = trainer.game.G.register_forward_hook(lambda _, __, samples: made.append(samples.detach().clone()))
    each: list[list[Tensor]] = []
    for _ in range(steps):
        made.clear()
        trainer.advance()
        each.append(list(made))
    hook.remove()
    return each


def passes(steps: int, *sets: str) -> list[int]:
    trainer = game_of(*sets)
    found = [len(made) for made in made_in(trainer, steps)]
    assert trainer.game.kept == [], "nothing is kept beyond a step"
    return found


def test_a_step_passes_through_g_once_instead_of_twice() -> None:
    assert passes(3) == [2, 2, 2]
    assert passes(3, REUSED) == [1, 1, 1]


def test_fakes_are_kept_in_the_step_that_g_learns_in_only() -> None:
    assert passes(6, "training.n_critic=3") == [1, 1, 2, 1, 1, 2]
    assert passes(6, "training.n_critic=3", REUSED) == [1, 1, 1, 1, 1, 1]


def test_further_turns_of_g_draw_fresh_fakes() -> None:
    assert passes(2, "training.n_generator=3") == [4, 4]
    assert passes(2, "training.n_generator=3", REUSED) == [3, 3]


def test_the_fakes_of_all_accumulated_batches_are_kept() -> None:
    assert passes(2, "training.accumulation=2") == [4, 4]
    assert passes(2, "training.accumulation=2", REUSED) == [2, 2]


def seen_by_d(trainer: Trainer) -> list[Tensor]:
    """What D sees in a step, one batch for each pass."""
    seen: list[Tensor] = []
    first = next(module for module in trainer.game.D.modules() if isinstance(module, torch.nn.Flatten))
    hook = first.register_forward_pre_hook(lambda _, given: seen.append(given[0].detach().clone()))
    trainer.advance()
    hook.remove()
    return seen


def test_both_learn_from_the_same_samples() -> None:
    in_d, in_g = seen_by_d(game_of(REUSED))
    assert torch.equal(in_d.chunk(2)[1], in_g)
    in_d, in_g = seen_by_d(game_of())
    assert not torch.equal(in_d.chunk(2)[1], in_g)


def test_of_accumulated_batches_each_meets_its_own_fakes() -> None:
    first, second, *in_g = seen_by_d(game_of(REUSED, "training.accumulation=2"))
    assert torch.equal(first.chunk(2)[1], in_g[0])
    assert torch.equal(second.chunk(2)[1], in_g[1])


def test_the_second_turn_of_g_sees_others() -> None:
    in_d, first, second = seen_by_d(game_of(REUSED, "training.n_generator=2"))
    assert torch.equal(in_d.chunk(2)[1], first)
    assert not torch.equal(first, second)


def test_a_step_follows_the_gradients_of_one_that_is_written_by_hand() -> None:
    trainer = game_of(REUSED, *SGD, "loss.kind=non_saturating")
    game = trainer.game
    G, D = deepcopy(game.G), deepcopy(game.D)
    rng = torch.Generator()
    rng.set_state(game.rng.get_state())
    order = deepcopy(trainer.loader.state())
    real = trainer.loader.next(4).x
    trainer.loader.restore(order)
    trainer.advance()

    fake = G(torch.randn(4, 8, generator=rng))
    d_loss = softplus(-D(real)).mean() + softplus(D(fake.detach())).mean()
    d_slopes = torch.autograd.grad(d_loss, [*D.parameters()])
    rate = game.d_rule.lr
    with torch.no_grad():
        for parameter, slope in zip(D.parameters(), d_slopes, strict=True):
            parameter -= rate * slope
    g_slopes = torch.autograd.grad(softplus(-D(fake)).mean(), [*G.parameters()])
    for parameter, slope in zip(game.G.parameters(), g_slopes, strict=True):
        torch.testing.assert_close(parameter.grad, slope, rtol=1e-4, atol=1e-7)
    for ours, theirs in zip(game.D.parameters(), D.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("way", [Arithmetic(), Arithmetic("bf16", channels_last=True)], ids=lambda way: way.precision)
@pytest.mark.parametrize("cut", [2, 3, 4])
def test_a_run_goes_on_bit_for_bit(cut: int, way: Arithmetic, tmp_path: Path) -> None:
    sets = (REUSED, "training.n_critic=3", "training.n_generator=2", "training.accumulation=2")
    whole, parted, again = (game_of(*sets, way=way, networks="dcgan") for _ in range(3))
    made_in(whole, 7)
    made_in(parted, cut)
    run = Run.create_at(tmp_path / "run", parted.plan.experiment)
    Checkpoints(run).save(parted)
    assert Checkpoints(run).restore(again) == []
    made_in(again, 7 - cut)
    for one, other in ((whole.game.G, again.game.G), (whole.game.D, again.game.D)):
        pairs = zip(one.state_dict().values(), other.state_dict().values(), strict=True)
        assert all(torch.equal(ours, theirs) for ours, theirs in pairs)


def test_statistics_of_the_batches_are_moved_once_for_the_same_fakes() -> None:
    def batches_seen(*sets: str) -> list[float]:
        trainer = game_of(*sets, networks="dcgan")
        trainer.advance()
        return [float(kept) for name, kept in trainer.game.G.named_buffers() if name.endswith("num_batches_tracked")]

    assert set(batches_seen()) == {2.0}
    assert set(batches_seen(REUSED)) == {1.0}


def test_classes_and_codes_and_slopes_go_with_the_fakes_that_are_kept() -> None:
    for sets in (
        ("architecture.conditioning.kind=concat",),
        ("architecture.conditioning.kind=auxiliary_classifier",),
        ("architecture.prior.kind=codes", "architecture.latent_dim=16", "architecture.conditioning.kind=info_gan"),
        ("penalties.wgan_gp.interval=1", "loss.kind=wasserstein", "augment.kind=ada"),
        ("architecture.packing=2",),
    ):
        trainer = game_of(REUSED, *sets)
        assert [len(made) for made in made_in(trainer, 3)] == [1, 1, 1]
        trainer.progress()
