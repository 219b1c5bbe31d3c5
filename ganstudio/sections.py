"""The parts of an experiment that are no catalog's: networks, techniques, optimisers, training, recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from ganstudio.architectures import DISCRIMINATORS, GENERATORS, Discriminator, Generator
from ganstudio.architectures.mlp import MlpDiscriminator, MlpGenerator
from ganstudio.averages import AVERAGES, Average
from ganstudio.averages.decay import Decay
from ganstudio.conditionings import CONDITIONINGS, Conditioning
from ganstudio.conditionings.unconditional import Unconditional
from ganstudio.optimizers import OPTIMIZERS, Optimizer
from ganstudio.optimizers.adam import Adam
from ganstudio.options import FolderPath, Options, option
from ganstudio.priors import PRIORS, Prior
from ganstudio.priors.normal import Normal
from ganstudio.schedules import SCHEDULES, Schedule
from ganstudio.schedules.constant import Constant
from ganstudio.spec import DataSpec

if TYPE_CHECKING:
    from torch import nn

    from ganstudio.nets.critic import Critic

PASSES, FEWEST_STEPS, MOST_STEPS = 2, 3_000, 20_000  # steps for each sample, and their bounds, where data decides


class Architecture(Options):
    """The two networks and the noise between them."""

    latent_dim: int = option(
        default=64,
        ge=1,
        le=4096,
        label="Latent dimension",
        help="Length of the noise vector z that G turns into a sample.",
    )
    prior: Annotated[Prior, PRIORS] = option(
        default=Normal(), label="Latent prior", help="The distribution that z is drawn from."
    )
    generator: Annotated[Generator, GENERATORS] = option(default=MlpGenerator(), help="The network that makes samples.")
    discriminator: Annotated[Discriminator, DISCRIMINATORS] = option(
        default=MlpDiscriminator(), help="The network that judges samples."
    )
    conditioning: Annotated[Conditioning, CONDITIONINGS] = option(
        default=Unconditional(), help="How the networks are told what a sample is to show: its class, or codes."
    )
    packing: int = option(
        default=1,
        ge=1,
        le=16,
        unit="samples",
        help="How many samples D judges together, as in PacGAN: packs that lack variety give themselves away. "
        "1 is the usual GAN.",
    )

    def build_generator(self, spec: DataSpec) -> nn.Module:
        """G with fresh weights, told of classes as the conditioning says: z, y → samples."""
        return self.conditioning.generator(self.generator, spec, self.latent_dim)

    def build_discriminator(self, spec: DataSpec) -> Critic:
        """D with fresh weights, which judges packs and takes classes as the conditioning says."""
        return self.conditioning.discriminator(self.discriminator, spec.packed(self.packing), self.prior)


class Optimizers(Options):
    """How the two networks learn."""

    generator: Annotated[Optimizer, OPTIMIZERS] = option(default=Adam(), help="How G follows its gradient.")
    discriminator: Annotated[Optimizer, OPTIMIZERS] = option(default=Adam(), help="How D follows its gradient.")


class InstanceNoise(Options):
    """Noise on everything that D sees, so that real and fake overlap from the start (Sønderby et al. 2017)."""

    std: float = option(
        default=0.0,
        ge=0,
        le=10,
        label="Spread",
        help="Standard deviation of the noise, in the units of what D sees: pictures lie in −1…1. 0 is none.",
    )
    std_schedule: Annotated[Schedule, SCHEDULES] = option(
        default=Constant(), label="Spread during the run", help="How the noise fades; usually linearly to 0."
    )


class Techniques(Options):
    """Ways to steady a game that does not settle; all are off at first."""

    label_flipping: float = option(
        default=0.0,
        ge=0,
        lt=0.5,  # at which D learns nothing
        help="Share of the pairs whose real and fake sample change places in D's loss, which keeps D unsure.",
    )
    top_k: float = option(
        default=1.0,
        gt=0,
        le=1,
        label="Top-k",
        help="Share of the fakes, those that D likes best, that G learns from (Sinha et al. 2020). 1 is all of them.",
    )
    top_k_schedule: Annotated[Schedule, SCHEDULES] = option(
        default=Constant(), label="Top-k during the run", help="How the share changes; the paper lowers it to 0.5."
    )
    instance_noise: InstanceNoise = option(default=InstanceNoise(), help="Noise on everything that D sees.")


class Transfer(Options):
    """Weights to start from, instead of fresh ones."""

    source: Annotated[str, FolderPath(("safetensors", "pt", "pth"))] = option(
        default="",
        label="Start from",
        help="A run's folder, an exported generator (.safetensors) or a plain state_dict (.pt, .pth), as far as names "
        "and shapes of its tensors agree. Empty: fresh weights.",
    )
    freeze_d: int = option(
        default=0,
        ge=0,
        le=64,
        unit="layers",
        label="Freeze D",
        help="How many of D's first layers keep the weights they start with: Freeze-D (Mo et al. 2020), for few "
        "pictures.",
    )


class Training(Options):
    """How long, how many at once, and on what."""

    steps: int = option(default=10_000, ge=1, le=10**9, help="Updates of the discriminator until the run is complete.")
    length_from_data: bool = option(
        default=False,
        help="Chooses the steps by the number of samples, so that few are not learnt by heart and many are all seen: "
        f"{PASSES} for each, {FEWEST_STEPS:,} at least and {MOST_STEPS:,} at most.",
    )
    batch_size: int = option(default=64, ge=2, le=65_536, unit="samples", help="Real samples, and fakes, in one step.")
    full_batch: bool = option(
        default=False, help="Every step sees all the data at once, instead of a batch of the size above."
    )
    accumulation: int = option(
        default=1,
        ge=1,
        le=1024,
        unit="batches",
        label="Accumulation",
        help="Batches whose gradients are averaged for one step: the effect of a larger batch in the memory of one.",
    )
    n_critic: int = option(
        default=1,
        ge=1,
        le=100,
        unit="steps",
        help="The generator is updated every so many steps. WGAN-GP has 5.",
    )
    n_generator: int = option(
        default=1,
        ge=1,
        le=100,
        unit="updates",
        help="Updates of the generator when it is its turn: the inverse of n_critic, for a D that is too strong.",
    )
    reuse_fakes: bool = option(
        default=False,
        help="G learns from the very fakes that D has just judged, as most textbook programs do it: one pass through G "
        "less in a step. Off, G draws fresh ones, as in the paper's algorithm.",
    )
    ema: Annotated[Average, AVERAGES] = option(
        default=Decay(),
        label="EMA of G",
        help="A moving average of G's weights, whose samples are steadier than those of any moment.",
    )
    seed: int = option(
        default=0,
        ge=0,
        le=2**31 - 1,
        help="Starting point of all randomness: same seed, same run, where it is computed in the same way.",
    )
    device: Literal["auto", "cpu", "cuda", "mps"] = option(
        default="auto", help="Where to compute. “auto” takes a GPU if there is one."
    )
    threads: Literal["auto", 1, 2, 4, 8, 16, 32] = option(
        default="auto",
        help="CPU threads to compute with. “auto” takes what a short trial finds fastest, and one while other programs "
        "keep the cores busy. Another number rounds differently.",
    )
    precision: Literal["auto", "full", "tf32", "bf16", "fp16"] = option(
        default="auto",
        help="Number format of the networks' passes: “full” is float32; “tf32”, on NVIDIA GPUs, and “bf16” round "
        "products to fewer digits; “fp16” needs the loss scaled, too. “auto” takes what a short trial finds clearly "
        "fastest. Weights, losses, measures and penalties on slopes are float32 always.",
    )
    compile: bool = option(
        default=False,
        help="Compiles the turns of D and G beside training, for a minute or so, and uses what comes of it if that is "
        "faster: worth it for long runs of small networks. Needs a C++ compiler. It rounds differently.",
    )


class Recording(Options):
    """What a run keeps."""

    sample_every: int = option(default=500, ge=1, le=10**9, unit="steps", help="How often the sample grid is kept.")
    grid: int = option(default=8, ge=1, le=32, label="Grid side", help="Samples in a row and in a column of the grid.")
    measure_every: int = option(
        default=500, ge=1, le=10**9, unit="steps", help="How often the distance between samples and data is measured."
    )
    checkpoint_every: int = option(
        default=2000,
        ge=1,
        le=10**9,
        unit="steps",
        help="How often all weights are saved. The last two are kept.",
    )
