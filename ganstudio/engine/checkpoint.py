"""Checkpoints: everything that a run needs to go on as if it had never stopped.

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
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from torch import Tensor, nn

from ganstudio.engine.train import Clock, DivergedError, Trainer
from ganstudio.events import Saved, Warned
from ganstudio.options import ProblemError
from ganstudio.runs import Run

FORMAT = 1
KEPT = 2
MANIFEST = "manifest.json"


class DamagedError(ValueError):
    """A checkpoint that is not what was written."""


class Checkpoints:
    """The checkpoints of one run."""

    def __init__(self, run: Run) -> None:
        self._run, self._folder = run, run.folder / "checkpoints"

    def save(self, trainer: Trainer) -> Saved | Warned:
        """Saves the trainer and forgets the oldest. A full disk is told, and harms neither run nor older checkpoints.

        Raises DivergedError instead of saving weights that are not finite.
        """
        networks = _network_tensors(trainer)
        _refuse_broken(networks)
        target = self._folder / f"{trainer.step:09d}"
        aside = self._folder / f".tmp-{trainer.step}-{os.getpid()}"
        try:
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir(parents=True)
            _write_all(aside, _files(trainer, networks))
            if target.exists():  # this step again, after going on from an older checkpoint
                shutil.rmtree(target)
            aside.rename(target)
            _sync_folder(self._folder)
        except OSError as error:
            shutil.rmtree(aside, ignore_errors=True)
            reason = error.strerror or str(error)
            good = next(iter(self._steps()), None)
            kept = f"the last good checkpoint is of step {good:,}" if good is not None else "there is none yet"
            return Warned(f"the checkpoint of step {trainer.step:,} could not be saved ({reason}); {kept}")
        self._prune()
        return Saved(trainer.step, f"checkpoints/{target.name}")

    def restore(self, trainer: Trainer) -> list[Warned]:
        """Puts the newest undamaged checkpoint into a freshly built trainer.

        Raises ProblemError when there is none, or when it does not fit the experiment.
        """
        told: list[Warned] = []
        for step in self._steps():
            try:
                files = _read_all(self._folder / f"{step:09d}")
            except (DamagedError, OSError) as error:
                told.append(Warned(f"the checkpoint of step {step:,} is damaged and was passed over: {error}"))
                continue
            told += _load(trainer, files)
            return told
        if told:
            raise ProblemError.single("", f"every checkpoint of {self._run.folder} is damaged; it cannot go on")
        raise ProblemError.single("", f"{self._run.folder} holds no checkpoint yet, so there is nothing to go on from")

    def _steps(self) -> list[int]:
        """Steps that have a complete checkpoint, newest first."""
        found = self._folder.glob(f"[0-9]*/{MANIFEST}")
        return sorted((int(file.parent.name) for file in found if file.parent.name.isdigit()), reverse=True)

    def _prune(self) -> None:
        for step in self._steps()[KEPT:]:
            old = self._folder / f"{step:09d}"
            gone = self._folder / f".del-{step}"
            with contextlib.suppress(OSError):  # renamed first: a half-deleted folder must not look whole
                old.rename(gone)
        for rest in (*self._folder.glob(".del-*"), *self._folder.glob(".tmp-*")):
            shutil.rmtree(rest, ignore_errors=True)


def load_generator(run: Run, G: nn.Module) -> int:
    """Fills G with the newest checkpoint's generator, averaged if the run has an EMA; gives its step.

    Raises ProblemError when there is no good checkpoint.
    """
    checkpoints = run.folder / "checkpoints"
    steps = sorted((f.parent for f in checkpoints.glob(f"[0-9]*/{MANIFEST}")), reverse=True)
    for folder in steps:
        try:
            tensors = safetensors.torch.load(_read_all(folder)["networks.safetensors"])
        except (DamagedError, OSError):
            continue
        prefix = "ema." if any(name.startswith("ema.") for name in tensors) else "G."
        _fill(G, tensors, prefix)
        return int(folder.name)
    what = "every checkpoint is damaged" if steps else "it has no checkpoint yet"
    raise ProblemError.single("", f"{run.folder} has no generator to take: {what}")


def _network_tensors(trainer: Trainer) -> dict[str, Tensor]:
    networks = {"G.": trainer.game.G, "D.": trainer.game.D}
    if trainer.game.average.network is not trainer.game.G:
        networks["ema."] = trainer.game.average.network
    return {
        prefix + name: tensor.detach().cpu().contiguous()
        for prefix, network in networks.items()
        for name, tensor in network.state_dict().items()
    }


def _refuse_broken(tensors: dict[str, Tensor]) -> None:
    for name, tensor in tensors.items():
        if tensor.is_floating_point() and not bool(tensor.isfinite().all()):
            raise DivergedError(f"the weights {name} became infinite or not a number")


def _files(trainer: Trainer, networks: dict[str, Tensor]) -> dict[str, bytes]:
    """The content of a checkpoint, file by file."""
    game = trainer.game
    optimizers = _optimizer_tensors("G.", game.g_optimizer) | _optimizer_tensors("D.", game.d_optimizer)
    facts = {
        "format": FORMAT,
        "step": trainer.step,
        "images": trainer.images,
        "seconds": trainer.clock.seconds,
        "loader": trainer.loader.state(),
        "device": game.rng.device.type,
        "threads": trainer.threads,
        "torch": str(torch.__version__),
    }
    return {
        "networks.safetensors": safetensors.torch.save(networks),
        "optimizers.safetensors": safetensors.torch.save(optimizers),
        "random.safetensors": safetensors.torch.save({"noise": game.rng.get_state()}),
        "trainer.json": json.dumps(facts).encode(),
    }


def _optimizer_tensors(prefix: str, optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    return {
        f"{prefix}{index}.{name}": torch.as_tensor(value).detach().cpu().contiguous()
        for index, state in optimizer.state_dict()["state"].items()
        for name, value in state.items()
    }


def _load(trainer: Trainer, files: dict[str, bytes]) -> list[Warned]:
    networks = safetensors.torch.load(files["networks.safetensors"])
    optimizers = safetensors.torch.load(files["optimizers.safetensors"])
    facts: dict[str, Any] = json.loads(files["trainer.json"])
    game = trainer.game
    _fill(game.G, networks, "G.")
    _fill(game.D, networks, "D.")
    if game.average.network is not game.G:
        # a run that had no average so far starts it from G
        _fill(game.average.network, networks, "ema." if any(n.startswith("ema.") for n in networks) else "G.")
    _fill_optimizer(game.g_optimizer, optimizers, "G.")
    _fill_optimizer(game.d_optimizer, optimizers, "D.")
    trainer.step, trainer.images, trainer.clock = facts["step"], facts["images"], Clock(facts["seconds"])
    trainer.loader.restore(facts["loader"])
    now = {"device": game.rng.device.type, "threads": trainer.threads, "torch": str(torch.__version__)}
    if facts["device"] == now["device"]:
        game.rng.set_state(safetensors.torch.load(files["random.safetensors"])["noise"])
    changed = [f"{name} {facts[name]} → {now[name]}" for name in now if facts[name] != now[name]]
    return [Warned(f"goes on, but not bit for bit: {', '.join(changed)}")] if changed else []


def _fill(network: nn.Module, tensors: dict[str, Tensor], prefix: str) -> None:
    own = {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
    try:
        network.load_state_dict(own)
    except RuntimeError as error:
        raise ProblemError.single(
            "architecture", "the networks of the checkpoint are not those of the experiment; it cannot go on"
        ) from error


def _fill_optimizer(optimizer: torch.optim.Optimizer, tensors: dict[str, Tensor], prefix: str) -> None:
    state: dict[int, dict[str, Tensor]] = {}
    for key, tensor in tensors.items():
        if key.startswith(prefix):
            index, name = key.removeprefix(prefix).split(".", 1)
            state.setdefault(int(index), {})[name] = tensor
    optimizer.load_state_dict({**optimizer.state_dict(), "state": state})


def _write_all(folder: Path, files: dict[str, bytes]) -> None:
    manifest = {name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()}
    for name, data in {**files, MANIFEST: json.dumps(manifest, indent=1).encode()}.items():
        with (folder / name).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    _sync_folder(folder)


def _read_all(folder: Path) -> dict[str, bytes]:
    """The files of a checkpoint, each checked against the manifest. Raises DamagedError or OSError."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        wanted = {str(Path(name).name): entry["sha256"] for name, entry in manifest.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedError("its manifest cannot be read") from error
    files = {}
    for name in ("networks.safetensors", "optimizers.safetensors", "random.safetensors", "trainer.json"):
        data = (folder / name).read_bytes()
        if hashlib.sha256(data).hexdigest() != wanted.get(name):
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
