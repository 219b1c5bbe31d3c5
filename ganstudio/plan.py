"""From what a person chose to what will run: every "auto" resolved and all choices checked against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ganstudio import schedules
from ganstudio.experiment import Experiment
from ganstudio.files import written_out
from ganstudio.penalties.base import WeightedPenalty
from ganstudio.problems import Problem, ProblemError
from ganstudio.sections import FEWEST_STEPS, MOST_STEPS, PASSES
from ganstudio.spec import DataSpec
from ganstudio.turn import Offer

LARGEST_BATCH = 65_536
NEEDS: Mapping[Offer, str] = {
    "styles": "a generator with styles, such as “stylegan2”",
    "reconstruction": "a discriminator that rebuilds pictures, such as “fastgan”",
}


@dataclass(frozen=True)
class Plan:
    """An experiment that can run as it is.

    advice: what is allowed and yet likely to disappoint, by dotted path.
    """

    experiment: Experiment
    spec: DataSpec
    advice: tuple[Problem, ...] = ()


def plan(experiment: Experiment, *, continued: bool = False) -> Plan:
    """Resolves and checks an experiment. Looks at the data's folder but reads no pictures and needs no torch.

    continued: whether a run of it goes on, which needs nothing any more that it once started from.
    Raises ProblemError with every problem that was found.
    """
    architecture = experiment.architecture
    limits = [sizes for network in (architecture.generator, architecture.discriminator) if (sizes := network.sizes())]
    problems: list[Problem] = []
    spec: DataSpec | None = None
    try:
        spec = experiment.data.describe(frozenset.intersection(*limits) if limits else None)
    except ProblemError as error:
        problems += [problem.under("data") for problem in error.problems]
    if spec is not None:
        if not continued:
            experiment = _by_the_data(experiment, spec)
        if experiment.training.full_batch and 2 <= spec.count <= LARGEST_BATCH:
            experiment = experiment.revise("training.batch_size", spec.count)
        problems += _misfits(experiment, spec)
    problems += _clashes(experiment)
    if not continued:
        problems += _transfer_problems(experiment)
    if problems or spec is None:
        raise ProblemError(problems)
    experiment = experiment.revise("data", experiment.data.anchored())
    if source := experiment.transfer.source:
        experiment = experiment.revise("transfer.source", str(written_out(source).absolute()))
    return Plan(experiment, spec, tuple(_advice(experiment, spec)))


def _by_the_data(experiment: Experiment, spec: DataSpec) -> Experiment:
    """With what is left to the data chosen by it. A run that goes on keeps what was chosen when it began."""
    experiment = experiment.revise("augment", experiment.augment.resolved(spec))
    if experiment.training.length_from_data and spec.count:
        steps = min(max(FEWEST_STEPS, PASSES * spec.count), MOST_STEPS)
        experiment = experiment.revise("training.steps", steps)
    return experiment


def _misfits(experiment: Experiment, spec: DataSpec) -> Iterator[Problem]:
    """What does not fit the data."""
    architecture, training = experiment.architecture, experiment.training
    judged = spec.packed(architecture.packing)
    for path, network, shape in (
        ("architecture.generator", architecture.generator, spec),
        ("architecture.discriminator", architecture.discriminator, judged),
    ):
        yield from (problem.under(path) for problem in network.problems(shape))
    for penalty in experiment.penalties:
        yield from (problem.under(f"penalties.{penalty.kind_name()}") for problem in penalty.problems(spec))
    yield from (problem.under("augment") for problem in experiment.augment.problems(spec))
    told = architecture.conditioning.problems(
        architecture.generator, architecture.discriminator, architecture.prior, spec
    )
    yield from (problem.under("architecture") for problem in told)
    if spec.count == 1:
        yield Problem("data", "holds one sample only; a generator needs two at least, better thousands")
    elif training.full_batch and not 2 <= spec.count <= LARGEST_BATCH:
        why = "is drawn without end" if spec.count == 0 else f"has {spec.count:,} samples, more than {LARGEST_BATCH:,}"
        yield Problem("training.full_batch", f"this data {why}: switch it off and choose a batch size")
    elif 0 < spec.count < training.batch_size:
        message = f"must be at most {spec.count}, the samples there are; it is {training.batch_size}"
        yield Problem("training.batch_size", message)
    if training.length_from_data and spec.count == 0:
        yield Problem("training.length_from_data", "this data is drawn without end: switch it off and choose the steps")
    if training.batch_size % architecture.packing:
        path = "architecture.packing" if training.full_batch else "training.batch_size"
        yield Problem(
            path,
            f"a batch of {training.batch_size:,} makes no whole packs of {architecture.packing}: "
            f"choose a multiple of {architecture.packing}, or another packing",
        )
    elif training.batch_size == architecture.packing and architecture.discriminator.normalises_over_batch():
        message = (
            "batch normalisation needs two packs in a batch at least: choose fewer samples a pack, or a larger batch"
        )
        yield Problem("architecture.packing", message)


def _clashes(experiment: Experiment) -> Iterator[Problem]:
    """What does not go together, whatever the data."""
    architecture = experiment.architecture
    for name, chosen in (("penalties", experiment.penalties), ("stopping", experiment.stopping)):
        kinds = [kind.kind_name() for kind in chosen]
        for kind in sorted({kind for kind in kinds if kinds.count(kind) > 1}):
            yield Problem(f"{name}.{kind}", "stands twice; keep one")
    takes_slopes = any(penalty.judges_alone for penalty in experiment.penalties)
    if takes_slopes and architecture.discriminator.normalises_over_batch():
        yield Problem(
            "architecture.discriminator.normalization",
            "a gradient penalty needs scores that depend on one sample alone: choose “layer” or “none”",
        )
    offers = architecture.generator.offers | architecture.discriminator.offers
    for penalty in experiment.penalties:
        if penalty.needs is not None and penalty.needs not in offers:
            yield Problem(f"penalties.{penalty.kind_name()}", f"needs {NEEDS[penalty.needs]}")
    if architecture.packing > 1 and architecture.conditioning.kind_name() != "none":
        yield Problem("architecture.packing", "packs of samples have no class or code in common: choose 1")
    bounds = (p.bounds_slope and not (isinstance(p, WeightedPenalty) and p.is_off) for p in experiment.penalties)
    is_bounded = architecture.discriminator.bounds_slope() or any(bounds)
    if experiment.loss.needs_bounded_slope and not is_bounded:
        yield Problem(
            "loss",
            "nothing keeps D's slope in bounds, without which this loss has no minimum: switch on a gradient penalty, "
            "weight clipping or spectral normalisation",
        )
    if experiment.loss.needs_energy and not architecture.discriminator.is_energy:
        message = "this loss needs an auto-encoder for D: choose “autoencoder” or “mlp_autoencoder”, or another loss"
        yield Problem("loss", message)
    if any(penalty.bounds_weights for penalty in experiment.penalties):
        yield from _clashes_with_clipping(experiment)
    for problem in architecture.prior.problems(architecture.latent_dim):
        yield problem.under("architecture.prior")
    yield from (problem.under("loss") for problem in experiment.loss.problems())
    yield from schedules.problems(experiment)
    for rule in experiment.stopping:
        for problem in rule.problems(experiment.recording.measure_every):
            yield problem.under(f"stopping.{rule.kind_name()}")


def _clashes_with_clipping(experiment: Experiment) -> Iterator[Problem]:
    for penalty in experiment.penalties:
        if penalty.slope() is not None:
            message = "clipped weights leave no slope to choose: keep the clipping or this penalty"
            yield Problem(f"penalties.{penalty.kind_name()}", message)
    if experiment.architecture.discriminator.bounds_slope():
        message = "spectral normalisation undoes the clipping: choose “plain” or “equalized_lr”"
        yield Problem("architecture.discriminator.weights", message)
    if experiment.loss.has_targets:
        message = "clipped weights keep D's scores near 0, far from this loss's targets: choose “wasserstein”"
        yield Problem("loss", message)


def _transfer_problems(experiment: Experiment) -> Iterator[Problem]:
    transfer = experiment.transfer
    if transfer.source and not written_out(transfer.source).exists():
        yield Problem("transfer.source", f"there is no run and no file {transfer.source}")


def _advice(experiment: Experiment, spec: DataSpec) -> Iterator[Problem]:
    architecture = experiment.architecture
    if architecture.discriminator.is_energy and (experiment.loss.score == "probability" or experiment.loss.has_targets):
        yield Problem("loss", "this D's score is never above 0, which this loss asks for: choose “began” or “hinge”")
    if experiment.loss.needs_energy and spec.values == 2:
        yield Problem("loss", "an auto-encoder copies any point, so this teaches G little: choose pictures")
    if experiment.training.length_from_data:
        steps = f"{experiment.training.steps:,}, as the number of samples has it"
        yield Problem("training.steps", f"{steps}: switch “length_from_data” off to choose them")
    sign_tells = experiment.loss.sign_tells() and not architecture.discriminator.is_energy
    if experiment.augment.adapts() and not sign_tells:
        owner = "D" if architecture.discriminator.is_energy else "loss"
        yield Problem(
            "augment", f"follows the sign of D's score, which means nothing with this {owner}: switch “adaptive” off"
        )
    slopes = {p.kind_name(): slope for p in experiment.penalties if (slope := p.slope()) is not None}
    if len(set(slopes.values())) > 1:
        wanted = " and ".join(f"{kind} towards {slope:g}" for kind, slope in slopes.items())
        yield Problem("penalties", f"these pull D's slope to different values: {wanted}")
    if experiment.training.n_critic > experiment.training.steps:
        yield Problem("training.n_critic", "is more than the steps of the run: G has no turn at all")
    if experiment.transfer.freeze_d and not experiment.transfer.source:
        yield Problem("transfer.freeze_d", "keeps fresh, random weights as they are: choose what to start from")
    for penalty in experiment.penalties:
        if isinstance(penalty, WeightedPenalty) and penalty.interval > experiment.training.steps:
            message = "is more than the steps of the run: the penalty is never applied"
            yield Problem(f"penalties.{penalty.kind_name()}.interval", message)
        if spec.values == 2 and penalty.slope() and isinstance(penalty, WeightedPenalty) and penalty.weight > 1:
            yield Problem(f"penalties.{penalty.kind_name()}.weight", "points are learned sooner with 0.1 to 1")
    for problem in architecture.prior.advice(architecture.latent_dim):
        yield problem.under("architecture.prior")
