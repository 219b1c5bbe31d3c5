"""One thread computes while other programs keep the cores busy, and all do again afterwards; told by steps alone."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
import torch

from ganstudio import checkpoints
from ganstudio.commands import Commands
from ganstudio.engine.checkpoint import Checkpoints
from ganstudio.engine.pace import LONGEST, PATIENCE, Pace
from ganstudio.engine.tuning import Arithmetic
from ganstudio.events import Warned
from ganstudio.runs import Run
from tests.tiny_games import tiny_game

ALONE, TOGETHER = 0.1, 0.05  # s, what a step takes with one thread and with four
CROWDED = 10.0  # times as long with four threads, while something else wants the cores


@dataclass
class Machine:
    """Four cores whose steps take as long as they are told to; `crowded`: something else wants the cores."""

    crowded: bool = False
    slower: float = 1.0  # what every step is multiplied by, crowded or not
    adapts: bool = True
    taken: int = 0  # times that the system took a core
    seconds: float = 0.0
    changes: list[tuple[float, int]] = field(default_factory=list)  # when the threads changed, and to how many

    def __post_init__(self) -> None:
        self.pace = Pace(4, lambda: self.taken, adapts=self.adapts)

    def run(self, seconds: float) -> None:
        end = self.seconds + seconds
        while self.seconds < end - TOGETHER / 2:
            step = self.slower * (ALONE if self.pace.threads == 1 else TOGETHER * (CROWDED if self.crowded else 1))
            self.seconds += step
            self.taken += int(step * (100 if self.crowded else 5))
            threads = self.pace.threads
            thinks_otherwise = self.pace.took(step)
            if self.pace.threads != threads:
                assert thinks_otherwise
                self.changes.append((self.seconds, self.pace.threads))


def test_steady_steps_change_nothing_for_hours() -> None:
    machine = Machine()
    machine.run(3 * 3600)
    assert machine.changes == []
    assert machine.pace.threads == 4


def test_crowded_cores_leave_one_thread_within_a_few_seconds() -> None:
    machine = Machine(crowded=True)
    machine.run(5)
    assert machine.pace.threads == 1
    assert machine.pace.is_slowed
    assert [threads for _, threads in machine.changes] == [1]


def test_cores_that_become_crowded_later_do_so_too() -> None:
    machine = Machine()
    machine.run(600)
    machine.crowded = True
    machine.run(5)
    assert machine.pace.threads == 1


def test_busy_cores_where_all_threads_are_still_faster_are_left_after_a_look() -> None:
    machine = Machine()
    machine.pace = Pace(4, lambda: int(machine.seconds * 1_000), adapts=True)
    machine.run(10)
    assert machine.pace.threads == 4
    (there, one), (back, all_again) = machine.changes
    assert (one, all_again) == (1, 4)
    assert back - there < 0.6, "which costs no more than a glimpse"
    assert not machine.pace.is_slowed


def test_all_threads_compute_again_when_the_cores_are_free() -> None:
    machine = Machine(crowded=True)
    machine.run(10)
    machine.crowded = False
    machine.run(2 * PATIENCE)
    assert machine.pace.threads == 4
    assert not machine.pace.is_slowed
    machine.run(3600)
    assert machine.pace.threads == 4


def test_looks_in_vain_become_rarer_to_an_end() -> None:
    machine = Machine(crowded=True)
    machine.run(3 * 3600)
    assert machine.pace.threads == 1
    looks = [when for when, threads in machine.changes if threads == 4]
    gaps = [later - sooner for sooner, later in pairwise(looks)]
    assert all(later >= sooner - 2 for sooner, later in pairwise(gaps))
    assert gaps[0] == pytest.approx(2 * PATIENCE, abs=10)
    assert gaps[-1] == pytest.approx(LONGEST, abs=10)
    assert machine.seconds / len(looks) > 10 * PATIENCE


def test_steps_that_become_slower_by_themselves_are_looked_at_once_and_then_taken_for_usual() -> None:
    machine = Machine()
    machine.run(300)
    machine.slower = 3.0
    machine.run(3600)
    assert machine.pace.threads == 4
    assert [threads for _, threads in machine.changes] == [1, 4]


def test_a_number_of_threads_that_was_chosen_never_changes() -> None:
    machine = Machine(crowded=True, adapts=False)
    machine.run(600)
    assert machine.changes == []
    assert machine.pace.threads == 4


def test_one_thread_has_nothing_to_fall_back_to() -> None:
    pace = Pace(1, lambda: 0, adapts=True)
    assert not any(pace.took(1.0) for _ in range(1_000))
    assert pace.threads == 1


def test_what_the_system_took_before_the_steps_that_are_looked_at_is_not_counted() -> None:
    """While the data was read, or the run was paused."""
    machine = Machine(taken=1_000_000)
    for _ in range(3):
        machine.run(1.0)
        machine.taken += 1_000_000
    assert machine.changes == []


def test_long_steps_are_heard_a_few_at_a_time() -> None:
    machine = Machine(crowded=True, slower=20.0)
    machine.run(60)
    assert machine.pace.threads == 1
    assert machine.changes[0][0] == pytest.approx(4 * 20 * TOGETHER * CROWDED)


class Scripted(Pace):
    """Changes its mind at these steps, whatever they took."""

    def __init__(self, script: dict[int, int]) -> None:
        super().__init__(2, lambda: 0, adapts=True)
        self._script, self._count = script, 0

    def took(self, seconds: float) -> bool:
        self._count += 1
        if self._count not in self._script:
            return False
        self.threads = self._script[self._count]
        self._trying = "one" if self.threads == 1 else "all"
        return True


def test_the_trainer_goes_on_with_as_many_threads_as_the_pace_says(tmp_path: Path) -> None:
    trainer = tiny_game(Arithmetic(threads=2), "mlp", "mlp", "training.steps=12", "recording.measure_every=1000")
    trainer.pace = Scripted({3: 1, 5: 2, 7: 1})
    counts: dict[int, int] = {}
    first = next(module for module in trainer.game.G.modules() if isinstance(module, torch.nn.Linear))
    first.register_forward_hook(lambda *_: counts.__setitem__(trainer.step, torch.get_num_threads()))
    before = torch.get_num_threads()
    run = Run.create_at(tmp_path / "run", trainer.plan.experiment)
    events = list(trainer.train(Commands(), Checkpoints(run)))
    assert [counts[step] for step in range(1, 13)] == [2, 2, 2, 1, 1, 2, 2, 1, 1, 1, 1, 1]
    told = [event.message for event in events if isinstance(event, Warned)]
    assert len(told) == 1
    assert "from step 3 on one thread computes" in told[0]
    assert json.loads(checkpoints.newest(run).files["trainer.json"])["threads"] == 1
    assert torch.get_num_threads() == before
