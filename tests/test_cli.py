"""The command line, as a person runs it: real processes, real files."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from PIL import Image

from ganstudio.runs import Run, RunState

SHORT = ("--set", "training.steps=20", "--set", "training.threads=1", "--set", "recording.grid=2")


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "QT_")) and k not in ("DISPLAY",)}
    return {**kept, "HOME": str(home), "OMP_NUM_THREADS": "1", "COLUMNS": "200", "PYTHONWARNINGS": "error"}


def ganstudio(home: Path, *arguments: object, status: int = 0) -> tuple[str, str]:
    """Output and errors of a finished command; the status is checked."""
    done = subprocess.run(
        [sys.executable, "-m", "ganstudio", *map(str, arguments)],
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout, done.stderr


@pytest.fixture(scope="session")
def trained(home: Path) -> Path:
    """A short run of the digits."""
    out, _ = ganstudio(home, "train", "--preset", "digits", *SHORT, "--run", home / "trained")
    assert out.splitlines()[-1] == str(home / "trained")
    return home / "trained"


def test_train_makes_a_run_in_the_runs_folder_and_prints_it_last(home: Path) -> None:
    out, errors = ganstudio(home, "train", "--preset", "ring8", *SHORT)
    folder = Path(out.splitlines()[-1])
    assert folder.is_relative_to(home)
    assert Run.open(folder).info().state is RunState.FINISHED
    assert "step 20 of 20" in errors
    listed, _ = ganstudio(home, "runs")
    assert str(folder) in listed
    assert "finished" in listed


def test_a_number_format_that_the_device_lacks_is_told_with_its_option(home: Path, tmp_path: Path) -> None:
    sets = ("--set", "training.device=cpu", "--set", "training.precision=tf32")
    _, errors = ganstudio(home, "train", "--preset", "ring8", *SHORT, *sets, "--run", tmp_path / "run", status=1)
    assert "training.precision: this device cannot compute in tf32: choose auto or full or bf16 or fp16" in errors


def test_train_takes_an_experiment_file(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('name = "Mine"\n[data]\nkind = "ring8"\n[training]\nsteps = 5\nbatch_size = 8\n')
    out, _ = ganstudio(home, "train", file, "--run", tmp_path / "run")
    assert Run.open(Path(out.strip())).info().name == "Mine"


def test_resume_continues_to_more_steps(trained: Path, home: Path) -> None:
    _, errors = ganstudio(home, "resume", trained, status=1)
    assert "training.steps: the run is complete at step 20; give it more steps to continue" in errors
    out, _ = ganstudio(home, "resume", trained, "--steps", 25)
    assert out.strip() == str(trained)
    assert Run.open(trained).info().step == 25


def test_interrupting_saves_and_a_resumed_run_goes_on(home: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    process = subprocess.Popen(
        [sys.executable, "-m", "ganstudio", "train", "--preset", "digits", "--set", "training.steps=1000000",
         "--run", str(run)],
        env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while "Progress" not in (run / "events.jsonl").read_text() if (run / "events.jsonl").exists() else True:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in errors) == (0, False)
    assert out.strip() == str(run)
    stopped = Run.open(run).info()
    assert (stopped.state, stopped.has_checkpoint) == (RunState.STOPPED, True)
    ganstudio(home, "resume", run, "--steps", stopped.step + 3)
    assert Run.open(run).info().step == stopped.step + 3


def test_sample_writes_an_array_a_picture_or_a_folder_and_the_seed_decides(
    trained: Path, home: Path, tmp_path: Path
) -> None:
    for name, seed in (("a.npz", 1), ("b.npz", 1), ("c.npz", 2)):
        ganstudio(home, "sample", trained, "-n", 5, "--seed", seed, "--out", tmp_path / name)
    a, b, c = (np.load(tmp_path / name)["samples"] for name in ("a.npz", "b.npz", "c.npz"))
    assert (a.shape, a.dtype) == ((5, 8, 8, 1), np.uint8)
    assert np.array_equal(a, b)
    assert not np.array_equal(a, c)
    ganstudio(home, "sample", trained, "-n", 4, "--seed", 1, "--out", tmp_path / "grid.png")
    with Image.open(tmp_path / "grid.png") as picture:
        assert np.array_equal(np.asarray(picture)[3:51:6, 3:51:6], a[0, ..., 0])  # sixfold, 3 pixels apart
    ganstudio(home, "sample", trained, "-n", 3, "--seed", 1, "--out", tmp_path / "folder")
    files = sorted((tmp_path / "folder").iterdir())
    assert [file.name for file in files] == ["00000.png", "00001.png", "00002.png"]
    with Image.open(files[2]) as picture:
        assert np.array_equal(np.asarray(picture), a[2, ..., 0])


def test_points_are_sampled_as_numbers(home: Path, tmp_path: Path) -> None:
    ganstudio(home, "train", "--preset", "ring8", *SHORT, "--run", tmp_path / "run")
    ganstudio(home, "sample", tmp_path / "run", "-n", 7, "--out", tmp_path / "points.npz")
    points = np.load(tmp_path / "points.npz")["samples"]
    assert (points.shape, points.dtype) == ((7, 2), np.float32)
    _, errors = ganstudio(home, "sample", tmp_path / "run", "--out", tmp_path / "folder", status=2)
    assert "write them as .csv, .npz or .png" in errors


def test_samples_of_one_class_are_drawn_and_an_unknown_one_is_told(home: Path, tmp_path: Path) -> None:
    ganstudio(home, "train", "--preset", "cgan", *SHORT, "--run", tmp_path / "run")
    for name in ("0", "7"):
        ganstudio(home, "sample", tmp_path / "run", "-n", 3, "--class", name, "--out", tmp_path / f"{name}.npz")
    nought, seven = (np.load(tmp_path / f"{name}.npz")["samples"] for name in ("0", "7"))
    assert not np.array_equal(nought, seven)
    _, errors = ganstudio(home, "sample", tmp_path / "run", "--class", "x", "--out", tmp_path / "x.npz", status=2)
    assert "there is no class “x”; there are 0, 1, 2" in errors


def test_rows_of_a_table_come_out_in_its_own_units_and_names(home: Path, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    rows = np.column_stack([rng.normal(1000, 50, 200), rng.normal(-0.01, 0.001, 200), rng.normal(5, 1, 200)])
    table = tmp_path / "parts.csv"
    table.write_text("weight;loss;length, mm\n" + "\n".join(";".join(f"{v:.6f}" for v in row) for row in rows))
    run = tmp_path / "run"
    short = ("--set", "training.steps=20", "--set", "training.batch_size=16")
    ganstudio(home, "train", "--set", "data.kind=csv_table", "--set", f"data.file={table}", *short, "--run", run,
              "--preset", "digits")  # fmt: skip
    table.unlink()  # a run needs its data no more
    ganstudio(home, "sample", run, "-n", 50, "--out", tmp_path / "made.csv")
    with (tmp_path / "made.csv").open(newline="", encoding="utf-8") as file:
        header, *made = csv.reader(file)
    assert header == ["weight", "loss", "length, mm"]
    values = np.array(made, dtype=float)
    assert values.shape == (50, 3)
    assert np.all(np.abs(values - rows.mean(0)) < 20 * rows.std(0)), "near the real ones, column by column"
    _, errors = ganstudio(home, "sample", run, "--out", tmp_path / "folder", status=2)
    assert "rows of numbers have no pictures" in errors


def test_a_rule_that_ends_a_run_is_explained(home: Path, tmp_path: Path) -> None:
    rule = ("--set", "stopping.images.count=640")
    _, errors = ganstudio(home, "train", "--preset", "ring8", *rule, "--run", tmp_path / "run")
    assert "finished: D has seen 768 images" in errors


def test_the_steps_that_the_data_chose_are_those_that_are_counted(home: Path, tmp_path: Path) -> None:
    chosen = ("--set", "training.steps=20", "--set", "training.length_from_data=true")
    early = ("--set", "stopping.images.count=640")
    _, errors = ganstudio(home, "train", "--preset", "digits", *chosen, *early, "--run", tmp_path / "run")
    steps = Run.open(tmp_path / "run").experiment().training.steps
    assert steps > 20
    assert f"of {steps:,}" in errors
    assert "of 20 " not in errors


def test_export_writes_the_generator_with_what_is_needed_to_build_it(trained: Path, home: Path, tmp_path: Path) -> None:
    ganstudio(home, "export", trained, "--out", tmp_path / "g.safetensors")
    tensors = safetensors.numpy.load_file(tmp_path / "g.safetensors")
    assert tensors
    with safetensors.safe_open(tmp_path / "g.safetensors", "numpy") as file:
        metadata = file.metadata()
    assert metadata["format"] == "ganstudio.generator.1"
    assert metadata["sample_shape"] == "[1, 8, 8]"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("train",), "name an experiment file or a --preset, one of the two"),
        (("train", "--preset", "digitz"), "there is no preset “digitz”"),
        (("train", "none.toml"), "there is no file none.toml"),
        (("train", "--preset", "digits", "--set", "training.steps=0"), "training.steps: must be at least 1; it is 0"),
        (("train", "--preset", "digits", "--set", "trainin.steps=1"), "did you mean “training”?"),
        (("train", "--preset", "my_pictures"), "data.folder: choose the folder that holds the pictures"),
        (("train", "--preset", "digits", "--run", "/proc/none"), "cannot write to the runs folder /proc"),
        (("resume", "none"), "there is no run folder none"),
        (("sample", "/", "--out", "a.png"), "/ is not a run folder"),
        (("options", "nonsense"), "nonsense: there is no such option"),
        (("runs", "/none"), "there is no folder /none"),
        (("resume", "/tmp/[/x] [red]"), "there is no run folder /tmp/[/x] [red]"),
        (("train", "--preset", "digits", "--set", "training.steps=[/x]"), 'it is "[/x]"'),
    ],
)  # fmt: skip
def test_bad_input_gets_one_clear_sentence_and_status_2(home: Path, arguments: tuple[str, ...], sentence: str) -> None:
    out, errors = ganstudio(home, *arguments, status=2)
    assert not out
    assert sentence in errors
    assert len(errors.strip().splitlines()) == 1


def test_a_file_that_is_partly_unreadable_is_refused_with_every_problem(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text("[training]\nstepz = 3\nbatch_size = 'many'\n")
    _, errors = ganstudio(home, "train", file, status=2)
    assert "training.stepz: there is no option “stepz” here; did you mean “steps”?" in errors
    assert 'training.batch_size: must be a whole number; it is "many"' in errors
    assert str(file) in errors


def test_a_run_without_checkpoint_and_one_from_a_missing_data_folder_say_so(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "experiment.toml"
    file.write_text('[data]\nkind = "ring8"\n')
    _, errors = ganstudio(home, "sample", tmp_path, "--out", tmp_path / "a.png", status=2)
    assert "was never trained" in errors
    _, errors = ganstudio(home, "resume", tmp_path, status=1)
    assert "holds no checkpoint yet: train it first" in errors


def test_options_prints_the_reference_and_version_the_version(home: Path) -> None:
    page, _ = ganstudio(home, "options")
    assert "training.batch_size" in page
    assert "data.kind = ring8" in page
    only, _ = ganstudio(home, "options", "loss")
    assert "training" not in only
    assert ganstudio(home, "--version")[0].startswith("ganstudio ")


def test_names_with_brackets_are_names_and_not_markup(home: Path, tmp_path: Path) -> None:
    ganstudio(home, "train", "--preset", "ring8", *SHORT, "--set", "name=[/x] [red]é", "--run", tmp_path / "runs" / "a")
    listed, _ = ganstudio(home, "runs", tmp_path / "runs")
    assert "[/x] [red]é" in listed
    assert str(tmp_path / "runs" / "a") in listed, "nothing is cut off where no one sees a terminal"


def test_a_console_without_a_letter_of_the_page_shows_the_rest(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ganstudio", "options"],
        env={**environment(home), "PYTHONIOENCODING": "ascii"}, capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    assert b"training.batch_size" in done.stdout


def test_interrupting_before_anything_began_leaves_no_run_behind(home: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "ganstudio", "train", "--preset", "digits",
         "--run", tmp_path / "run"],
        env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while "torch._C" not in process.stderr.readline():  # torch is being imported
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert not (tmp_path / "run").exists()


def test_preferences_that_cannot_be_read_are_noted_and_do_not_stop_a_command(home: Path) -> None:
    file = home / ".config" / "ganstudio" / "preferences.toml"
    file.parent.mkdir(parents=True)
    file.write_text("theme = [")
    try:
        _, errors = ganstudio(home, "runs")
        assert "is not valid TOML" in errors
    finally:
        file.unlink()


def test_a_folder_of_samples_is_never_mixed_with_other_files(trained: Path, home: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("something")
    _, errors = ganstudio(home, "sample", trained, "--out", tmp_path, status=2)
    assert "is not empty: name a new folder" in errors


def test_presets_are_listed_with_their_story(home: Path) -> None:
    out, _ = ganstudio(home, "presets")
    assert {"digits", "ring8"} <= {line.split(":")[0] for line in out.splitlines()}


def test_commands_load_no_qt_and_help_loads_no_torch(home: Path) -> None:
    code = (
        "import sys; from ganstudio.__main__ import main; sys.argv = ['ganstudio', 'options']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print({'torch', 'PySide6', 'pyqtgraph'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(home), capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "set()"
