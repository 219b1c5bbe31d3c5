"""The experiment: everything a person chose, as one frozen value and one TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import tomli_w

from ganstudio.architectures import DISCRIMINATORS, GENERATORS, Discriminator, Generator
from ganstudio.architectures.mlp import MlpDiscriminator, MlpGenerator
from ganstudio.datasets import DATASETS, Dataset
from ganstudio.datasets.digits import Digits
from ganstudio.files import replacing
from ganstudio.losses import LOSSES, Loss
from ganstudio.losses.non_saturating import NonSaturating
from ganstudio.optimizers import OPTIMIZERS, Optimizer
from ganstudio.optimizers.adam import Adam
from ganstudio.options import Options, option
from ganstudio.penalties import PENALTIES, Penalty
from ganstudio.problems import Problem, ProblemError
from ganstudio.resources import resource

SCHEMA_VERSION = 1


class Architecture(Options):
    """The two networks and the noise between them."""

    latent_dim: int = option(
        default=64,
        ge=1,
        le=4096,
        label="Latent dimension",
        help="Length of the noise vector z that G turns into a sample.",
    )
    generator: Annotated[Generator, GENERATORS] = option(default=MlpGenerator(), help="The network that makes samples.")
    discriminator: Annotated[Discriminator, DISCRIMINATORS] = option(
        default=MlpDiscriminator(), help="The network that judges samples."
    )


class Optimizers(Options):
    """How the two networks learn."""

    generator: Annotated[Optimizer, OPTIMIZERS] = option(default=Adam(), help="How G follows its gradient.")
    discriminator: Annotated[Optimizer, OPTIMIZERS] = option(default=Adam(), help="How D follows its gradient.")


class Ema(Options):
    """A moving average of G's weights, whose samples are steadier than those of any moment."""

    enabled: bool = option(default=True, label="Average G's weights", help="Draw samples with the averaged generator.")
    decay: float = option(
        default=0.999,
        ge=0,
        lt=1,
        help="Share of the average that is kept at each update of G. Nearer 1 is slower.",
    )


class Training(Options):
    """How long, how many at once, and on what."""

    steps: int = option(default=10_000, ge=1, le=10**9, help="Updates of the discriminator until the run is complete.")
    batch_size: int = option(default=64, ge=2, le=65_536, unit="samples", help="Real samples, and fakes, in one step.")
    n_critic: int = option(
        default=1,
        ge=1,
        le=100,
        unit="steps",
        help="The generator is updated every so many steps. WGAN-GP has 5.",
    )
    ema: Ema = option(default=Ema(), label="EMA of G", help="Moving average of the generator's weights.")
    seed: int = option(default=0, ge=0, le=2**31 - 1, help="Starting point of all randomness: same seed, same run.")
    device: Literal["auto", "cpu", "cuda", "mps"] = option(
        default="auto", help="Where to compute. “auto” takes a GPU if there is one."
    )
    threads: Literal["auto", 1, 2, 4, 8, 16, 32] = option(
        default="auto",
        help="CPU threads to compute with. “auto” leaves one core to the window. Another number rounds differently.",
    )


class Recording(Options):
    """What a run keeps."""

    sample_every: int = option(default=500, ge=1, le=10**9, unit="steps", help="How often the sample grid is kept.")
    grid: int = option(default=8, ge=1, le=32, label="Grid side", help="Samples in a row and in a column of the grid.")
    checkpoint_every: int = option(
        default=2000,
        ge=1,
        le=10**9,
        unit="steps",
        help="How often all weights are saved. The last two are kept.",
    )


class Experiment(Options):
    """Everything that decides a run."""

    name: str = option(default="Untitled", min_length=1, max_length=80, help="What the run is called in the library.")
    notes: str = option(default="", max_length=4000, help="What this experiment is about, in your own words.")
    data: Annotated[Dataset, DATASETS] = option(default=Digits(), help="Where the real samples come from.")
    architecture: Architecture = option(default=Architecture(), help="The two networks.")
    loss: Annotated[Loss, LOSSES] = option(default=NonSaturating(), help="What the two networks minimise.")
    penalties: tuple[Annotated[Penalty, PENALTIES], ...] = option(default=(), help="Terms added to D's loss.")
    optimizers: Optimizers = option(default=Optimizers(), label="Optimisers", help="How the networks learn.")
    training: Training = option(default=Training(), help="How long, how many at once, on what.")
    recording: Recording = option(default=Recording(), help="What a run keeps.")


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
    if version != SCHEMA_VERSION:
        raise ProblemError.single(
            "schema_version", f"{path} has version {version}; this program reads {SCHEMA_VERSION}"
        )
    return kind.read(plain)


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

    Values are written as in TOML, and text may go without quotes. A penalty is switched on by setting one of its
    options, `penalties.wgan_gp.weight=10`. Raises ProblemError with every refused assignment.
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
    if parts[-1] == "kind":  # another kind has other options, so it starts from its defaults
        owner = ".".join(parts[:-1])
        return experiment.revise(owner, {"kind": value})
    if parts[0] == "penalties" and len(parts) == 3 and parts[1] in PENALTIES.names():
        kinds = [penalty.kind_name() for penalty in experiment.penalties]
        if parts[1] not in kinds:
            experiment = experiment.revise("penalties", (*experiment.penalties, _default(PENALTIES[parts[1]])))
    return experiment.revise(path, tuple(value) if isinstance(value, list) else value)


def _default(kind: type[O]) -> O:
    return kind.model_validate({})


def _toml_value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except ValueError:
        return text
