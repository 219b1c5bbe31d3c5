"""What of a trainer goes into a checkpoint, and back: all that a run needs to go on as if it had never stopped."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import safetensors.torch
import torch
from torch import Tensor

from ganstudio import checkpoints
from ganstudio.checkpoints import NETWORKS, fill
from ganstudio.engine.adversaries import Adversaries
from ganstudio.engine.train import Clock, DivergedError, Trainer
from ganstudio.engine.tuning import Arithmetic
from ganstudio.events import Saved, Warned
from ganstudio.runs import Run
from ganstudio.stopping import Measure

FORMAT = 1
OPTIMIZERS, RANDOM, FACTS = "optimizers.safetensors", "random.safetensors", "trainer.json"
MEMORIES = "memories.safetensors"  # of penalties that have one


class Checkpoints:
    """The checkpoints of one run."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def save(self, trainer: Trainer) -> Saved | Warned:
        """Saves the trainer. A full disk is told, and harms neither the run nor older checkpoints.

        Raises DivergedError instead of saving weights that are not finite.
        """
        networks = _network_tensors(trainer)
        _refuse_broken(networks)
        try:
            folder = checkpoints.write(self._run, trainer.step, _files(trainer, networks))
        except OSError as error:
            good = self._run.checkpoint_steps()
            kept = f"the last good checkpoint is of step {good[0]:,}" if good else "there is none yet"
            reason = error.strerror or str(error)
            return Warned(f"the checkpoint of step {trainer.step:,} could not be saved ({reason}); {kept}")
        return Saved(trainer.step, folder.relative_to(self._run.folder).as_posix())

    def restore(self, trainer: Trainer) -> list[Warned]:
        """Puts the newest undamaged checkpoint into a freshly built trainer, and says what is not as it was.

        Raises ProblemError when there is none, or when it does not fit the experiment.
        """
        checkpoint = checkpoints.newest(self._run)
        changes = _load(trainer, checkpoint.files)
        changed = [f"goes on, but not bit for bit: {', '.join(changes)}"] if changes else []
        return [Warned(text) for text in (*checkpoint.passed_over, *changed)]


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
        "precision_state": trainer.game.precision.state(),
        "measures": [[m.step, m.distance, m.advantage] for m in trainer.measures],
        **_surroundings(trainer),
    }
    memories = {
        f"{penalty}.{name}": tensor.detach().cpu().contiguous()
        for penalty, memory in game.memories.items()
        for name, tensor in memory.items()
    }
    return {
        NETWORKS: safetensors.torch.save(networks),
        OPTIMIZERS: safetensors.torch.save(optimizers),
        MEMORIES: safetensors.torch.save(memories),
        RANDOM: safetensors.torch.save({"noise": game.rng.get_state()}),
        FACTS: json.dumps(facts).encode(),
    }


def _surroundings(trainer: Trainer) -> dict[str, str | int | bool]:
    """What must be as it was for a run to go on bit for bit."""
    return {
        "device": trainer.game.rng.device.type,
        **asdict(replace(trainer.way, threads=trainer.threads)),
        "torch": str(torch.__version__),
        "samples": trainer.data_count,
    }


def _optimizer_tensors(prefix: str, optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    return {
        f"{prefix}{index}.{name}": torch.as_tensor(value).detach().cpu().contiguous()
        for index, state in optimizer.state_dict()["state"].items()
        for name, value in state.items()
    }


def _load(trainer: Trainer, files: dict[str, bytes]) -> list[str]:
    networks = safetensors.torch.load(files[NETWORKS])
    optimizers = safetensors.torch.load(files[OPTIMIZERS])
    facts: dict[str, Any] = json.loads(files[FACTS])
    game = trainer.game
    fill(game.G, networks, "G.")
    fill(game.D, networks, "D.")
    if game.average.network is not game.G:
        # a run that had no average so far starts it from G
        fill(game.average.network, networks, "ema." if any(n.startswith("ema.") for n in networks) else "G.")
    _fill_optimizer(game.g_optimizer, optimizers, "G.")
    _fill_optimizer(game.d_optimizer, optimizers, "D.")
    _fill_memories(game, safetensors.torch.load(files[MEMORIES]) if MEMORIES in files else {})
    trainer.step, game.images, trainer.clock = facts["step"], facts["images"], Clock(facts["seconds"])
    trainer.measures.extend(Measure(*measure) for measure in facts.get("measures", []))
    trainer.loader.restore(facts["loader"])
    game.precision.restore(facts.get("precision_state", {}))
    now = _surroundings(trainer)
    if facts["device"] == now["device"]:
        game.rng.set_state(safetensors.torch.load(files[RANDOM])["noise"])
    facts = asdict(Arithmetic()) | facts  # as all runs were computed once
    return [f"{name} {facts[name]} → {now[name]}" for name in now if facts[name] != now[name]]


def _fill_memories(game: Adversaries, tensors: dict[str, Tensor]) -> None:
    for key, tensor in tensors.items():
        penalty, name = key.split(".", 1)
        if penalty in game.memories:
            game.memories[penalty][name] = tensor.to(game.rng.device)


def _fill_optimizer(optimizer: torch.optim.Optimizer, tensors: dict[str, Tensor], prefix: str) -> None:
    state: dict[int, dict[str, Tensor]] = {}
    for key, tensor in tensors.items():
        if key.startswith(prefix):
            index, name = key.removeprefix(prefix).split(".", 1)
            state.setdefault(int(index), {})[name] = tensor
    optimizer.load_state_dict({**optimizer.state_dict(), "state": state})
    for parameter, kept in optimizer.state.items():
        for name, tensor in kept.items():
            if name != "step" and tensor.shape == parameter.shape:  # fused ones want both in the same memory layout
                kept[name] = torch.empty_like(parameter, dtype=tensor.dtype).copy_(tensor)
