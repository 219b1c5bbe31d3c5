"""From what a person chose to what will run: every "auto" resolved and all choices checked against each other."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.experiment import Experiment
from ganstudio.problems import Problem, ProblemError
from ganstudio.spec import DataSpec


@dataclass(frozen=True)
class Plan:
    """An experiment that can run as it is.

    advice: what is allowed and yet likely to disappoint, by dotted path.
    """

    experiment: Experiment
    spec: DataSpec
    advice: tuple[Problem, ...] = ()


def plan(experiment: Experiment) -> Plan:
    """Resolves and checks an experiment. Looks at the data's folder but reads no pictures and needs no torch.

    Raises ProblemError with every problem that was found.
    """
    networks = {
        "architecture.generator": experiment.architecture.generator,
        "architecture.discriminator": experiment.architecture.discriminator,
    }
    limits = [sizes for network in networks.values() if (sizes := network.sizes()) is not None]
    problems: list[Problem] = []
    spec: DataSpec | None = None
    try:
        spec = experiment.data.describe(frozenset.intersection(*limits) if limits else None)
    except ProblemError as error:
        problems += [problem.under("data") for problem in error.problems]
    if spec is not None:
        for path, network in networks.items():
            problems += [problem.under(path) for problem in network.problems(spec)]
        if 0 < spec.count < experiment.training.batch_size:
            size = experiment.training.batch_size
            problems.append(
                Problem(
                    "training.batch_size",
                    f"must be at most {spec.count}, the samples there are; it is {size}",
                )
            )
    problems += _clashes(experiment)
    if problems or spec is None:
        raise ProblemError(problems)
    experiment = experiment.revise("data", experiment.data.anchored())
    return Plan(experiment, spec, tuple(_advice(experiment)))


def _clashes(experiment: Experiment) -> list[Problem]:
    problems = []
    kinds = [penalty.kind_name() for penalty in experiment.penalties]
    for kind in sorted({kind for kind in kinds if kinds.count(kind) > 1}):
        problems.append(Problem(f"penalties.{kind}", "stands twice; keep one"))
    if kinds and experiment.architecture.discriminator.mixes_samples():
        problems.append(
            Problem(
                "architecture.discriminator.normalization",
                "a gradient penalty needs scores that depend on one sample alone: choose “layer”, “instance” or “none”",
            )
        )
    return problems


def _advice(experiment: Experiment) -> list[Problem]:
    if experiment.loss.kind_name() == "wasserstein" and not experiment.penalties:
        return [Problem("loss", "nothing keeps the critic's slope in bounds: switch on the gradient penalty")]
    return []
