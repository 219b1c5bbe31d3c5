"""Every network, penalty and technique learns in every number format and memory layout; what must be float32 is."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from ganstudio import checkpoints
from ganstudio.architectures import DISCRIMINATORS, GENERATORS
from ganstudio.catalog import Catalog
from ganstudio.commands import Commands
from ganstudio.engine import job
from ganstudio.engine.checkpoint import Checkpoints
from ganstudio.engine.precision import precision, precisions
from ganstudio.engine.train import Trainer
from ganstudio.engine.transfer import take_over
from ganstudio.engine.tuning import Arithmetic
from ganstudio.events import Event, Failed, Finished, Started, Warned
from ganstudio.experiment import Experiment, override
from ganstudio.penalties import PENALTIES
from ganstudio.plan import plan
from ganstudio.problems import ProblemError
from ganstudio.runs import Run
from ganstudio.sampling import draw
from tests.engine.conftest import TINY
from tests.tiny_games import NAMES, tiny_game, tiny_plan

CPU = torch.device("cpu")
BF16 = Arithmetic("bf16", channels_last=True)
FP16 = Arithmetic("fp16", channels_last=True)
WAYS = [Arithmetic(name, channels_last=last) for name in ("full", "bf16", "fp16") for last in (False, True)]
Play = Callable[..., tuple[Run, list[Event]]]


def learn(trainer: Trainer, steps: int) -> dict[str, float]:
    """The mean scalars of so many steps, which must be finite."""
    for _ in range(steps):
        trainer.advance()
    scalars = trainer.game.meter.read()
    assert np.isfinite(list(scalars.values())).all(), scalars
    return scalars


def numbers(trainer: Trainer) -> dict[str, Tensor]:
    """Weights, statistics and gradients of both networks as they are now."""
    networks = {"G": trainer.game.G, "D": trainer.game.D}
    kept = {f"{n}.{key}": value for n, network in networks.items() for key, value in network.state_dict().items()}
    grads = {f"{n}.{k}.grad": p.grad for n, network in networks.items() for k, p in network.named_parameters()}
    return {name: value.detach().clone() for name, value in (kept | grads).items() if value is not None}


def layers(network: nn.Module) -> Iterator[nn.Module]:
    return (m for m in network.modules() if isinstance(m, nn.Linear | nn.Conv2d | nn.ConvTranspose2d))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.precision}-{'last' if way.channels_last else 'first'}")
@pytest.mark.parametrize("name", NAMES)
def test_every_network_learns_in_every_format_and_layout(name: str, way: Arithmetic) -> None:
    trainer = tiny_game(way, name, name)
    before = numbers(trainer)
    learn(trainer, 3)
    after = numbers(trainer)
    assert all(value.dtype == before[key].dtype for key, value in after.items() if key in before)
    assert all(
        value.isfinite().all() for key, value in after.items() if value.is_floating_point() and "grad" not in key
    )
    assert any(not torch.equal(value, after[key]) for key, value in before.items() if key.startswith("G."))
    assert any(not torch.equal(value, after[key]) for key, value in before.items() if key.startswith("D."))
    assert trainer.samples(kept=False).values is not None


@pytest.mark.parametrize("pair", [*itertools.product(GENERATORS.names(), DISCRIMINATORS.names())], ids="-".join)
def test_every_pair_learns_in_bf16_with_channels_last(pair: tuple[str, str]) -> None:
    learn(tiny_game(BF16, *pair), 1)


@pytest.mark.parametrize("name", NAMES)
def test_channels_last_computes_the_very_same_but_for_rounding(name: str) -> None:
    plain = ("optimizers.generator.kind=sgd", "optimizers.discriminator.kind=sgd", "training.ema.kind=none")
    first, last = (tiny_game(Arithmetic(channels_last=last), name, name, *plain) for last in (False, True))
    for trainer in (first, last):
        learn(trainer, 2)
    ours, theirs = numbers(last), numbers(first)
    assert ours.keys() == theirs.keys()
    for key, value in theirs.items():
        scale = value.abs().max().item() if value.is_floating_point() else 0.0
        torch.testing.assert_close(
            ours[key], value, rtol=1e-3, atol=1e-4 * scale + 1e-7, msg=lambda m, key=key: f"{key}: {m}"
        )
    one, other = (trainer.samples(kept=False).values for trainer in (first, last))
    assert one is not None
    assert other is not None
    assert np.abs(one.astype(int) - other.astype(int)).max() <= 1


def test_what_is_lent_and_drawn_knows_nothing_of_the_layout() -> None:
    trainer = tiny_game(Arithmetic(channels_last=True), "dcgan", "dcgan")
    learn(trainer, 2)
    lent = trainer.weights().tensors
    assert all(tensor.flags.c_contiguous for tensor in lent.values())
    other = tiny_game(Arithmetic(), "dcgan", "dcgan").game.average.network
    other.load_state_dict({name: torch.from_numpy(tensor) for name, tensor in lent.items()})
    drawn = draw(other, trainer.grid, trainer.plan.spec)
    assert np.abs(drawn.astype(int) - trainer.samples(kept=False).values).max() <= 1


def test_weights_from_elsewhere_are_laid_out_as_the_network_that_takes_them(tmp_path: Path) -> None:
    first = tiny_game(Arithmetic(), "dcgan", "dcgan")
    learn(first, 2)
    run = Run.create_at(tmp_path / "run", first.plan.experiment)
    Checkpoints(run).save(first)
    sets = (f"transfer.source={str(run.folder)!r}", "transfer.freeze_d=1")
    trainer = tiny_game(BF16, "dcgan", "dcgan", *sets)
    list(take_over(trainer.game, trainer.plan.experiment.transfer))
    kernels = [p for network in (trainer.game.G, trainer.game.D) for p in network.parameters() if p.dim() == 4]
    assert all(p.is_contiguous(memory_format=torch.channels_last) for p in kernels)
    frozen = next(trainer.game.D.parameters()).detach().clone()
    assert torch.equal(frozen, next(first.game.D.parameters()))
    learn(trainer, 2)
    assert torch.equal(frozen, next(trainer.game.D.parameters()))


TECHNIQUES = {
    "classes beside": ("architecture.conditioning.kind=concat",),
    "classes projected": ("architecture.conditioning.kind=projection",),
    "codes": (
        "architecture.prior.kind=codes", "architecture.latent_dim=16", "architecture.conditioning.kind=info_gan",
    ),
    "packing": ("architecture.packing=2", "architecture.discriminator.normalization=none"),
    "accumulation, clipping": (
        "training.accumulation=2", "optimizers.generator.clip_norm=0.1", "optimizers.discriminator.clip_norm=0.1",
    ),
    "accumulation with slopes": (
        "training.accumulation=2", "penalties.r1.weight=1", "penalties.zcr.weight=1", "training.reuse_fakes=true",
        "architecture.discriminator.normalization=none",
    ),
    "turns of G": ("training.n_generator=2", "training.reuse_fakes=true"),
    "turns of D": ("training.n_critic=2", "training.reuse_fakes=true"),
    "spectral": (
        "architecture.discriminator.weights=spectral_norm", "architecture.generator.weights=spectral_norm",
    ),
    "equalised": ("architecture.discriminator.weights=equalized_lr", "architecture.generator.weights=equalized_lr"),
    "spread": (
        "architecture.discriminator.minibatch_std=true", "architecture.discriminator.normalization=none",
        "architecture.generator.normalization=pixel",
    ),
    "augment": ("augment.kind=ada",),
    "steadiers": ("techniques.instance_noise.std=0.1", "techniques.label_flipping=0.1", "techniques.top_k=0.5"),
}  # fmt: skip


@pytest.mark.parametrize("way", [BF16, FP16], ids=lambda way: way.precision)
@pytest.mark.parametrize("name", TECHNIQUES)
def test_every_technique_learns_in_half_the_bits(name: str, way: Arithmetic) -> None:
    learn(tiny_game(way, "dcgan", "dcgan", *TECHNIQUES[name]), 4)


def test_path_lengths_are_taken_over_several_batches_in_half_the_bits() -> None:
    sets = ("penalties.path_length.interval=1", "training.accumulation=2", "training.n_generator=2")
    learn(tiny_game(BF16, "stylegan2", "stylegan2", *sets), 3)


def test_an_auto_encoder_learns_with_its_own_loss_in_half_the_bits() -> None:
    learn(tiny_game(BF16, "dcgan", "autoencoder", "loss.kind=began"), 3)


@pytest.mark.parametrize("name", ["fp16", "bf16"])
def test_samples_that_are_all_alike_break_no_step(name: str) -> None:
    """In float16, 1e-8 is 0, and the root of a spread of 0 has no slope."""
    trainer = tiny_game(Arithmetic(name), "dcgan", "dcgan", *TECHNIQUES["spread"])
    for parameter in trainer.game.G.parameters():
        parameter.data.zero_()  # so that all maps are 0, and all fakes are
    learn(trainer, 1)
    assert all(p.grad is not None and p.grad.isfinite().all() for p in trainer.game.D.parameters())


def penalised(name: str, way: Arithmetic) -> Trainer:
    """A game with that penalty in every step."""
    kind = PENALTIES[name]
    sets = [f"penalties.{name}.interval=1" if "interval" in kind.model_fields else f"penalties.{name}.clip=0.1"]
    generator = "stylegan2" if kind.needs == "styles" else "dcgan"
    discriminator = "fastgan" if kind.needs == "reconstruction" else "dcgan"
    if discriminator == "dcgan":
        sets.append("architecture.discriminator.normalization=none")
    return tiny_game(way, generator, discriminator, *sets)


def with_exact_fakes(trainer: Trainer) -> Trainer:
    """Whose G is never rounded, so that all ways have the same fakes."""
    made = trainer.game.G.forward

    def exactly(*arguments: Any) -> Tensor:
        with torch.autocast("cpu", enabled=False):
            return made(*arguments)

    trainer.game.G.forward = exactly
    return trainer


@contextmanager
def slopes_watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Whether products were rounded each time that a derivative was taken which is to be derived again."""
    seen: list[bool] = []
    take = torch.autograd.grad

    def grad(*arguments: Any, **named: Any) -> Any:
        if named.get("create_graph"):
            seen.append(torch.is_autocast_enabled("cpu"))
        return take(*arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(torch.autograd, "grad", grad)
        yield seen


@pytest.mark.parametrize("name", PENALTIES.names())
def test_a_penalty_that_takes_slopes_says_so_and_sees_float32(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = penalised(name, BF16)
    seen: set[torch.dtype] = set()
    with slopes_watched(monkeypatch) as rounded:
        trainer.advance()
        assert bool(rounded) == PENALTIES[name].takes_slopes
        assert not any(rounded)
    seen_by = trainer.game.G if name == "path_length" else trainer.game.D
    for layer in layers(seen_by):
        layer.register_forward_hook(lambda *told: seen.add(told[-1].dtype))
    trainer.advance()
    assert torch.bfloat16 in seen, "the loss itself is rounded"
    assert (torch.float32 in seen) == PENALTIES[name].takes_slopes


@pytest.mark.parametrize("name", PENALTIES.names())
def test_a_penalty_that_takes_slopes_has_its_very_value_in_half_the_bits(name: str) -> None:
    full, short = (learn(with_exact_fakes(penalised(name, Arithmetic(p))), 1) for p in ("full", "bf16"))
    values = {key: value for key, value in full.items() if key.startswith("penalty.")}
    for key, value in values.items():
        if PENALTIES[name].takes_slopes:
            assert short[key] == value
        else:
            assert short[key] == pytest.approx(value, rel=0.1, abs=1e-3)


@pytest.mark.parametrize("name", PENALTIES.names())
def test_every_penalty_is_told_in_float32(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = penalised(name, BF16)
    added: dict[str, torch.dtype] = {}
    add = trainer.game.meter.add
    monkeypatch.setattr(
        trainer.game.meter, "add", lambda name, value: (added.update({name: value.dtype}), add(name, value))
    )
    trainer.advance()
    trainer.advance()
    assert set(added.values()) == {torch.float32}, added


def test_bf16_rounds_what_the_networks_pass_on_and_nothing_else() -> None:
    trainer = tiny_game(BF16, "dcgan", "dcgan", "training.ema.kind=decay")
    game = trainer.game
    passed: dict[str, set[torch.dtype]] = {"G": set(), "D": set()}
    for name, network in (("G", game.G), ("D", game.D)):
        for layer in layers(network):
            layer.register_forward_hook(lambda *told, name=name: passed[name].add(told[-1].dtype))
    learn(trainer, 8)  # gradient norms are looked at in the eighth
    assert passed == {"G": {torch.bfloat16}, "D": {torch.bfloat16}}
    for network in (game.G, game.D, game.average.network):
        assert {v.dtype for v in network.state_dict().values() if v.is_floating_point()} == {torch.float32}
        assert {p.grad.dtype for p in network.parameters() if p.grad is not None} <= {torch.float32}
    states = [
        value for o in (game.g_optimizer, game.d_optimizer) for kept in o.state.values() for value in kept.values()
    ]
    assert {value.dtype for value in states} == {torch.float32}


def test_full_precision_rounds_nothing() -> None:
    trainer = tiny_game(Arithmetic(), "dcgan", "dcgan")
    passed: set[torch.dtype] = set()
    for layer in (*layers(trainer.game.G), *layers(trainer.game.D)):
        layer.register_forward_hook(lambda *told: passed.add(told[-1].dtype))
    learn(trainer, 1)
    assert passed == {torch.float32}


def test_nothing_is_rounded_where_samples_are_drawn_and_measured() -> None:
    trainer = tiny_game(BF16, "dcgan", "dcgan")
    learn(trainer, 1)
    passed: set[torch.dtype] = set()
    for network in (trainer.game.average.network, trainer.game.D):
        for layer in layers(network):
            layer.register_forward_hook(lambda *told: passed.add(told[-1].dtype))
    trainer.measure()
    trainer.samples(kept=False)
    assert passed == {torch.float32}


def test_a_step_whose_gradients_overflow_is_left_out_and_the_scale_halved(tmp_path: Path) -> None:
    trainer = tiny_game(FP16, "dcgan", "dcgan", "training.ema.kind=none", "optimizers.discriminator.clip_norm=1")
    learn(trainer, 2)
    game = trainer.game
    state = game.precision.state()
    game.precision.restore({**state, "scale": 2.0**120})
    before = [p.detach().clone() for p in (*game.G.parameters(), *game.D.parameters())]
    learn(trainer, 1)  # with finite scalars
    after = [*game.G.parameters(), *game.D.parameters()]
    assert all(torch.equal(one, other) for one, other in zip(before, after, strict=True))
    assert game.precision.state()["scale"] == 2.0**118, "once for each network"
    trainer.progress()  # raises DivergedError where a scalar is not finite

    run = Run.create_at(tmp_path / "run", trainer.plan.experiment)
    Checkpoints(run).save(trainer)
    again = tiny_game(FP16, "dcgan", "dcgan", "training.ema.kind=none", "optimizers.discriminator.clip_norm=1")
    Checkpoints(run).restore(again)
    assert again.game.precision.state() == game.precision.state()


def test_fp16_finds_its_scale_and_learns() -> None:
    trainer = tiny_game(FP16, "dcgan", "dcgan")
    trainer.game.precision.restore({**precision("fp16", CPU).state(), "scale": 2.0**40})
    before = numbers(trainer)
    learn(trainer, 16)
    assert trainer.game.precision.state()["scale"] >= 2.0**8
    after = numbers(trainer)
    moved = [k for k, v in before.items() if k.endswith("weight") and not torch.equal(v, after[k])]
    assert {k[0] for k in moved} == {"G", "D"}


@pytest.mark.parametrize("way", [BF16, FP16, Arithmetic(channels_last=True)], ids=lambda way: way.precision)
@pytest.mark.parametrize("optimizer", ["adam", "adamw", "rmsprop"])
def test_a_run_goes_on_bit_for_bit_in_every_format(optimizer: str, way: Arithmetic, tmp_path: Path) -> None:
    sets = (f"optimizers.generator.kind={optimizer}", f"optimizers.discriminator.kind={optimizer}")
    sets = (*sets, "penalties.r1.weight=1", "penalties.r1.interval=2", "architecture.discriminator.normalization=none")
    whole, parted, again = (tiny_game(way, "dcgan", "dcgan", *sets) for _ in range(3))
    learn(whole, 7)
    learn(parted, 3)
    run = Run.create_at(tmp_path / "run", parted.plan.experiment)
    Checkpoints(run).save(parted)
    assert Checkpoints(run).restore(again) == []
    learn(again, 4)
    for one, other in ((whole.game.G, again.game.G), (whole.game.D, again.game.D)):
        states = zip(one.state_dict().items(), other.state_dict().values(), strict=True)
        assert all(torch.equal(value, theirs) for (_, value), theirs in states)
    for a, b in ((whole.game.g_optimizer, again.game.g_optimizer), (whole.game.d_optimizer, again.game.d_optimizer)):
        for ours, theirs in zip(a.param_groups[0]["params"], b.param_groups[0]["params"], strict=True):
            assert all(torch.equal(value, b.state[theirs][key]) for key, value in a.state[ours].items())
    assert whole.game.precision.state() == again.game.precision.state()


@pytest.mark.parametrize("catalog", [GENERATORS, DISCRIMINATORS], ids=["G", "D"])
def test_what_is_restored_lies_in_memory_as_what_it_belongs_to(catalog: Catalog[Any], tmp_path: Path) -> None:
    """Optimisers that update all in one go need it."""
    for name in catalog.names():
        trainer = tiny_game(BF16, name, name)
        learn(trainer, 1)
        run = Run.create_at(tmp_path / name, trainer.plan.experiment)
        Checkpoints(run).save(trainer)
        again = tiny_game(BF16, name, name)
        Checkpoints(run).restore(again)
        for optimizer in (again.game.g_optimizer, again.game.d_optimizer):
            for parameter, kept in optimizer.state.items():
                assert {m.stride() for key, m in kept.items() if key != "step"} == {parameter.stride()}
        for network in (again.game.G, again.game.D, again.game.average.network):
            assert all(p.is_contiguous(memory_format=torch.channels_last) for p in network.parameters() if p.dim() == 4)
        learn(again, 1)


def test_a_run_from_before_there_were_formats_goes_on_in_full_precision(play: Play) -> None:
    dcgan = (
        "architecture.generator.kind=dcgan", "architecture.generator.base_width=4",
        "architecture.discriminator.kind=dcgan", "architecture.discriminator.base_width=4",
    )  # fmt: skip
    run, _ = play(*dcgan, "training.steps=10")
    _forget(run, "precision", "channels_last", "precision_state")
    resolved = json.loads((run.folder / "plan.json").read_text())
    (run.folder / "plan.json").write_text(
        json.dumps({k: resolved[k] for k in resolved if k not in ("precision", "channels_last")})
    )
    events = list(job.resume(run, Commands(), steps=20))
    assert events[-1] == Finished(20, "completed")
    assert not [event for event in events if isinstance(event, Warned)]
    started = next(event for event in events if isinstance(event, Started))
    assert (started.precision, started.threads) == ("full", 1)
    assert run.resolved()["channels_last"] is False


def _forget(run: Run, *names: str) -> None:
    """Takes facts out of the newest checkpoint."""
    found = checkpoints.newest(run).files
    facts = json.loads(found["trainer.json"])
    kept = {name: fact for name, fact in facts.items() if name not in names}
    checkpoints.write(run, facts["step"], {**found, "trainer.json": json.dumps(kept).encode()})


def test_a_format_that_is_chosen_anew_is_told(play: Play) -> None:
    run, _ = play("training.steps=10", "training.precision=full")
    run.write_experiment(run.experiment().revise("training.precision", "bf16"))
    events = list(job.resume(run, Commands(), steps=20))
    told = [event.message for event in events if isinstance(event, Warned)]
    assert told == ["goes on, but not bit for bit: precision full → bf16"]
    assert events[-1] == Finished(20, "completed")


def test_the_format_and_the_layout_are_kept_when_a_run_goes_on(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ganstudio.engine.build.tuned", lambda *_: BF16)
    run, events = play("training.steps=10")
    assert next(event.precision for event in events if isinstance(event, Started)) == "bf16"
    assert (run.resolved()["precision"], run.resolved()["channels_last"]) == ("bf16", True)
    facts = json.loads(checkpoints.newest(run).files["trainer.json"])
    assert (facts["precision"], facts["channels_last"], facts["threads"]) == ("bf16", True, 1)
    monkeypatch.delattr("ganstudio.engine.build.tuned")  # nothing is tried out again
    again = list(job.resume(run, Commands(), steps=20))
    assert again[-1] == Finished(20, "completed")
    assert not [event for event in again if isinstance(event, Warned)]
    assert next(event.precision for event in again if isinstance(event, Started)) == "bf16"


def test_a_format_that_the_device_lacks_is_refused_with_what_there_is(tmp_path: Path) -> None:
    checked = plan(override(Experiment(), (*TINY, "training.device=cpu", "training.precision=tf32")))
    run = Run.create_at(tmp_path / "run", checked.experiment)
    failed = list(job.train(checked, run, Commands()))[-1]
    assert isinstance(failed, Failed)
    assert failed.path == "training.precision"
    assert failed.message == "this device cannot compute in tf32: choose auto or full or bf16 or fp16"


def test_a_format_that_the_device_lacks_is_refused_when_a_run_goes_on(play: Play) -> None:
    run, _ = play("training.steps=10", "training.device=cpu")
    run.write_experiment(run.experiment().revise("training.precision", "tf32"))
    failed = list(job.resume(run, Commands(), steps=20))[-1]
    assert isinstance(failed, Failed)
    assert failed.path == "training.precision"


def test_a_run_whose_format_is_not_there_any_more_goes_on_in_another(play: Play) -> None:
    """It came from another machine, where it had been found fastest."""
    run, _ = play("training.steps=10", "training.device=cpu")
    run.write_plan({**run.resolved(), "precision": "tf32"})
    events = list(job.resume(run, Commands(), steps=20))
    assert events[-1] == Finished(20, "completed")
    assert next(event.precision for event in events if isinstance(event, Started)) == "full"


def test_every_format_that_a_device_has_can_be_made() -> None:
    assert [precision(name, CPU).name for name in precisions(CPU)] == ["full", "bf16", "fp16"]
    assert precisions(torch.device("mps")) == ["full"]
    with pytest.raises(ProblemError):
        precision("fp8", CPU)


def test_a_plan_knows_nothing_of_formats() -> None:
    """What a device can compute in is seen where there is torch."""
    assert tiny_plan("dcgan", "dcgan", "training.precision=tf32").experiment.training.precision == "tf32"
