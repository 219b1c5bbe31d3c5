"""The rungs that speed is compared on: the same work for the product, a tuned loop, the textbook and other packages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ganstudio.datasets.mnist import Mnist
from ganstudio.experiment import Experiment, override
from tests.benchmarks.figures import SkippedError
from tests.benchmarks.processes import data_folder

BATCH = 64
FULL, FULL_LAST, SHORT, SHORT_LAST = "full", "full, channels last", "bf16", "bf16, channels last"
COMMON = (
    "architecture.generator.activation=relu",
    "optimizers.generator.lr=2e-4",
    "optimizers.discriminator.lr=2e-4",
    f"training.batch_size={BATCH}",
    "training.ema.kind=none",  # no script has one
    "training.reuse_fakes=true",  # as the tuned loop and most scripts
    "training.steps=1000000000",
)
SIDES = ("generator", "discriminator")
DCGAN = tuple(f"architecture.{side}.kind=dcgan" for side in SIDES)
RESNET = (
    *(f"architecture.{side}.kind=resnet" for side in SIDES),
    "architecture.discriminator.weights=plain",
    "loss.kind=wasserstein",
    "penalties.wgan_gp.weight=10",
)


@dataclass(frozen=True)
class Rung:
    """One experiment. variants: of the tuned loop. peer: the package that has a loop for it, if any."""

    title: str
    family: str  # of the networks
    size: int  # pixels
    sets: tuple[str, ...]
    variants: tuple[str, ...]
    promises: dict[str, str]  # what is asked of the product, by whom it is held against
    latent_dim: int = 100
    n_critic: int = 1
    beta1: float = 0.5
    beta2: float = 0.999
    peer: str = ""

    def experiment(self, root: Path) -> Experiment:
        """What the product trains. root: the folder of MNIST."""
        own = [
            f"data.root={root}",
            f"data.size={self.size}",
            f"architecture.latent_dim={self.latent_dim}",
            f"training.n_critic={self.n_critic}",
            *(f"optimizers.{side}.{name}={getattr(self, name)}" for side in SIDES for name in ("beta1", "beta2")),
        ]
        return override(Experiment(name=self.title, data=Mnist()), [*self.sets, *COMMON, *own])


RUNGS = {
    "mlp28": Rung(
        "MLP-28",
        family="mlp",
        size=28,
        sets=("architecture.generator.widths=[128, 256, 512]", "architecture.discriminator.widths=[512, 256]"),
        variants=(FULL, SHORT),
        promises={"textbook": "asked: 2.5"},
    ),
    "dcgan32": Rung(
        "DCGAN-32",
        family="dcgan",
        size=32,
        sets=DCGAN,
        variants=(FULL, FULL_LAST, SHORT_LAST),
        promises={"torchgan": "asked: 3.5, and 1.6 in full precision"},
        peer="torchgan",
    ),
    "dcgan64": Rung(
        "DCGAN-64",
        family="dcgan",
        size=64,
        sets=DCGAN,
        variants=(FULL, FULL_LAST, SHORT_LAST),
        promises={"textbook": "asked: 3, and 1.4 in full precision"},
        peer="torchgan",
    ),
    "resnet32": Rung(
        "ResNet-32, WGAN-GP",
        family="resnet",
        size=32,
        sets=RESNET,
        variants=(FULL, FULL_LAST, SHORT_LAST),
        promises={"mimicry": "asked: 2"},
        latent_dim=128,
        n_critic=5,
        beta1=0.0,
        beta2=0.9,
        peer="mimicry",
    ),
}


def mnist_folder() -> Path:
    """Where the digits are: beside the repository, or in the folder that GANSTUDIO_DATA names. Raises SkippedError."""
    folder = data_folder() / "mnist"
    if not (folder / "MNIST" / "raw" / "train-images-idx3-ubyte").is_file():
        raise SkippedError(f"MNIST is not in {folder}: let GANSTUDIO_DATA name the folder that holds mnist/MNIST/raw")
    return folder
