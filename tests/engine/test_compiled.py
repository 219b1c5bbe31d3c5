"""Compiled turns learn what eager ones learn, are prepared beside training, and go where they fail or do not pay."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import torch
import torch._dynamo.config

from ganstudio.commands import Commands
from ganstudio.engine import train
from ganstudio.engine.checkpoint import Checkpoints
from ganstudio.engine.compiled import CompiledTurns, compile_turns, why_not
from ganstudio.engine.pace import Pace
from ganstudio.engine.shortcut import BEGINNING, LOOK, Aside, Shortcut
from ganstudio.engine.train import Trainer
from ganstudio.engine.tuning import Arithmetic
from ganstudio.events import Event, Warned
from ganstudio.experiment import Experiment, override
from ganstudio.plan import Plan, plan
from ganstudio.runs import Run
from tests.trainers import trainer_of

PLAIN = (
    "training.threads=1",
    "training.precision=full",
    "training.reuse_fakes=true",
    "training.batch_size=8",
    "architecture.latent_dim=4",
    "architecture.generator.widths=[16]",
    "architecture.discriminator.widths=[16]",
)
Play = Callable[..., tuple[Run, list[Event]]]
needs_compiler = pytest.mark.skipif(
    not (shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")), reason="there is no C++ compiler"
)


def checked(*sets: str) -> Plan:
    return plan(override(Experiment(), (*PLAIN, *sets)))


def weights(trainer: Trainer) -> torch.Tensor:
    networks = (trainer.game.G, trainer.game.D)
    return torch.cat([p.detach().flatten() for network in networks for p in network.parameters()])


@needs_compiler
def test_compiled_turns_move_the_weights_as_eager_turns_do_and_tell_the_same() -> None:
    eager, compiled = trainer_of(checked()), trainer_of(checked())
    compiled.game.compiled = CompiledTurns(compiled.game)
    for _ in range(5):
        eager.advance()
        compiled.advance()
    assert compiled.game.compiled is not None
    assert compiled.game.compiled.fault == ""
    torch.testing.assert_close(weights(compiled), weights(eager), rtol=1e-4, atol=1e-6)
    told, expected = compiled.game.meter.read(), eager.game.meter.read()
    assert told.keys() == expected.keys()
    assert told == pytest.approx(expected, rel=1e-3, abs=1e-5)


@needs_compiler
def test_turns_with_a_penalty_that_is_due_stay_eager_and_the_others_do_not() -> None:
    trainer = trainer_of(checked("penalties.r1.interval=2"))
    turns = trainer.game.compiled = CompiledTurns(trainer.game)
    seen = []
    plainly = turns.learns_d
    turns.learns_d = lambda *arguments: seen.append(plainly(*arguments)) or seen[-1]  # type: ignore[method-assign]
    for _ in range(4):
        trainer.advance()
    assert seen == [True, False, True, False]
    assert "penalty.r1" in trainer.game.meter.read()


@needs_compiler
def test_runs_of_other_shapes_that_were_compiled_before_do_not_count() -> None:
    with torch._dynamo.config.patch(recompile_limit=1):
        for size in (8, 16):
            game = trainer_of(checked(f"training.batch_size={size}")).game
            turns = CompiledTurns(game)
            assert turns.learns_d(torch.randn(size, *checked().spec.shape), game.latents(size), (), 1), turns.fault


@needs_compiler
def test_the_turns_are_prepared_beside_training_and_swapped_in_or_dropped_for_their_speed() -> None:
    ready = checked()
    trainer = trainer_of(ready)
    shortcut = Shortcut(trainer.game, Aside(partial(compile_turns, ready, trainer.way, torch.device("cpu"))))
    news, began = "", time.monotonic()
    while not news and time.monotonic() - began < 240:
        start = time.perf_counter()
        trainer.advance()
        news = shortcut.took(time.perf_counter() - start)
    shortcut.close()
    if trainer.game.compiled is not None:
        assert "compiled turns" in news
        assert "times as fast" in news
    else:
        assert "were not faster" in news


def test_turns_are_prepared_for_the_threads_that_training_has(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    for name in ("learns_d", "learns_g"):
        monkeypatch.setattr(CompiledTurns, name, lambda *_: seen.append(torch.get_num_threads()) is None)
    before = torch.get_num_threads()
    for threads in (1, 2):
        compile_turns(checked(), Arithmetic(threads=threads), torch.device("cpu"))
    assert seen == [1, 1, 2, 2]
    assert torch.get_num_threads() == before


class Ready:
    """A preparation that ends as it was told."""

    def __init__(self, *outcomes: str | None) -> None:
        self.outcomes, self.is_started, self.is_stopped = list(outcomes), False, False

    def start(self) -> None:
        self.is_started = True

    def outcome(self) -> str | None:
        return self.outcomes.pop(0)

    def stop(self) -> None:
        self.is_stopped = True


def test_nothing_is_prepared_before_training_has_gone_on_for_a_while() -> None:
    preparation = Ready()
    shortcut = Shortcut(trainer_of(checked()).game, preparation)
    assert shortcut.took(BEGINNING / 2) == ""
    assert not preparation.is_started
    shortcut.took(BEGINNING)
    assert preparation.is_started


def test_turns_that_do_not_pay_are_dropped_and_those_that_do_are_kept() -> None:
    for seconds, is_kept in ((LOOK / 9, False), (LOOK / 20, True)):
        game = trainer_of(checked()).game
        shortcut = Shortcut(game, Ready(None, ""))
        news = [shortcut.took(BEGINNING), shortcut.took(1.0), shortcut.took(1.0)]
        news += [shortcut.took(LOOK / 10) for _ in range(11)]  # eager
        assert game.compiled is not None
        news += [shortcut.took(5.0) for _ in range(3)]  # the first turns compile
        while not news[-1]:
            news.append(shortcut.took(seconds))
        assert (game.compiled is not None) == is_kept
        assert ("times as fast" in news[-1]) == is_kept
        assert ("were not faster" in news[-1]) == (not is_kept)


def test_whole_rounds_are_timed_and_none_before_the_first_turns_of_g_have_compiled() -> None:
    game = trainer_of(checked("training.n_critic=5")).game
    shortcut = Shortcut(game, Ready(""))
    shortcut.took(BEGINNING)
    shortcut.took(1.0)
    eager = 0
    while game.compiled is None:
        shortcut.took(LOOK / 8)
        eager += 1
    assert eager == 10
    news = [shortcut.took(5.0) for _ in range(3 * 5)]
    while not news[-1]:
        news.append(shortcut.took(LOOK / 16))
    assert "2.00 times as fast" in news[-1]


def test_a_preparation_that_fails_is_told_and_training_goes_on() -> None:
    game = trainer_of(checked()).game
    shortcut = Shortcut(game, Ready(None, "CppCompileError: no compiler"))
    assert [shortcut.took(BEGINNING), shortcut.took(1.0)] == ["", ""]
    news = shortcut.took(1.0)
    assert news == "the turns could not be compiled: CppCompileError: no compiler; training goes on as it was"
    assert game.compiled is None
    assert shortcut.took(100.0) == ""


def fail() -> None:
    raise ValueError("no such thing\nand more")


def crash() -> None:
    os._exit(3)


def interrupt() -> None:
    signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize(
    ("work", "told"),
    [(fail, "ValueError: no such thing"), (crash, "the compiler ended with 3"), (interrupt, "")],
    ids=["a fault is told in a line", "so is a crash", "the interrupt of a terminal leaves it to training"],
)
def test_how_the_process_beside_training_ended_is_known(work: Callable[[], None], told: str) -> None:
    aside = Aside(work)
    aside.start()
    began = time.monotonic()
    while (outcome := aside.outcome()) is None and time.monotonic() - began < 60:
        time.sleep(0.05)
    aside.stop()
    assert outcome == told


def test_a_turn_that_fails_is_done_eagerly_and_the_compiled_ones_are_dropped() -> None:
    trainer = trainer_of(checked())
    turns = trainer.game.compiled = CompiledTurns(trainer.game)

    def broken(*_: torch.Tensor) -> None:
        raise RuntimeError("the graph is gone")

    turns._d_turn = broken  # type: ignore[assignment]
    turns._g_turn = broken  # type: ignore[assignment]
    eager = trainer_of(checked())
    trainer.advance()
    eager.advance()
    assert torch.equal(weights(trainer), weights(eager))
    shortcut = Shortcut(trainer.game, Ready())
    assert "the graph is gone" in shortcut.took(0.1)
    assert trainer.game.compiled is None


def test_turns_that_were_kept_and_fail_later_are_told_and_dropped() -> None:
    game = trainer_of(checked()).game
    shortcut = Shortcut(game, Ready(""))
    news = [shortcut.took(LOOK) for _ in range(6)]
    while not news[-1]:
        news.append(shortcut.took(LOOK / 10))
    assert "times as fast" in news[-1]
    assert isinstance(game.compiled, CompiledTurns)
    assert shortcut.took(1.0) == ""
    game.compiled.fault = "the graph is gone"
    assert "the graph is gone" in shortcut.took(1.0)
    assert game.compiled is None
    assert shortcut.took(1.0) == ""


@pytest.mark.parametrize(
    ("sets", "reason"),
    [
        ((), ""),
        (("augment.kind=diff_augment",), "augment"),
        (("techniques.instance_noise.std=0.1",), "by chance"),
        (("architecture.generator.kind=stylegan2", "architecture.generator.base_width=8"), "layers"),
        (("techniques.top_k=0.5",), "top-k"),
        (("loss.kind=relativistic",), "real samples"),
        (("penalties.r1.weight=1",), "a penalty is due in every step"),
        (("penalties.r1.interval=4",), ""),
        (("training.precision=fp16",), "fp16"),
    ],
)
def test_what_cannot_be_compiled_is_known_beforehand(sets: tuple[str, ...], reason: str) -> None:
    why = why_not(trainer_of(checked(*sets)).game)
    assert (reason in why) if reason else why == ""


class Attentive(Pace):
    """Counts the steps that it hears of."""

    def __init__(self) -> None:
        super().__init__(1, lambda: 0, adapts=False)
        self.heard = 0

    def took(self, seconds: float) -> bool:
        self.heard += 1
        return super().took(seconds)


def test_while_turns_are_timed_threads_stay_and_a_step_is_over_when_the_device_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[torch.device] = []
    monkeypatch.setattr(train, "wait_for", waits.append)
    trainer = trainer_of(checked("training.steps=6"))
    trainer.pace = pace = Attentive()
    trainer.shortcut = shortcut = Shortcut(trainer.game, Ready(""))
    shortcut.took(BEGINNING)
    assert not shortcut.is_timing
    shortcut.took(0.0)
    assert shortcut.is_timing
    run = Run.create_at(tmp_path / "run", trainer.plan.experiment)
    list(trainer.train(Commands(), Checkpoints(run)))
    assert trainer.step == 6
    assert pace.heard == 0
    assert waits == [torch.device("cpu")] * 6
    shortcut.close()
    assert not shortcut.is_timing


def test_nobody_waits_for_the_device_while_nothing_is_timed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[torch.device] = []
    monkeypatch.setattr(train, "wait_for", waits.append)
    trainer = trainer_of(checked("training.steps=3"))
    trainer.pace = pace = Attentive()
    run = Run.create_at(tmp_path / "run", trainer.plan.experiment)
    list(trainer.train(Commands(), Checkpoints(run)))
    assert waits == []
    assert pace.heard == 3


def test_a_run_whose_turns_cannot_be_compiled_says_so_and_trains(play: Play) -> None:
    _, events = play("training.compile=true", "techniques.label_flipping=0.1", "training.steps=3")
    news = [event.message for event in events if isinstance(event, Warned) and event.is_news]
    assert news == ["the turns are not compiled, as instance noise and label flipping draw by chance"]


def test_a_run_that_ends_early_leaves_no_compiler_behind(play: Play) -> None:
    _, events = play("training.compile=true", "training.steps=3")
    assert not [event for event in events if isinstance(event, Warned)]
