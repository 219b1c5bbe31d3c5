"""A resumed run equals one that never stopped, bit for bit; damaged checkpoints are passed over, never half read."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import safetensors.numpy
from PIL import Image

from ganstudio import checkpoints, files
from ganstudio.commands import Commands, Stop
from ganstudio.engine import job
from ganstudio.events import Event, Failed, Finished, Progress, Samples, Started, Warned
from ganstudio.problems import ProblemError
from ganstudio.runs import Run, RunState

Play = Callable[..., tuple[Run, list[Event]]]


def resume(run: Run, steps: int | None = None) -> list[Event]:
    return list(job.resume(run, Commands(), steps=steps))


def state(run: Run) -> dict[str, Any]:
    """All bytes of the newest checkpoint that decide how a run goes on."""
    found = dict(checkpoints.newest(run).files)
    facts = json.loads(found.pop("trainer.json"))
    facts.pop("seconds")
    tensors = {name: {k: v.tobytes() for k, v in safetensors.numpy.load(data).items()} for name, data in found.items()}
    return {"facts": facts, **tensors}


SETTINGS = {
    "mlp": (),
    "dcgan": (
        "architecture.generator.kind=dcgan", "architecture.generator.base_width=4",
        "architecture.discriminator.kind=dcgan", "architecture.discriminator.base_width=4",
    ),
    "wgan_gp": ("loss.kind=wasserstein", "penalties.wgan_gp.interval=2", "training.n_critic=3"),
    "points": ("data.kind=ring8", "training.ema.kind=none"),
    "odd batch": ("training.batch_size=1000",),
    "techniques": (
        "techniques.label_flipping=0.1", "techniques.instance_noise.std=0.1",
        "techniques.instance_noise.std_schedule.kind=step", "techniques.instance_noise.std_schedule.every=9",
        "techniques.top_k=0.8", "architecture.packing=2",
        "architecture.prior.kind=codes", "architecture.latent_dim=16", "training.accumulation=2",
        "training.n_generator=2", "training.ema.kind=half_life", "training.ema.half_life=100",
        "recording.measure_every=7", "stopping.convergence.window=1000",
    ),
    "memories": ("penalties.lecam.weight=0.1", "penalties.historical_averaging.weight=0.1", "penalties.zcr.interval=2"),
    "optimisers": (
        "optimizers.generator.kind=rmsprop", "optimizers.discriminator.kind=adam",
        "optimizers.discriminator.amsgrad=true", "optimizers.discriminator.lr_schedule.kind=step",
        "optimizers.discriminator.lr_schedule.every=5", "optimizers.generator.clip_norm=0.1",
        "architecture.discriminator.weights=spectral_norm", "architecture.generator.weights=equalized_lr",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("cut", [1, 13, 29])
def test_resumed_run_equals_uninterrupted_run(play: Play, name: str, cut: int) -> None:
    whole, _ = play(*SETTINGS[name], folder="whole")
    parted, _ = play(*SETTINGS[name], f"training.steps={cut}", folder="parted")
    events = resume(parted, steps=30)
    assert events[-1] == Finished(30, "completed")
    assert not [e for e in events if isinstance(e, Warned)]
    assert state(parted) == state(whole)
    assert (parted.folder / "samples" / "000000030.png").exists() == (name != "points")


def test_a_run_that_was_stopped_amid_its_schedules_goes_on_along_them(play: Play) -> None:
    schedules = (
        "optimizers.generator.lr_schedule.kind=cosine",
        "optimizers.discriminator.beta2_schedule.kind=linear",
        "optimizers.discriminator.beta2_schedule.final=0.5",
        "penalties.r1.weight=1",
        "penalties.r1.weight_schedule.kind=linear",
        "training.ema.decay_schedule.kind=linear",
        "training.ema.decay_schedule.final=0.5",
        "techniques.top_k_schedule.kind=linear",
        "techniques.top_k_schedule.final=0.5",
    )
    whole, _ = play(*schedules, folder="whole")
    parted, events = play(*schedules, folder="parted", at={10: Stop()})
    stopped = events[-1]
    assert isinstance(stopped, Finished)
    assert stopped.step < 30
    assert resume(parted)[-1] == Finished(30, "completed")
    assert state(parted) == state(whole)


def test_schedules_that_are_stretched_by_more_steps_are_told(play: Play) -> None:
    run, _ = play("optimizers.generator.lr_schedule.kind=cosine", "training.steps=20")
    told = [event.message for event in resume(run, steps=30) if isinstance(event, Warned)]
    assert told == ["the schedules now reach over 30 steps, so their values change where the run goes on"]


def test_a_chain_of_resumes_equals_one_run(play: Play) -> None:
    whole, _ = play(folder="whole")
    parted, _ = play("training.steps=3", folder="parted")
    for steps in range(6, 31, 3):
        resume(parted, steps=steps)
    assert state(parted) == state(whole)


def test_glancing_at_samples_does_not_change_the_run(play: Play, tmp_path: Path) -> None:
    from ganstudio.plan import plan

    whole, _ = play(folder="whole")
    watched = Run.create_at(tmp_path / "watched", whole.experiment())
    events = list(job.train(plan(whole.experiment()), watched, Commands(), preview_seconds=1e-9))
    assert len([e for e in events if isinstance(e, Samples) and not e.file]) > 10
    assert state(watched) == state(whole)
    assert {f.name for f in (watched.folder / "samples").iterdir()} == {
        f.name for f in (whole.folder / "samples").iterdir()
    }


def test_the_history_of_a_resumed_run_is_one_line_of_steps(play: Play) -> None:
    run, _ = play("training.steps=20")
    resume(run, steps=30)
    history = list(run.events())
    assert [e.step for e in history if isinstance(e, Samples)] == [0, 10, 20, 30]
    assert [e.step for e in history if isinstance(e, Started)] == [0, 20]
    steps = [e.step for e in history if isinstance(e, Progress)]
    assert steps == sorted(steps)
    assert (run.info().state, run.info().step, run.info().steps) == (RunState.FINISHED, 30, 30)


def test_going_on_from_an_older_checkpoint_forgets_what_came_after_it(play: Play) -> None:
    run, _ = play()
    damage(run, 30)
    events = resume(run)
    told = [e.message for e in events if isinstance(e, Warned)]
    assert len(told) == 1
    assert told[0].startswith("the checkpoint of step 30 is damaged and was passed over")
    assert [e.step for e in run.events() if isinstance(e, Samples)] == [0, 10, 20, 30]
    assert [e.step for e in run.events() if isinstance(e, Started)] == [0, 20]


@pytest.mark.parametrize("name", ["networks", "optimizers", "random", "trainer"])
def test_every_flipped_bit_in_a_checkpoint_is_noticed(play: Play, name: str) -> None:
    run, _ = play()
    (path,) = (run.folder / "checkpoints" / "000000030").glob(f"{name}.*")
    whole = path.read_bytes()
    for position in range(0, len(whole), max(1, len(whole) // 50)):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 4]) + whole[position + 1 :])
        assert checkpoints.newest(run).step == 20
    path.write_bytes(whole)
    assert checkpoints.newest(run).step == 30


def test_a_run_whose_checkpoints_are_all_damaged_keeps_its_history(play: Play) -> None:
    run, _ = play()
    before = run.events_file.read_bytes()
    damage(run, 30)
    damage(run, 20)
    failed = resume(run)[-1]
    assert isinstance(failed, Failed)
    assert failed.message == f"every checkpoint in {run.folder} is damaged"
    assert run.events_file.read_bytes() == before


def test_a_run_without_a_checkpoint_says_so(play: Play) -> None:
    run, _ = play("training.steps=1")
    import shutil

    shutil.rmtree(run.folder / "checkpoints")
    failed = resume(run, steps=5)[-1]
    assert isinstance(failed, Failed)
    assert failed.message == f"{run.folder} holds no checkpoint yet: train it first"


def test_a_complete_run_asks_for_more_steps(play: Play) -> None:
    failed = resume(play()[0])[-1]
    assert isinstance(failed, Failed)
    assert failed.message == "the run is complete at step 30; give it more steps to continue"
    assert failed.path == "training.steps"


def test_another_thread_count_is_told_because_it_rounds_differently(play: Play) -> None:
    run, _ = play("training.steps=5")
    experiment = run.experiment().revise("training.threads", 2)
    run.write_experiment(experiment)
    told = [e.message for e in resume(run, steps=6) if isinstance(e, Warned)]
    assert told == ["goes on, but not bit for bit: threads 1 → 2"]


def test_data_that_changed_is_told(play: Play, tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for number in range(20):
        Image.new("L", (8, 8), number).save(pictures / f"{number}.png")
    run, _ = play("data.kind=image_folder", f"data.folder={pictures}", "training.steps=5")
    (pictures / "7.png").unlink()
    events = resume(run, steps=6)
    assert [e.message for e in events if isinstance(e, Warned)] == ["goes on, but not bit for bit: samples 20 → 19"]
    assert events[-1] == Finished(6, "completed")


def test_a_run_goes_on_in_its_own_scale_when_its_table_has_grown(play: Play, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("a\n" + "\n".join(map(str, range(64))), encoding="utf-8")
    run, _ = play("data.kind=csv_table", f"data.file={file}", "training.steps=2")
    before = run.spec()
    file.write_text("a\n" + "\n".join(map(str, range(640))), encoding="utf-8")
    assert resume(run, steps=3)[-1] == Finished(3, "completed")
    assert run.spec().columns == before.columns
    assert run.spec().count == 640


def test_what_was_told_while_preparing_is_in_the_history(play: Play, tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for number in range(20):
        Image.new("L", (8, 8), number).save(pictures / f"{number}.png")
    (pictures / "broken.png").write_bytes((pictures / "3.png").read_bytes()[:40])
    run, _ = play("data.kind=image_folder", f"data.folder={pictures}", "training.steps=5")
    assert next(e.message for e in run.events() if isinstance(e, Warned)).startswith("20 pictures used, 1 skipped")
    (pictures / "7.png").write_bytes(b"no picture any more")
    resume(run, steps=6)
    assert "goes on, but not bit for bit: samples 20 → 19" in [e.message for e in run.events() if isinstance(e, Warned)]


def test_a_checkpoint_whose_manifest_is_not_whole_is_passed_over(play: Play) -> None:
    run, _ = play()
    (run.folder / "checkpoints" / "000000030" / "manifest.json").write_text("{}")
    assert checkpoints.newest(run).step == 20
    assert checkpoints.trained_generator(run).step == 20


def test_an_experiment_that_was_edited_to_other_networks_is_refused_by_name(play: Play) -> None:
    run, _ = play("data.kind=ring8")
    run.write_experiment(run.experiment().revise("architecture.generator", {"kind": "dcgan"}))
    with pytest.raises(ProblemError, match=r"architecture\.generator\.kind: DCGAN needs pictures"):
        checkpoints.trained_generator(run)


def test_other_networks_than_the_checkpoints_are_refused(play: Play) -> None:
    run, _ = play("training.steps=5")
    run.write_experiment(run.experiment().revise("architecture.generator.widths", (17,)))
    failed = resume(run, steps=6)[-1]
    assert isinstance(failed, Failed)
    assert failed.path == "architecture"


def test_the_two_newest_checkpoints_are_kept_and_nothing_else(play: Play) -> None:
    run, _ = play()
    assert sorted(f.name for f in (run.folder / "checkpoints").iterdir()) == ["000000020", "000000030"]


def test_a_full_disk_is_told_and_harms_neither_the_run_nor_older_checkpoints(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = checkpoints._write_files

    def full(folder: Path, content: dict[str, bytes]) -> None:
        if "-20-" in folder.name:
            (folder / "networks.safetensors").write_bytes(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")
        real(folder, content)

    monkeypatch.setattr(checkpoints, "_write_files", full)
    run, events = play()
    told = [e.message for e in events if isinstance(e, Warned)]
    assert told == [
        "the checkpoint of step 20 could not be saved (No space left on device); the last good checkpoint is of step 10"
    ]
    assert events[-1] == Finished(30, "completed")
    assert sorted(f.name for f in (run.folder / "checkpoints").iterdir()) == ["000000010", "000000030"]


def test_a_history_that_cannot_be_written_is_told_once(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    from ganstudio.engine import record

    def full(_: record.History, event: Event) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(record.History, "add", full)
    _, events = play()
    assert [e.message for e in events if isinstance(e, Warned)] == [
        "the run's history cannot be written (No space left on device); training goes on"
    ]
    assert events[-1] == Finished(30, "completed")


def test_a_file_that_is_replaced_is_old_or_new_and_never_half(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"old")
    with pytest.raises(RuntimeError), files.replacing(target) as file:
        file.write(b"ne")
        raise RuntimeError
    assert target.read_bytes() == b"old"
    with files.replacing(target) as file:
        file.write(b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def damage(run: Run, step: int) -> None:
    path = run.folder / "checkpoints" / f"{step:09d}" / "networks.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
