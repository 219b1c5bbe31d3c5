"""Checkpoint folders: written so that no crash leaves half of one, read only when every byte is as it was written.

    checkpoints/<step>/  networks.safetensors  optimizers.safetensors  random.safetensors  trainer.json  manifest.json

Written beside its place, every file and folder flushed to the disk, then renamed; the manifest holds a SHA-256 of each
file, because nothing below notices a flipped bit. The two newest are kept. Nothing is ever unpickled.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import safetensors.torch
from torch import Tensor, nn

from ganstudio.nets.critic import Critic
from ganstudio.problems import ProblemError
from ganstudio.runs import Run
from ganstudio.trained import TrainedGenerator

KEPT = 2
MANIFEST = "manifest.json"
NETWORKS = "networks.safetensors"


class DamagedError(ValueError):
    """A checkpoint that is not what was written."""


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint whose bytes were verified. passed_over: newer ones that were damaged, in words."""

    step: int
    files: dict[str, bytes]
    passed_over: tuple[str, ...] = ()


def write(run: Run, step: int, files: dict[str, bytes]) -> Path:
    """Adds the checkpoint of `step` and forgets the oldest. Raises OSError and then leaves everything as it was."""
    folder = run.folder / "checkpoints"
    target, aside = folder / f"{step:09d}", folder / f".tmp-{step}-{os.getpid()}"
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        _write_files(aside, files)
        if target.exists():  # this step again, after going on from an older checkpoint
            shutil.rmtree(folder / f".del-{step}", ignore_errors=True)
            target.rename(folder / f".del-{step}")
        aside.rename(target)
        _sync_folder(folder)
    except OSError:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    _prune(run, folder)
    return target


def newest(run: Run) -> Checkpoint:
    """The newest undamaged checkpoint. Raises ProblemError when there is none."""
    damaged: list[str] = []
    for step in run.checkpoint_steps():
        try:
            files = _read_files(run.folder / "checkpoints" / f"{step:09d}")
        except (DamagedError, OSError) as error:
            damaged.append(f"the checkpoint of step {step:,} is damaged and was passed over: {error}")
        else:
            return Checkpoint(step, files, tuple(damaged))
    if damaged:
        raise ProblemError.single("", f"every checkpoint in {run.folder} is damaged")
    raise ProblemError.single("", f"{run.folder} holds no checkpoint yet: train it first")


def of_step(run: Run, step: int) -> Checkpoint:
    """The checkpoint of that step. Raises ProblemError where there is none, or a damaged one."""
    try:
        return Checkpoint(step, _read_files(run.folder / "checkpoints" / f"{step:09d}"))
    except (DamagedError, OSError) as error:
        raise ProblemError.single(
            "",
            f"{run.folder} has no sound checkpoint of step {step:,}: {getattr(error, 'strerror', '') or error}; "
            f"there are checkpoints of {', '.join(f'{kept:,}' for kept in run.checkpoint_steps()) or 'no step'}",
        ) from error


def trained_generator(run: Run, step: int | None = None) -> TrainedGenerator:
    """The generator of a run as it was after `step`, or the newest; the run's data need not be there.

    Raises ProblemError.
    """
    experiment, spec = run.experiment(), run.spec()
    checkpoint = newest(run) if step is None else of_step(run, step)
    if problems := [p.under("architecture.generator") for p in experiment.architecture.generator.problems(spec)]:
        raise ProblemError(problems)
    G = experiment.architecture.build_generator(spec)
    tensors = safetensors.torch.load(checkpoint.files[NETWORKS])
    fill(G, tensors, "ema." if any(name.startswith("ema.") for name in tensors) else "G.")
    G.eval().requires_grad_(False)
    return TrainedGenerator(G, experiment.architecture, spec, experiment.name, checkpoint.step)


def trained_critic(run: Run, step: int | None = None) -> Critic:
    """The discriminator of a run as it was after `step`, or the newest, in evaluation mode. Raises ProblemError."""
    checkpoint = newest(run) if step is None else of_step(run, step)
    D = run.experiment().architecture.build_discriminator(run.spec())
    fill(D, safetensors.torch.load(checkpoint.files[NETWORKS]), "D.")
    return D.eval().requires_grad_(False)


def fill(network: nn.Module, tensors: dict[str, Tensor], prefix: str) -> None:
    """Puts the tensors of that prefix into the network. Raises ProblemError when they are another network's."""
    own = {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
    try:
        network.load_state_dict(own)
    except RuntimeError as error:
        raise ProblemError.single(
            "architecture", "the networks of the checkpoint are not those of the experiment"
        ) from error


def _prune(run: Run, folder: Path) -> None:
    for step in run.checkpoint_steps()[KEPT:]:
        old = folder / f"{step:09d}"
        with contextlib.suppress(OSError):  # renamed first: a half-deleted folder must not look whole
            old.rename(folder / f".del-{old.name}")
    for rest in (*folder.glob(".del-*"), *folder.glob(".tmp-*")):
        shutil.rmtree(rest, ignore_errors=True)


def _write_files(folder: Path, files: dict[str, bytes]) -> None:
    manifest = {name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()}
    for name, data in {**files, MANIFEST: json.dumps(manifest, indent=1).encode()}.items():
        with (folder / name).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    _sync_folder(folder)


def _read_files(folder: Path) -> dict[str, bytes]:
    """The files of a checkpoint, each checked against the manifest. Raises DamagedError or OSError."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        wanted = {str(Path(name).name): entry["sha256"] for name, entry in manifest.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedError("its manifest cannot be read") from error
    if NETWORKS not in wanted:
        raise DamagedError("its manifest is not whole")
    files = {}
    for name, digest in wanted.items():
        data = (folder / name).read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise DamagedError(f"{name} is not what was written")
        files[name] = data
    return files


def _sync_folder(folder: Path) -> None:
    """Makes a rename in `folder` survive a power cut, where the system has such a thing."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
