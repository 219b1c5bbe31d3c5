"""Training: events in order, commands obeyed between steps, every fault told as one sentence."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ganstudio import checkpoints
from ganstudio.commands import Commands, Pause, Resume, Snapshot, Step, Stop
from ganstudio.engine import job
from ganstudio.engine.checkpoint import Checkpoints
from ganstudio.engine.game import build_networks
from ganstudio.engine.train import DivergedError
from ganstudio.events import Event, Failed, Finished, Paused, Progress, Resumed, Samples, Saved, Started
from ganstudio.experiment import Experiment, override
from ganstudio.plan import plan
from ganstudio.runs import Run, RunState
from tests.trainers import trainer_of

Play = Callable[..., tuple[Run, list[Event]]]


def of(kind: type, events: list[Event]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


def test_a_run_starts_samples_saves_and_finishes_in_order(play: Play) -> None:
    run, events = play()
    started = of(Started, events)[0]
    assert (started.steps, started.score, started.sample_shape) == (30, "probability", (1, 8, 8))
    assert started.generator_parameters == (4 + 1) * 16 + (16 + 1) * 64
    assert started.discriminator_parameters == (64 + 1) * 16 + 17
    assert [s.step for s in of(Samples, events)] == [0, 10, 20, 30]
    assert [s.step for s in of(Saved, events)] == [10, 20, 30]
    assert events[-1] == Finished(30, "completed")
    assert of(Progress, events)[-1].images == 30 * 16
    told = {name for progress in of(Progress, events) for name in progress.scalars}
    assert told == {"loss.D", "loss.G", "score.real", "score.fake", "advantage", "gradient.D", "gradient.G"}
    assert run.info().state is RunState.FINISHED


def test_samples_of_the_fixed_grid_are_kept_as_pictures(play: Play) -> None:
    run, events = play()
    last = of(Samples, events)[-1]
    assert last.values.shape == (4, 8, 8, 1)
    assert last.values.dtype == np.uint8
    assert np.array_equal(run.load_samples(Samples(30, last.shape, 4, last.file)), last.values)
    assert sorted(f.name for f in (run.folder / "samples").iterdir()) == [f"{n:09d}.png" for n in (0, 10, 20, 30)]


def test_points_are_kept_as_numbers(play: Play) -> None:
    run, events = play("data.kind=ring8")
    last = of(Samples, events)[-1]
    assert (last.values.shape, last.values.dtype) == ((4, 2), np.float32)
    assert np.array_equal(run.load_samples(Samples(30, (2,), 4, last.file)), last.values)


def test_the_same_seed_gives_the_same_run_and_another_seed_another(play: Play) -> None:
    first, second, other = (
        of(Samples, play(f"training.seed={seed}", folder=name)[1])[-1].values
        for seed, name in ((1, "a"), (1, "b"), (2, "c"))
    )
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_training_leaves_the_global_random_state_alone(play: Play) -> None:
    torch.manual_seed(3)
    before = torch.get_rng_state()
    play()
    assert torch.equal(before, torch.get_rng_state())


def test_training_leaves_the_threads_and_the_rounding_of_its_caller_alone(play: Play) -> None:
    before = torch.get_num_threads()
    play("training.threads=2")
    assert torch.get_num_threads() == before
    assert (torch.tensor([1e-40]) * 1.0).item() > 0, "denormals are numbers again"


def test_n_critic_updates_the_generator_every_so_many_steps(play: Play) -> None:
    checked = plan(override(Experiment(), ["training.n_critic=3", "training.threads=1"]))
    trainer = trainer_of(checked)
    G, D = trainer.game.G, trainer.game.D
    moved = []
    for _ in range(6):
        before = (snapshot(G), snapshot(D))
        trainer.advance()
        moved.append((not same(before[0], G), not same(before[1], D)))
    assert moved == [(False, True), (False, True), (True, True)] * 2


def test_the_average_follows_g_with_its_decay() -> None:
    trainer = trainer_of(plan(override(Experiment(), ["training.ema.decay=0.9", "training.threads=1"])))
    before = snapshot(trainer.game.average.network)
    trainer.advance()
    expected = [0.9 * a + 0.1 * w for a, w in zip(before, snapshot(trainer.game.G), strict=True)]
    assert all(
        torch.allclose(a, e, atol=1e-7) for a, e in zip(snapshot(trainer.game.average.network), expected, strict=True)
    )


def test_without_an_average_samples_come_from_g_itself() -> None:
    trainer = trainer_of(plan(override(Experiment(), ["training.ema.kind=none", "training.threads=1"])))
    assert trainer.game.average.network is trainer.game.G


def test_batch_norm_sees_real_and_fake_apart_and_other_networks_together() -> None:
    conv = ["architecture.discriminator.kind=dcgan", "architecture.discriminator.base_width=4", "training.threads=1"]
    assert not trainer_of(plan(override(Experiment(), conv))).game.joint
    assert trainer_of(plan(override(Experiment(), [*conv, "architecture.discriminator.normalization=none"]))).game.joint


@pytest.mark.parametrize("loss", ["non_saturating", "least_squares", "wasserstein"])
@pytest.mark.parametrize("networks", ["mlp", "dcgan"])
def test_every_loss_trains_every_network(play: Play, loss: str, networks: str) -> None:
    sets = [
        f"loss.kind={loss}",
        f"architecture.generator.kind={networks}",
        f"architecture.discriminator.kind={networks}",
    ]
    if networks == "dcgan":
        sets += ["architecture.generator.base_width=4", "architecture.discriminator.base_width=4"]
        sets += ["architecture.discriminator.normalization=layer"]
    _, events = play(*sets, "penalties.wgan_gp.interval=2", "training.steps=4")
    assert events[-1] == Finished(4, "completed")
    assert "penalty.wgan_gp" in of(Progress, events)[-1].scalars


def test_stop_saves_a_checkpoint_of_the_step_it_stopped_at(play: Play) -> None:
    run, events = play("training.steps=100000", "recording.checkpoint_every=100000", at={1: Stop()})
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert finished.reason == "stopped"
    assert of(Saved, events)[-1].step == finished.step < 100_000
    assert run.info().state is RunState.STOPPED


def test_pause_stops_the_steps_and_step_does_exactly_one(tmp_path: Path) -> None:
    checked = plan(override(Experiment(), ["training.steps=1000000", "training.threads=1"]))
    run = Run.create_at(tmp_path / "run", checked.experiment)
    commands, seen = Commands(), []
    paused, resumed = threading.Event(), threading.Event()

    def follow() -> None:
        for event in job.train(checked, run, commands):
            seen.append(event)
            if isinstance(event, Paused):
                paused.set()
            if isinstance(event, Resumed):
                resumed.set()

    thread = threading.Thread(target=follow)
    commands.put(Pause())
    thread.start()
    try:
        assert paused.wait(60)
        (first,) = of(Paused, seen)
        assert not paused.clear() and not paused.wait(0.3), "nothing happens while paused"
        commands.put(Step())
        assert paused.wait(10)
        assert of(Paused, seen)[-1].step == first.step + 1
        commands.put(Resume())
        assert resumed.wait(10)
    finally:
        commands.put(Stop())
        thread.join(20)
    assert isinstance(seen[-1], Finished)
    assert seen[-1].step > first.step + 1


def test_a_snapshot_draws_and_saves_at_once(play: Play) -> None:
    _, events = play("recording.sample_every=1000", "recording.checkpoint_every=1000", at={0: Snapshot()})
    saved = of(Saved, events)
    assert saved[0].step < 30
    assert any(s.step == saved[0].step and s.file for s in of(Samples, events))


def test_numbers_that_break_end_the_run_with_advice(play: Play) -> None:
    run, events = play(
        "loss.kind=least_squares",
        f"architecture.discriminator.widths={[16] * 16}",  # a deep product of weights that become 10 at once
        "optimizers.discriminator.lr=10",
        "training.steps=4000",
        "recording.checkpoint_every=1",
    )
    failed = events[-1]
    assert isinstance(failed, Failed)
    assert "smaller learning rate" in failed.message
    assert run.info().state is RunState.FAILED


def test_broken_weights_never_reach_a_checkpoint(play: Play) -> None:
    run, _ = play()
    trainer = trainer_of(plan(run.experiment()))
    trainer.step = 40
    with torch.no_grad():
        next(trainer.game.D.parameters()).view(-1)[3] = float("nan")
    with pytest.raises(DivergedError, match=r"the weights D\.layers\.1\.weight became infinite or not a number"):
        Checkpoints(run).save(trainer)
    assert checkpoints.newest(run).step == 30


def test_a_device_that_is_not_there_is_named_with_its_option(play: Play) -> None:
    if torch.cuda.is_available():
        pytest.skip("this machine has a CUDA device")
    _, events = play("training.device=cuda")
    failed = events[-1]
    assert isinstance(failed, Failed)
    assert (failed.path, "choose auto or cpu" in failed.message) == ("training.device", True)


def test_a_run_that_another_program_trains_is_left_alone(play: Play, tmp_path: Path) -> None:
    run, _ = play()
    with run.lock():
        (failed,) = job.resume(run, Commands(), steps=40)
    assert isinstance(failed, Failed)
    assert "another program" in failed.message
    assert run.info().state is RunState.FINISHED


def test_stopping_while_the_data_is_read_ends_at_once(tmp_path: Path) -> None:
    checked = plan(Experiment())
    commands = Commands()
    commands.put(Stop())
    events = list(job.train(checked, Run.create_at(tmp_path / "run", checked.experiment), commands))
    assert events[-1] == Finished(0, "stopped")


def test_closing_the_generator_of_events_keeps_what_was_trained(tmp_path: Path) -> None:
    checked = plan(override(Experiment(), ["training.threads=1"]))
    run = Run.create_at(tmp_path / "run", checked.experiment)
    events = job.train(checked, run, Commands())
    for event in events:
        if isinstance(event, Progress):
            break
    events.close()  # type: ignore[attr-defined]
    assert run.has_checkpoint()
    assert run.info().state is RunState.INTERRUPTED


def snapshot(network: torch.nn.Module) -> list[torch.Tensor]:
    return [p.detach().clone() for p in network.parameters()]


def same(before: list[torch.Tensor], network: torch.nn.Module) -> bool:
    return all(torch.equal(b, p) for b, p in zip(before, network.parameters(), strict=True))


def test_building_the_networks_depends_on_the_seed_alone() -> None:
    checked = plan(Experiment())
    torch.manual_seed(1)
    first, _ = build_networks(checked, torch.device("cpu"))
    torch.manual_seed(2)
    second, _ = build_networks(checked, torch.device("cpu"))
    assert same(snapshot(first), second)


def test_what_a_loss_remembers_is_told(play: Play) -> None:
    _, events = play("loss.kind=began", "architecture.discriminator.kind=mlp_autoencoder")
    told = [event.scalars for event in events if isinstance(event, Progress)]
    assert all(0 <= scalars["began.k"] <= 1 for scalars in told)
    assert told[-1]["began.convergence"] > 0
