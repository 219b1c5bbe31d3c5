"""What both updates work on: the two networks, what they minimise, and how they move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import torch
from torch import Tensor, nn

from ganstudio.augments import Augment
from ganstudio.averages import Average as AverageOfWeights
from ganstudio.engine.ema import Average
from ganstudio.engine.loader import Batch
from ganstudio.engine.meter import Meter
from ganstudio.engine.precision import Precision
from ganstudio.losses.base import Loss
from ganstudio.nets.critic import Critic
from ganstudio.nets.given import GivenCritic, GivenGenerator
from ganstudio.optimizers.base import Optimizer
from ganstudio.penalties.base import Penalty
from ganstudio.sections import Architecture, Techniques

LOSS, AUGMENT = "loss", "augment"  # whose memories are no penalty's


Due = Sequence[tuple[Penalty, float]]  # the penalties that stand in a loss at a step, each with its factor


class Fakes(NamedTuple):
    """z (n, latent_dim), the classes y (n,), and what G made of them: (n, *shape) float32, None where nothing yet."""

    z: Tensor
    y: Tensor | None
    samples: Tensor | None = None


class Compiled(Protocol):
    """Turns computed as one graph each. Both methods say whether the gradients are there now."""

    def learns_d(self, x: Tensor, z: Tensor, due: Due, batches: int) -> bool: ...
    def learns_g(self, z: Tensor, due: Due, batches: int) -> bool: ...


class Sight(NamedTuple):
    """What D makes of samples: logits (B,), and the features (B, F) that they are made of, float32."""

    logits: Tensor
    features: Tensor


@dataclass
class Adversaries:
    """The game as it stands."""

    G: nn.Module
    D: Critic
    average: Average
    averaging: AverageOfWeights
    loss: Loss
    penalties: Sequence[Penalty]
    augment: Augment
    techniques: Techniques
    architecture: Architecture
    g_rule: Optimizer
    d_rule: Optimizer
    g_optimizer: torch.optim.Optimizer
    d_optimizer: torch.optim.Optimizer
    steps: int  # of the whole run, which schedules refer to
    n_critic: int  # steps from one turn of G to the next
    images_per_update: float  # real samples for each update of G
    reuse_fakes: bool  # G learns from the fakes that D has just judged
    precision: Precision
    joint: bool  # D may judge real and fake in one batch, because no score depends on other samples
    rng: torch.Generator  # of latents, noise and penalties, on the device
    meter: Meter
    trained_d: list[nn.Parameter]  # D's parameters that learn; the others are frozen
    memories: dict[str, dict[str, Tensor]] = field(default_factory=dict)  # of the loss, the augment, each penalty
    images: int = 0  # real samples that D has seen
    compiled: Compiled | None = None
    kept: list[Fakes] = field(default_factory=list)  # fakes of D's turn that G has yet to learn from

    def __post_init__(self) -> None:
        for owner in (LOSS, AUGMENT, *(penalty.kind_name() for penalty in self.penalties)):
            self.memories.setdefault(owner, {})
        if self.augment.is_on:
            self.memories[AUGMENT] = {"p": torch.tensor(self.augment.strength(), device=self.rng.device)}

    def latents(self, count: int) -> Tensor:
        """z of the prior, (count, latent_dim)."""
        normal = torch.randn(count, self.architecture.latent_dim, generator=self.rng, device=self.rng.device)
        return self.architecture.prior.of_normal(normal)

    def classes_of(self, batch: Batch) -> Tensor | None:
        """y (n,), the classes of real samples and of the fakes beside them, where the networks are told of any."""
        return batch.y if self.architecture.conditioning.needs_classes else None

    def made(self, z: Tensor, y: Tensor | None) -> Fakes:
        """What G makes of z, in the precision of the run."""
        with self.precision.reduced():
            samples = self.G(z, y)
        return Fakes(z, y, samples.float())

    def look(self, x: Tensor, y: Tensor | None) -> Sight:
        """What D makes of x (B, *shape), in the precision of the run."""
        with self.precision.reduced():
            logits, features = self.D.look(x, y)
        return Sight(logits.float(), features.float())

    def given(self, y: Tensor | None) -> tuple[nn.Module, nn.Module]:
        """G and D with the classes given, so that both take one argument."""
        return (self.G, self.D) if y is None else (GivenGenerator(self.G, y), GivenCritic(self.D, y))

    def shown(self, samples: Tensor, step: int) -> Tensor:
        """Samples (n, *shape) as D sees them: augmented, with this step's instance noise, and packed."""
        if self.augment.is_on:
            samples = self.augment.apply(samples, self.memories[AUGMENT]["p"], self.rng)
        noise = self.techniques.instance_noise
        std = noise.std_schedule.value(noise.std, step, self.steps)
        if std > 0:
            samples = samples + std * torch.randn(
                samples.shape, generator=self.rng, device=samples.device, dtype=samples.dtype
            )
        return self.pack(samples)

    def pack(self, samples: Tensor) -> Tensor:
        """(n, C, …) → (n / packing, packing · C, …): samples that D judges together."""
        count = self.architecture.packing
        return samples if count == 1 else samples.reshape(len(samples) // count, -1, *samples.shape[2:])

    def top_k(self, step: int) -> float:
        """The share of the fakes that G learns from at this step."""
        techniques = self.techniques
        return techniques.top_k_schedule.value(techniques.top_k, step, self.steps)

    def mixed(self, real: Tensor, fake: Tensor) -> Tensor:
        """What stands for real samples in D's turn: with adaptive pseudo augmentation, fakes are among them."""
        if not self.augment.is_on:
            return real
        return self.augment.mixed(real, fake, self.memories[AUGMENT]["p"], self.rng)

    def adapt(self, real_logits: Tensor, count: int) -> Tensor:
        """Lets the augment follow D's certainty about `count` real samples; its p."""
        memory = self.memories[AUGMENT]
        memory["p"] = self.augment.adapted(memory["p"], real_logits, count)
        return memory["p"]

    def follow(self, step: int) -> None:
        """Lets the average follow an update of G."""
        self.average.update(self.averaging.keep(step, self.steps, self.images, self.images_per_update))

    def adjust(self, step: int) -> None:
        """Sets what follows a schedule to its value at this step."""
        self.g_rule.adjust(self.g_optimizer, step, self.steps)
        self.d_rule.adjust(self.d_optimizer, step, self.steps)
