"""The command line: train, resume, sample, interpolate, export, runs, options. All of it works without a window."""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, TaskID

from ganstudio import __version__, cli_latent, events, experiment, reference
from ganstudio.commands import Commands, Stop
from ganstudio.events import Event
from ganstudio.experiment import Experiment
from ganstudio.plan import plan
from ganstudio.preferences import Preferences, preferences_file
from ganstudio.problems import Problem, ProblemError
from ganstudio.runs import Run, list_runs
from ganstudio.terminal import fault, note, progress_bar, sentences

app = typer.Typer(
    help="GAN Studio without its window. Plain “ganstudio” opens the window.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Sets = Annotated[
    list[str], typer.Option("--set", metavar="KEY=VALUE", help="Change an option, such as training.batch_size=32.")
]
RunArgument = Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.")]


@app.command()
def train(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="An experiment file (TOML).")] = None,
    preset: Annotated[str | None, typer.Option(help="A ready-made experiment instead of a file.")] = None,
    set_: Sets = [],  # noqa: B006 - typer makes a fresh list
    run: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="The run's folder; by default a new one in the runs folder.")
    ] = None,
) -> None:
    """Train an experiment and print the run's folder at the end."""
    with sentences(), _interruptible() as commands:
        chosen = experiment.override(_chosen(file, preset), set_)
        checked = plan(chosen)
        for advice in checked.advice:
            note(str(advice))
        from ganstudio.engine import job

        if not commands.empty():  # interrupted before there was anything to keep
            raise typer.Exit(130)
        made = Run.create_at(run, checked.experiment) if run else Run.create(_preferences().runs, checked.experiment)
        _follow(job.train(checked, made, commands), checked.experiment.training.steps)
        print(made.folder)


@app.command()
def resume(
    run: RunArgument,
    steps: Annotated[int | None, typer.Option(min=1, help="Train to this step instead of the planned one.")] = None,
) -> None:
    """Continue a run from its newest checkpoint and print its folder at the end."""
    with sentences(), _interruptible() as commands:
        opened = Run.open(run)
        planned = steps or opened.experiment().training.steps
        from ganstudio.engine import job

        _follow(job.resume(opened, commands, steps=steps), planned)
        print(opened.folder)


app.command()(cli_latent.sample)
app.command()(cli_latent.interpolate)


@app.command()
def export(
    run: RunArgument,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The .safetensors file to write.")],
) -> None:
    """Write a run's newest generator as one safetensors file."""
    with sentences():
        opened = Run.open(run)
        from ganstudio.export.generator import export_generator

        export_generator(opened, out)
        print(out)


@app.command()
def runs(
    folder: Annotated[Path | None, typer.Argument(help="By default the runs folder of the preferences.")] = None,
) -> None:
    """List the runs, newest first."""
    with sentences():
        if folder is not None and not folder.is_dir():
            raise ProblemError.single("", f"there is no folder {folder}")
        for info in list_runs(folder or _preferences().runs):
            steps = f"{info.step:,} of {info.steps:,}"
            print(f"{info.state.value:<12} {steps:>24}  {info.name}  {info.folder}")


@app.command()
def options(
    path: Annotated[str, typer.Argument(help="Only options under this path, such as loss or training.")] = "",
) -> None:
    """List every option with its default, range and meaning."""
    with sentences():
        print(reference.page(path), end="")


@app.command()
def presets() -> None:
    """List the ready-made experiments."""
    with sentences():
        for name in experiment.presets():
            print(f"{name}: {experiment.preset(name).notes}")


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.", is_eager=True)] = False,
) -> None:
    if version:
        print(f"ganstudio {__version__}")
        raise typer.Exit


def _chosen(file: Path | None, preset: str | None) -> Experiment:
    """The experiment of a file or a preset. Raises ProblemError for neither, both or what cannot be read whole."""
    if (file is None) == (preset is None):
        raise ProblemError.single("", "name an experiment file or a --preset, one of the two")
    if preset is not None:
        return experiment.preset(preset)
    assert file is not None
    chosen, problems = experiment.load(file)
    if problems:
        raise ProblemError(Problem(problem.path, f"{problem.message} (in {file})") for problem in problems)
    return chosen


def _preferences() -> Preferences:
    """The application's preferences as far as they can be read; the window is the place to mend them."""
    if not preferences_file().exists():
        return Preferences()
    try:
        preferences, problems = experiment.read_toml(Preferences, preferences_file())
    except ProblemError as error:
        preferences, problems = Preferences(), list(error.problems)
    for problem in problems:
        note(f"{problem} (in {preferences_file()})")
    return preferences


@contextmanager
def _interruptible() -> Iterator[Commands]:
    """Interrupting or ending the process becomes a command: save, then stop."""
    commands = Commands()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, lambda *_: commands.put(Stop()))
    try:
        yield commands
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _follow(happening: Iterator[Event], steps: int) -> None:
    """Shows a run as it goes. A failed run ends with status 1."""
    with progress_bar("step") as bar:
        task = bar.add_task("Preparing", total=steps, speed="")
        for event in happening:
            if _show(bar, task, event):
                raise typer.Exit(1)


def _show(bar: Progress, task: TaskID, event: Event) -> bool:
    """One event on the terminal; True when the run failed."""
    match event:
        case events.Preparing(text, done, total):
            bar.update(task, description=f"{text} {done:,} of {total:,}" if total else text)
        case events.Started(step):
            bar.update(task, description="Training", completed=step)
        case events.Progress(step, _, _, speed):
            bar.update(task, completed=step, speed=f"{speed:,.0f} images/s")
        case events.Warned(message):
            note(message)
        case events.Finished(step, reason, explanation):
            bar.update(task, completed=step, description=reason.capitalize())
            if explanation:
                note(f"finished: {explanation}")
        case events.Failed(_, message, path):
            fault(f"{path}: {message}" if path else message)
            return True
    return False


def main(arguments: list[str]) -> None:
    """Runs one command and ends the process with its status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a console may lack a letter of a folder's name
    app(arguments, prog_name="ganstudio")
