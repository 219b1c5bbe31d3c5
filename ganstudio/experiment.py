"""The experiment: everything a person chose, as one frozen value and one TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

import tomli_w

from ganstudio.augments import AUGMENTS, Augment
from ganstudio.augments.none import NoAugment
from ganstudio.catalog import Catalog
from ganstudio.datasets import DATASETS, Dataset
from ganstudio.datasets.digits import Digits
from ganstudio.files import replacing
from ganstudio.losses import LOSSES, Loss
from ganstudio.losses.non_saturating import NonSaturating
from ganstudio.options import Options, option
from ganstudio.penalties import PENALTIES, Penalty
from ganstudio.problems import Problem, ProblemError
from ganstudio.resources import resource
from ganstudio.sections import Architecture, Optimizers, Recording, Techniques, Training, Transfer
from ganstudio.stopping import STOPPING, StoppingRule

SCHEMA_VERSION = 2


class Experiment(Options):
    """Everything that decides a run."""

    name: str = option(default="Untitled", min_length=1, max_length=80, help="What the run is called in the library.")
    notes: str = option(default="", max_length=4000, help="What this experiment is about, in your own words.")
    data: Annotated[Dataset, DATASETS] = option(default=Digits(), help="Where the real samples come from.")
    architecture: Architecture = option(default=Architecture(), help="The two networks.")
    loss: Annotated[Loss, LOSSES] = option(default=NonSaturating(), help="What the two networks minimise.")
    penalties: tuple[Annotated[Penalty, PENALTIES], ...] = option(
        default=(), help="Terms added to the losses, and a bound on D's weights."
    )
    augment: Annotated[Augment, AUGMENTS] = option(
        default=NoAugment(), help="How samples are changed before D sees them, so that few pictures last."
    )
    techniques: Techniques = option(default=Techniques(), help="Ways to steady the game.")
    transfer: Transfer = option(default=Transfer(), help="Weights to start from.")
    optimizers: Optimizers = option(default=Optimizers(), label="Optimisers", help="How the networks learn.")
    training: Training = option(default=Training(), help="How long, how many at once, on what.")
    stopping: tuple[Annotated[StoppingRule, STOPPING], ...] = option(
        default=(), help="What may end the run before its last step; the first rule that is met ends it."
    )
    recording: Recording = option(default=Recording(), help="What a run keeps.")


LISTS: Mapping[str, Catalog[Any]] = {"penalties": PENALTIES, "stopping": STOPPING}

O = TypeVar("O", bound=Options)  # noqa: E741


def load(path: Path) -> tuple[Experiment, list[Problem]]:
    """The experiment in a TOML file: what could be read of it, and a problem for every key that could not.

    Raises ProblemError when the file cannot be read at all.
    """
    return read_toml(Experiment, path)


def save(experiment: Experiment, path: Path) -> None:
    """Writes the experiment as TOML. The file is absent, old or complete at any time. Raises OSError."""
    with replacing(path) as file:
        file.write(to_toml(experiment).encode())


def to_toml(options: Options) -> str:
    return tomli_w.dumps({"schema_version": SCHEMA_VERSION, **options.plain()})


def read_toml(kind: type[O], path: Path) -> tuple[O, list[Problem]]:
    """Options of that kind from a TOML file, as `load` does for experiments."""
    try:
        plain: dict[str, Any] = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise ProblemError.single("", f"there is no file {path}") from None
    except OSError as error:
        raise ProblemError.single("", f"cannot read {path}: {error.strerror}") from error
    except (UnicodeDecodeError, RecursionError):
        raise ProblemError.single("", f"{path} is not a TOML text file") from None
    except ValueError as error:  # not TOML, or a number of thousands of digits
        raise ProblemError.single("", f"{path} is not valid TOML: {error}") from error
    version = plain.pop("schema_version", SCHEMA_VERSION)
    if type(version) is not int or not 1 <= version <= SCHEMA_VERSION:
        raise ProblemError.single(
            "schema_version", f"{path} has version {version}; this program reads 1 to {SCHEMA_VERSION}"
        )
    for migrate in MIGRATIONS[version - 1 :]:
        migrate(plain)
    return kind.read(plain)


def from_1(plain: dict[str, Any]) -> None:
    """Version 2 made the average of G's weights a kind."""
    training = plain.get("training")
    ema = training.get("ema") if isinstance(training, dict) else None
    if isinstance(training, dict) and isinstance(ema, dict) and "kind" not in ema:
        enabled = ema.pop("enabled", True)
        training["ema"] = {"kind": "decay", **ema} if enabled else {"kind": "none"}


MIGRATIONS = (from_1,)  # the n-th turns version n into n + 1


def presets() -> dict[str, Path]:
    """The ready-made experiments by name; each is an ordinary experiment file."""
    return {file.stem: file for file in sorted(resource("presets").glob("*.toml"))}


def preset(name: str) -> Experiment:
    """The ready-made experiment of that name. Raises ProblemError when there is none."""
    files = presets()
    if name not in files:
        raise ProblemError.single("", f"there is no preset “{name}”; there are {', '.join(files)}")
    experiment, problems = load(files[name])
    if problems:
        raise ProblemError(problems)
    return experiment


def override(experiment: Experiment, assignments: Iterable[str]) -> Experiment:
    """The experiment with `path=value` texts applied in order, as `--set` gives them.

    Values are written as in TOML, and text may go without quotes. A penalty or a stopping rule is switched on by
    setting one of its options, `penalties.wgan_gp.weight=10`. Raises ProblemError with every refused assignment.
    """
    problems: list[Problem] = []
    for assignment in assignments:
        path, equals, text = assignment.partition("=")
        path = path.strip()
        if not equals:
            problems.append(Problem(path, "write it as path=value, such as training.batch_size=32"))
            continue
        try:
            experiment = _assigned(experiment, path, _toml_value(text.strip()))
        except ProblemError as error:
            problems += error.problems
    if problems:
        raise ProblemError(problems)
    return experiment


def _assigned(experiment: Experiment, path: str, value: Any) -> Experiment:
    parts = path.split(".")
    if parts[0] in LISTS and len(parts) >= 3 and parts[1] in LISTS[parts[0]].names():
        chosen = getattr(experiment, parts[0])
        if parts[1] not in [kind.kind_name() for kind in chosen]:
            experiment = experiment.revise(parts[0], (*chosen, _default(LISTS[parts[0]][parts[1]])))
    if parts[-1] == "kind":  # another kind has other options, so it starts from its defaults
        owner = ".".join(parts[:-1])
        return experiment.revise(owner, {"kind": value})
    return experiment.revise(path, tuple(value) if isinstance(value, list) else value)


def _default(kind: type[O]) -> O:
    return kind.model_validate({})


def _toml_value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except ValueError:
        return text
