"""What steadies the game does what its option says, in real updates of real networks."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor

from ganstudio.engine.adversaries import Adversaries
from ganstudio.engine.loader import Batch
from ganstudio.engine.train import Trainer
from ganstudio.engine.update import _due, update_discriminator, update_generator
from ganstudio.experiment import Experiment, override
from ganstudio.plan import plan
from tests.trainers import trainer_of

TINY = (
    "data.kind=ring8",
    "training.threads=1",
    "training.batch_size=8",
    "training.ema.kind=none",
    "architecture.latent_dim=2",
    "architecture.generator.widths=[8]",
    "architecture.discriminator.widths=[8]",
)


def trainer(*sets: str) -> Trainer:
    return trainer_of(plan(override(Experiment(), (*TINY, *sets))))


def weights(network: torch.nn.Module) -> Tensor:
    return torch.cat([p.detach().flatten() for p in network.parameters()])


def first_layer(game: Adversaries) -> torch.nn.Module:
    """Of D, whose input is what D sees."""
    return next(module for module in game.D.modules() if isinstance(module, torch.nn.Flatten))


def gradients(network: torch.nn.Module) -> Tensor:
    return torch.cat([p.grad.flatten() for p in network.parameters() if p.grad is not None])


def test_packing_shows_d_so_many_samples_side_by_side() -> None:
    game = trainer("architecture.packing=4").game
    seen: list[Tensor] = []
    first_layer(game).register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].detach()))
    real = torch.arange(16.0).view(8, 2)
    update_discriminator(game, [Batch(real)], 1)
    assert [tuple(x.shape) for x in seen] == [(4, 8)], "two packs of real and two of fake samples"
    assert torch.equal(seen[0][:2], torch.arange(16.0).view(2, 8))


def test_packed_pictures_stand_in_the_channels() -> None:
    game = trainer("data.kind=digits", "architecture.packing=2").game
    pictures = torch.randn(4, 1, 8, 8)
    packs = game.pack(pictures)
    assert packs.shape == (2, 2, 8, 8)
    assert torch.equal(packs[1, 0], pictures[2, 0])
    assert torch.equal(packs[1, 1], pictures[3, 0])


def test_label_flipping_swaps_that_share_of_the_pairs_in_ds_loss_alone() -> None:
    game = trainer("techniques.label_flipping=0.25", "training.batch_size=4096").game
    real_logits, fake_logits = [], []
    game.loss = Recording(real_logits, fake_logits)  # type: ignore[assignment]
    real = torch.randn(4096, 2)
    update_discriminator(game, [Batch(real)], 1)
    with torch.no_grad():
        swapped = real_logits[0] != trainer_logits(game, real)
    assert 0.2 < swapped.float().mean() < 0.3
    update_generator(game, [Batch(real)], 1)


class Recording:
    """A loss that keeps what it was given."""

    g_sees_real = False

    def __init__(self, real: list[Tensor], fake: list[Tensor]) -> None:
        self.real, self.fake = real, fake

    def d_step(self, real: Tensor, fake: Tensor, memory: dict[str, Tensor]) -> Tensor:
        self.real.append(real.detach().clone())
        self.fake.append(fake.detach().clone())
        return 0 * (real.sum() + fake.sum())

    def g_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        self.real.append(real.detach().clone())
        self.fake.append(fake.detach().clone())
        return fake.sum()

    def scores(self, logits: Tensor) -> Tensor:
        return logits


def trainer_logits(game: Adversaries, real: Tensor) -> Tensor:
    logits: Tensor = game.D(real)
    return logits


def test_top_k_lets_g_learn_from_the_fakes_that_d_likes_best() -> None:
    game = trainer("techniques.top_k=0.5").game
    kept: list[Tensor] = []
    game.loss = Recording([], kept)  # type: ignore[assignment]
    before = game.rng.get_state()
    update_generator(game, [Batch(torch.zeros(8, 2))], 1)
    game.rng.set_state(before)
    with torch.no_grad():
        game = trainer("techniques.top_k=0.5").game
        game.rng.set_state(before)
        logits = game.D(game.G(game.latents(8)))
    assert torch.allclose(kept[0].sort().values, logits.sort().values[4:])


def test_top_k_follows_its_schedule() -> None:
    game = trainer(
        "techniques.top_k_schedule.kind=linear", "techniques.top_k_schedule.final=0.5", "training.steps=100"
    ).game
    assert [game.top_k(step) for step in (50, 100)] == [0.75, 0.5]


def test_instance_noise_may_begin_at_nothing_and_rise() -> None:
    game = trainer(
        "techniques.instance_noise.std_schedule.kind=linear",
        "techniques.instance_noise.std_schedule.final=0.5",
        "training.steps=100",
    ).game
    still = torch.zeros(4000, 2)
    assert game.shown(still, 100).std().item() == pytest.approx(0.5, rel=0.05)


def test_instance_noise_reaches_everything_that_d_sees_and_fades() -> None:
    game = trainer(
        "techniques.instance_noise.std=0.5",
        "techniques.instance_noise.std_schedule.kind=linear",
        "training.steps=100",
    ).game
    still = torch.zeros(4000, 2)
    assert game.shown(still, 50).std().item() == pytest.approx(0.25, rel=0.05)
    assert game.shown(still, 100).std().item() == 0
    seen: list[Tensor] = []
    first_layer(game).register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].detach()))
    update_discriminator(game, [Batch(torch.zeros(400, 2))], 1)
    assert 0.3 < seen[0][:400].std() < 0.7
    update_generator(game, [Batch(torch.zeros(400, 2))], 1)
    assert seen[1].std() > 0.3


def test_accumulated_batches_make_the_step_of_one_large_batch() -> None:
    apart, together = trainer("training.accumulation=2").game, trainer("training.batch_size=16").game
    real = torch.randn(16, 2)
    for game in (apart, together):
        game.latents = fixed_latents()  # type: ignore[method-assign]
    update_discriminator(apart, [Batch(real[:8]), Batch(real[8:])], 1)
    update_discriminator(together, [Batch(real)], 1)
    assert torch.allclose(gradients(apart.D), gradients(together.D), atol=1e-6)


def fixed_latents() -> Any:
    """Latents that come in the same order however many are asked for at once."""
    rng = torch.Generator().manual_seed(5)
    stock = torch.randn(1000, 2, generator=rng)
    used = [0]

    def draw(count: int) -> Tensor:
        used[0] += count
        return stock[used[0] - count : used[0]]

    return draw


def test_accumulation_counts_all_its_images() -> None:
    made = trainer("training.accumulation=3")
    made.advance()
    assert made.images == 24


def test_a_long_gradient_is_shortened_to_the_longest_allowed() -> None:
    game = trainer("optimizers.discriminator.clip_norm=0.01").game
    update_discriminator(game, [Batch(torch.randn(8, 2))], 1)
    assert gradients(game.D).norm().item() == pytest.approx(0.01, rel=1e-3)
    told = game.meter.read()["gradient.D"]
    assert told > 0.01, "the norm that is told is the true one"


def test_gradient_norms_are_told_for_both_networks_whatever_n_critic_is() -> None:
    made = trainer("training.n_critic=5")
    for _ in range(40):
        made.advance()
    scalars = made.game.meter.read()
    assert scalars["gradient.D"] > 0
    assert scalars["gradient.G"] > 0
    assert -1 <= scalars["advantage"] <= 1


def test_n_generator_updates_g_so_many_times_in_its_turn() -> None:
    made = trainer("training.n_generator=3")
    updates = []
    made.game.follow = updates.append  # type: ignore[method-assign, assignment]
    made.advance()
    made.advance()
    assert updates == [1, 1, 1, 2, 2, 2]


def test_learning_rate_and_beta2_follow_their_schedules_together() -> None:
    made = trainer(
        "training.steps=4",
        "optimizers.generator.lr=0.1",
        "optimizers.generator.lr_schedule.kind=linear",
        "optimizers.generator.beta2=0.9",
        "optimizers.generator.beta2_schedule.kind=linear",
        "optimizers.generator.beta2_schedule.final=0.98",
    )
    seen = []
    for _ in range(4):
        made.advance()
        group = made.game.g_optimizer.param_groups[0]
        seen.append((round(group["lr"], 6), round(group["betas"][1], 6)))
    assert seen == [(0.075, 0.92), (0.05, 0.94), (0.025, 0.96), (0.0, 0.98)]


def test_a_penaltys_weight_follows_its_schedule() -> None:
    chosen = override(
        Experiment(),
        ["penalties.wgan_gp.weight=2", "penalties.wgan_gp.weight_schedule.kind=linear", "penalties.wgan_gp.interval=2"],
    )
    (penalty,) = chosen.penalties
    assert [penalty.factor(step, 4) for step in (1, 2, 3, 4)] == [0, 2.0, 0, 0.0]


@pytest.mark.parametrize(("n_critic", "interval", "factor"), [(1, 4, 4), (2, 4, 2), (3, 4, 4), (4, 4, 1), (5, 1, 1)])
def test_a_lazy_penalty_in_gs_loss_stands_for_the_updates_of_g_since_its_last_time(
    n_critic: int, interval: int, factor: int
) -> None:
    game = trainer(
        f"training.n_critic={n_critic}",
        "penalties.feature_matching.weight=1",
        f"penalties.feature_matching.interval={interval}",
    ).game
    due = [list(_due(game, "G", step)) for step in range(n_critic, 61, n_critic)]
    factors = [penalties[0][1] for penalties in due if penalties]
    assert set(factors) == {factor}
    assert len(factors) == len(due) // factor


def test_the_average_keeps_half_after_its_half_life() -> None:
    made = trainer("training.ema.kind=half_life", "training.ema.half_life=8", "training.ema.ramp_up=0")
    before = weights(made.game.average.network)
    made.advance()  # 8 images: one half-life
    expected = (before + weights(made.game.G)) / 2
    assert torch.allclose(weights(made.game.average.network), expected, atol=1e-6)


def test_full_batch_gives_every_step_all_the_data() -> None:
    made = trainer("data.kind=digits", "training.full_batch=true")
    made.advance()
    made.advance()
    assert made.images == 2 * 1797


@pytest.mark.parametrize("prior", ["uniform", "truncated_normal", "hypersphere", "codes"])
def test_latents_of_training_and_sampling_come_from_the_prior(prior: str) -> None:
    from ganstudio.sampling import latents

    made = trainer(f"architecture.prior.kind={prior}", "architecture.latent_dim=16")
    drawn, sampled = made.game.latents(64), latents(64, made.game.architecture, 3)
    for z in (drawn, sampled):
        assert z.shape == (64, 16)
        if prior == "uniform":
            assert z.abs().max() <= 1
        if prior == "hypersphere":
            assert torch.allclose(z.norm(dim=1), torch.tensor(math.sqrt(16)))
    assert torch.equal(latents(8, made.game.architecture, 3), sampled[:8]), "the first do not depend on the count"
