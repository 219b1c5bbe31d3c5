"""The rungs' networks in plain torch, as the papers have them and as a script would write them down."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from tests.benchmarks.rungs import Rung

WIDTH = 64  # channels of the convolutional networks' largest map


def networks(rung: Rung) -> tuple[nn.Module, nn.Module]:
    """G: z (B, latent_dim) → pictures (B, 1, size, size); D: pictures → logits (B, 1)."""
    match rung.family:
        case "mlp":
            return _mlp_generator(rung.latent_dim, rung.size), _mlp_discriminator(rung.size)
        case "dcgan":
            return _dcgan_generator(rung.latent_dim, rung.size), _dcgan_discriminator(rung.size)
        case "resnet":
            return _ResnetGenerator(rung.latent_dim), _ResnetDiscriminator()
    raise ValueError(rung.family)


def _mlp_generator(latent_dim: int, size: int) -> nn.Module:
    return nn.Sequential(
        nn.Linear(latent_dim, 128),
        nn.ReLU(True),
        nn.Linear(128, 256),
        nn.ReLU(True),
        nn.Linear(256, 512),
        nn.ReLU(True),
        nn.Linear(512, size * size),
        nn.Tanh(),
        nn.Unflatten(1, (1, size, size)),
    )


def _mlp_discriminator(size: int) -> nn.Module:
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(size * size, 512),
        nn.LeakyReLU(0.2, True),
        nn.Linear(512, 256),
        nn.LeakyReLU(0.2, True),
        nn.Linear(256, 1),
    )


def _dcgan_generator(latent_dim: int, size: int) -> nn.Module:
    width = WIDTH * size // 8
    layers: list[nn.Module] = [
        nn.Unflatten(1, (latent_dim, 1, 1)),
        nn.ConvTranspose2d(latent_dim, width, 4, bias=False),
        nn.BatchNorm2d(width),
        nn.ReLU(True),
    ]
    while width > WIDTH:
        layers += [
            nn.ConvTranspose2d(width, width // 2, 4, 2, 1, bias=False),
            nn.BatchNorm2d(width // 2),
            nn.ReLU(True),
        ]
        width //= 2
    return nn.Sequential(*layers, nn.ConvTranspose2d(width, 1, 4, 2, 1, bias=False), nn.Tanh())


def _dcgan_discriminator(size: int) -> nn.Module:
    width = WIDTH
    layers: list[nn.Module] = [nn.Conv2d(1, width, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, True)]
    while width < WIDTH * size // 8:
        layers += [
            nn.Conv2d(width, width * 2, 4, 2, 1, bias=False),
            nn.BatchNorm2d(width * 2),
            nn.LeakyReLU(0.2, True),
        ]
        width *= 2
    return nn.Sequential(*layers, nn.Conv2d(width, 1, 4, bias=False), nn.Flatten())


class _UpBlock(nn.Module):
    """(B, WIDTH, H, W) → (B, WIDTH, 2H, 2W)."""

    def __init__(self) -> None:
        super().__init__()
        self.residual = nn.Sequential(
            nn.BatchNorm2d(WIDTH),
            nn.ReLU(True),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(WIDTH, WIDTH, 3, padding=1),
            nn.BatchNorm2d(WIDTH),
            nn.ReLU(True),
            nn.Conv2d(WIDTH, WIDTH, 3, padding=1),
        )
        self.shortcut = nn.Sequential(nn.Conv2d(WIDTH, WIDTH, 1), nn.Upsample(scale_factor=2))

    def forward(self, x: Tensor) -> Tensor:
        return self.shortcut(x) + self.residual(x)


class _ResnetGenerator(nn.Sequential):
    def __init__(self, latent_dim: int) -> None:
        super().__init__(
            nn.Linear(latent_dim, WIDTH * 16),
            nn.Unflatten(1, (WIDTH, 4, 4)),
            _UpBlock(),
            _UpBlock(),
            _UpBlock(),
            nn.BatchNorm2d(WIDTH),
            nn.ReLU(True),
            nn.Conv2d(WIDTH, 1, 3, padding=1),
            nn.Tanh(),
        )


class _DownBlock(nn.Module):
    """(B, WIDTH, H, W) → (B, WIDTH, H, W), or half the size; the first block sees pictures, unchanged."""

    def __init__(self, *, halve: bool = False, first: bool = False) -> None:
        super().__init__()
        before = 1 if first else WIDTH
        self.residual = nn.Sequential(
            nn.Identity() if first else nn.ReLU(),
            nn.Conv2d(before, WIDTH, 3, padding=1),
            nn.ReLU(True),
            nn.Conv2d(WIDTH, WIDTH, 3, padding=1),
            nn.AvgPool2d(2) if halve else nn.Identity(),
        )
        self.shortcut = nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(before, WIDTH, 1)) if halve else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return self.shortcut(x) + self.residual(x)


class _ResnetDiscriminator(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        blocks = _DownBlock(halve=True, first=True), _DownBlock(halve=True), _DownBlock(), _DownBlock()
        self.blocks = nn.Sequential(*blocks, nn.ReLU(True))
        self.logit = nn.Linear(WIDTH, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.logit(torch.sum(self.blocks(x), dim=(2, 3)))
