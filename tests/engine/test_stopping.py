"""A run that a rule ends: complete, saved, explained, and free to go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ganstudio.commands import Commands
from ganstudio.engine import job
from ganstudio.events import Event, Finished, Measured, Saved, Started
from ganstudio.runs import Run, RunState

Play = Callable[..., tuple[Run, list[Event]]]


def of(kind: type, events: list[Event]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


def test_images_seen_end_the_run_saved_and_explained(play: Play) -> None:
    run, events = play("stopping.images.count=100")
    assert events[-1] == Finished(7, "completed", "D has seen 112 images")
    assert of(Saved, events)[-1].step == 7
    assert run.info().state is RunState.FINISHED
    assert list(run.events())[-1] == events[-1], "an opened run tells it again"


def test_time_ends_the_run_and_continued_it_gets_as_much_again(play: Play) -> None:
    run, events = play("training.steps=1000000", "stopping.time.minutes=0.002", "recording.checkpoint_every=1000000")
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert finished.explanation == "the time limit of 0.002 minutes is reached"
    again = list(job.resume(run, Commands()))[-1]
    assert isinstance(again, Finished)
    assert again.step > finished.step


def test_standing_still_ends_the_run_and_continued_it_must_stand_still_anew(play: Play) -> None:
    still = ("optimizers.generator.lr=1e-12", "optimizers.discriminator.lr=1e-12")
    window = ("training.steps=1000", "stopping.convergence.window=40", "recording.measure_every=10")
    run, events = play(*still, *window)
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert finished.step == 40
    assert finished.explanation.startswith("converged: over the last 40 steps")
    again = list(job.resume(run, Commands()))[-1]
    assert isinstance(again, Finished)
    assert again.step == 90, "the measurements begin anew at 50, and a window later they have stood still"


def test_a_run_cut_in_its_window_converges_where_the_whole_one_does(play: Play) -> None:
    sets = ("recording.measure_every=5", "stopping.convergence.window=40", "stopping.convergence.tolerance=0.9")
    _, whole = play("training.steps=400", *sets, folder="whole")
    run, _ = play("training.steps=20", *sets, folder="cut")
    resumed = list(job.resume(run, Commands(), steps=400))
    assert resumed[-1] == whole[-1]


def test_the_distance_is_measured_from_the_start_and_falls_as_the_ring_is_learned(play: Play) -> None:
    _, events = play(
        "data.kind=ring8",
        "training.steps=300",
        "training.batch_size=64",
        "architecture.generator.widths=[32, 32]",
        "architecture.discriminator.widths=[32, 32]",
        "optimizers.generator.lr=0.002",
        "optimizers.discriminator.lr=0.002",
        "training.ema.kind=none",
        "recording.measure_every=100",
    )
    measured = of(Measured, events)
    assert [m.step for m in measured] == [0, 100, 200, 300]
    assert set(measured[0].values) == {"sliced_wasserstein", "modes", "high_quality", "reverse_kl"}
    assert measured[-1].values["sliced_wasserstein"] < 0.7 * measured[0].values["sliced_wasserstein"]


def test_measuring_leaves_the_training_as_it_would_be(play: Play) -> None:
    _, often = play("recording.measure_every=1", folder="often")
    _, never = play("recording.measure_every=1000", folder="never")
    assert of(Measured, often)[-1].values == of(Measured, never)[-1].values


def test_a_run_tells_what_its_rows_are(play: Play) -> None:
    (started,) = of(Started, play("data.kind=ring8")[1])
    assert started.is_points
    assert not started.is_rows
    assert (started.columns, started.is_series) == ((), False)
