"""The scripts that people type: torchvision's MNIST, a DataLoader, and the losses printed at every step.

`python -m tests.benchmarks.textbook RUNG SECONDS` times one block of a rung's.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

from tests.benchmarks.networks import networks
from tests.benchmarks.rungs import BATCH, RUNGS, Rung, mnist_folder
from tests.benchmarks.stopwatch import timed

EPOCHS = 1_000_000


def mlp(rung: Rung, root: Path) -> Iterator[int]:
    """The first GAN of most courses."""
    loader = DataLoader(pictures(root, []), batch_size=BATCH, shuffle=True)
    G, D = networks(rung)
    D = nn.Sequential(D, nn.Sigmoid())
    criterion = nn.BCELoss()
    g_optimizer = torch.optim.Adam(G.parameters(), lr=2e-4, betas=(rung.beta1, rung.beta2))
    d_optimizer = torch.optim.Adam(D.parameters(), lr=2e-4, betas=(rung.beta1, rung.beta2))
    for epoch in range(EPOCHS):
        for i, (real, _) in enumerate(loader):
            ones, zeros = torch.ones(len(real), 1), torch.zeros(len(real), 1)
            fake = G(torch.randn(len(real), rung.latent_dim))
            d_optimizer.zero_grad()
            d_loss = criterion(D(real), ones) + criterion(D(fake.detach()), zeros)
            d_loss.backward()
            d_optimizer.step()
            g_optimizer.zero_grad()
            g_loss = criterion(D(fake), ones)
            g_loss.backward()
            g_optimizer.step()
            print(f"epoch {epoch} batch {i} loss D {d_loss.item():.4f} loss G {g_loss.item():.4f}")
            yield len(real)


def dcgan(rung: Rung, root: Path) -> Iterator[int]:
    """The field's best known example: two workers, D taught by real and fake in turn."""
    resize = [transforms.Resize(rung.size)]
    loader = DataLoader(pictures(root, resize), batch_size=BATCH, shuffle=True, num_workers=2)
    G, D = networks(rung)
    D = nn.Sequential(D, nn.Sigmoid())
    criterion = nn.BCELoss()
    g_optimizer = torch.optim.Adam(G.parameters(), lr=2e-4, betas=(rung.beta1, rung.beta2))
    d_optimizer = torch.optim.Adam(D.parameters(), lr=2e-4, betas=(rung.beta1, rung.beta2))
    for epoch in range(EPOCHS):
        for i, (real, _) in enumerate(loader):
            D.zero_grad()
            label = torch.full((len(real),), 1.0)
            output = D(real).view(-1)
            real_loss = criterion(output, label)
            real_loss.backward()
            score = output.mean().item()
            fake = G(torch.randn(len(real), rung.latent_dim))
            label.fill_(0.0)
            output = D(fake.detach()).view(-1)
            fake_loss = criterion(output, label)
            fake_loss.backward()
            before = output.mean().item()
            d_loss = real_loss + fake_loss
            d_optimizer.step()
            G.zero_grad()
            label.fill_(1.0)
            output = D(fake).view(-1)
            g_loss = criterion(output, label)
            g_loss.backward()
            after = output.mean().item()
            g_optimizer.step()
            losses = f"loss D {d_loss.item():.4f} loss G {g_loss.item():.4f}"
            print(f"epoch {epoch} batch {i} {losses} D(x) {score:.4f} D(G(z)) {before:.4f} then {after:.4f}")
            yield len(real)


def wgan_gp(rung: Rung, root: Path) -> Iterator[int]:
    """Several steps of the critic, each with its penalty, for one of G."""
    loader = DataLoader(pictures(root, [transforms.Resize(rung.size)]), batch_size=BATCH, shuffle=True)
    G, D = networks(rung)
    g_optimizer = torch.optim.Adam(G.parameters(), lr=2e-4, betas=(rung.beta1, rung.beta2))
    d_optimizer = torch.optim.Adam(D.parameters(), lr=2e-4, betas=(rung.beta1, rung.beta2))
    seen = 0
    for epoch in range(EPOCHS):
        for i, (real, _) in enumerate(loader):
            d_optimizer.zero_grad()
            fake = G(torch.randn(len(real), rung.latent_dim))
            alpha = torch.rand(len(real), 1, 1, 1)
            between = (alpha * real + (1 - alpha) * fake.detach()).requires_grad_(True)
            (gradient,) = torch.autograd.grad(D(between).sum(), between, create_graph=True)
            penalty = ((gradient.view(len(real), -1).norm(2, dim=1) - 1) ** 2).mean()
            d_loss = D(fake.detach()).mean() - D(real).mean() + 10 * penalty
            d_loss.backward()
            d_optimizer.step()
            seen += len(real)
            if i % rung.n_critic == rung.n_critic - 1:
                g_optimizer.zero_grad()
                g_loss = -D(G(torch.randn(len(real), rung.latent_dim))).mean()
                g_loss.backward()
                g_optimizer.step()
                print(f"epoch {epoch} batch {i} loss D {d_loss.item():.4f} loss G {g_loss.item():.4f}")
                yield seen
                seen = 0


def pictures(root: Path, first: list[Any], channels: int = 1) -> datasets.MNIST:
    half = (0.5,) * channels
    grey = [transforms.Grayscale(channels)] if channels > 1 else []
    chain = [*first, *grey, transforms.ToTensor(), transforms.Normalize(half, half)]
    return datasets.MNIST(str(root), train=True, transform=transforms.Compose(chain))


SCRIPTS = {"mlp": mlp, "dcgan": dcgan, "resnet": wgan_gp}

if __name__ == "__main__":
    chosen = RUNGS[sys.argv[1]]
    print(json.dumps(timed(SCRIPTS[chosen.family](chosen, mnist_folder()), float(sys.argv[2])).plain()))
