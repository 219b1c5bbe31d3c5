"""A run that is killed at any moment goes on, and loses at most the steps since its last checkpoint."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ganstudio import checkpoints
from ganstudio.commands import Commands
from ganstudio.engine import job
from ganstudio.events import Event, Finished, Started, Warned
from ganstudio.runs import Run, RunState

Play = Callable[..., tuple[Run, list[Event]]]
ENDLESS = """
import sys
from pathlib import Path
from ganstudio.commands import Commands
from ganstudio.engine import job
from ganstudio.runs import Run
for event in job.resume(Run(Path(sys.argv[1])), Commands(), steps=10**9):
    pass
"""


def test_a_run_killed_while_it_saves_goes_on_from_its_last_checkpoint(play: Play) -> None:
    run, _ = play("training.steps=1", "recording.checkpoint_every=1", "recording.sample_every=7")
    chance = random.Random(0)
    for _ in range(3):
        reached = run.checkpoint_steps()[0]
        process = subprocess.Popen([sys.executable, "-c", ENDLESS, str(run.folder)], stderr=subprocess.PIPE)
        deadline = time.monotonic() + 60
        while run.checkpoint_steps()[0] <= reached + 2:
            assert time.monotonic() < deadline
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.005)
        time.sleep(chance.random() * 0.1)  # saving goes on all the time, so most kills hit a write
        process.kill()
        process.communicate()
        saved = checkpoints.newest(run).step
        assert saved > reached
        assert run.info().state is RunState.INTERRUPTED
    events = list(job.resume(run, Commands(), steps=saved + 2))
    assert [e.step for e in events if isinstance(e, Started)] == [saved]
    assert not [e for e in events if isinstance(e, Warned)]
    assert events[-1] == Finished(saved + 2, "completed")
    left = {Path(f).name[0] for f in run.folder.glob("checkpoints/.*")}
    assert not left, "what the kills left half-written is swept away"
    steps = [event.step for event in run.events() if isinstance(event, Started)]
    assert steps == sorted(steps)
