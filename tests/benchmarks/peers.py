"""Other packages' own loops on a rung, as their documentation has them: torchgan's Trainer and mimicry's.

`python -m tests.benchmarks.peers FOLDER RUNG SECONDS` times one block. FOLDER holds the packages; what they import
besides and what training does not need (notebooks' pictures, TensorBoard, TensorFlow) is stood in for.
"""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from unittest.mock import MagicMock

import torch
from torch.utils.data import DataLoader
from torchvision import transforms

from tests.benchmarks.rungs import BATCH, RUNGS, Rung, mnist_folder
from tests.benchmarks.stopwatch import Block, Counted, EnoughError, Stopwatch
from tests.benchmarks.textbook import EPOCHS, pictures

STOOD_IN = ("torch.utils.tensorboard", "torch._six", "tensorflow", "skimage", "skimage.io", "scipy", "scipy.linalg")
WIDTH = 64


def torchgan(rung: Rung, seconds: float, folder: Path) -> Block:
    """Its DCGAN of 64 step channels, at the losses and optimisers of its examples."""
    from torchgan.losses import MinimaxDiscriminatorLoss, MinimaxGeneratorLoss  # type: ignore[import-not-found]
    from torchgan.models import DCGANDiscriminator, DCGANGenerator  # type: ignore[import-not-found]
    from torchgan.trainer import Trainer  # type: ignore[import-not-found]

    adam = {"name": torch.optim.Adam, "args": {"lr": 2e-4, "betas": (rung.beta1, rung.beta2)}}
    sizes = {"step_channels": WIDTH}
    G = {"encoding_dims": rung.latent_dim, "out_size": rung.size, "out_channels": 1, **sizes}
    D = {"in_size": rung.size, "in_channels": 1, **sizes}
    trainer = Trainer(
        {
            "generator": {"name": DCGANGenerator, "args": G, "optimizer": adam},
            "discriminator": {"name": DCGANDiscriminator, "args": D, "optimizer": adam},
        },
        [MinimaxGeneratorLoss(), MinimaxDiscriminatorLoss()],
        device=torch.device("cpu"),
        epochs=EPOCHS,
        sample_size=64,
        checkpoints=str(folder / "model" / "gan"),
        recon=str(folder / "images"),
    )
    watch = Stopwatch(seconds)
    with suppress(EnoughError):
        trainer(Counted(_loader(rung, 1), watch))
    assert watch.block is not None
    return watch.block


def mimicry(rung: Rung, seconds: float, folder: Path) -> Block:
    """Its WGAN-GP networks, at 64 channels; they take coloured pictures only."""
    from torch_mimicry.nets.wgan_gp import WGANGPDiscriminator32, WGANGPGenerator32  # type: ignore[import-not-found]
    from torch_mimicry.training import Trainer  # type: ignore[import-not-found]

    G, D = WGANGPGenerator32(nz=rung.latent_dim, ngf=WIDTH), WGANGPDiscriminator32(ndf=WIDTH, gp_scale=10)
    watch = Stopwatch(seconds)
    g_optimizer, d_optimizer = (
        torch.optim.Adam(network.parameters(), 2e-4, betas=(rung.beta1, rung.beta2)) for network in (G, D)
    )
    trainer = Trainer(
        netD=D,
        netG=G,
        optD=d_optimizer,
        optG=g_optimizer,
        dataloader=Counted(_loader(rung, 3), watch, rung.n_critic),
        num_steps=EPOCHS,
        n_dis=rung.n_critic,
        lr_decay="linear",
        log_dir=str(folder / "log"),
        device=torch.device("cpu"),
    )
    with suppress(EnoughError):
        trainer.train()
    assert watch.block is not None
    return watch.block


def stand_in() -> None:
    """Empty modules for what is not installed."""
    for name in STOOD_IN:
        try:
            importlib.import_module(name)
        except ImportError:
            sys.modules[name] = MagicMock()


def _loader(rung: Rung, channels: int) -> DataLoader[object]:
    data = pictures(mnist_folder(), [transforms.Resize(rung.size)], channels)
    return DataLoader(data, batch_size=BATCH, shuffle=True)


LOOPS = {"torchgan": torchgan, "mimicry": mimicry}
ABOUT = {
    "torchgan": "leaky ReLU in G, fresh fakes for G",
    "mimicry": "real images shown to D, not turns of G; 3 channels, bilinear shortcuts, fresh fakes for G",
}

if __name__ == "__main__":
    where, name, wanted = sys.argv[1:]
    sys.path.insert(0, where)
    stand_in()
    with tempfile.TemporaryDirectory() as made:
        block = LOOPS[RUNGS[name].peer](RUNGS[name], float(wanted), Path(made))
    about = "; ".join(filter(None, (block.about, ABOUT[RUNGS[name].peer])))
    print(json.dumps({**block.plain(), "about": about}))
