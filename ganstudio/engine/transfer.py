"""Weights of another run, or of a file, as the start of a new run; and what of them fitted."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from torch import Tensor, nn

from ganstudio import checkpoints
from ganstudio.checkpoints import NETWORKS
from ganstudio.engine.adversaries import Adversaries
from ganstudio.events import Warned
from ganstudio.files import written_out
from ganstudio.nets.weights import LAYERS
from ganstudio.problems import ProblemError
from ganstudio.runs import Run
from ganstudio.sections import Transfer

EXPORTED = "ganstudio.generator."  # begins the format of our own files of one generator
TOLD = 3  # names of tensors that did not fit, in a sentence
Tensors = Mapping[str, Tensor]


def take_over(game: Adversaries, transfer: Transfer) -> Iterator[Warned]:
    """Puts the weights that the transfer names into the networks, as far as name and shape agree, and tells how far.

    Raises ProblemError when they cannot be read or nothing fits.
    """
    if not transfer.source:
        return
    source = written_out(transfer.source)
    found = _read(source)
    fits = {network: _best(game, network, found) for network in ("G", "D")}
    if not any(fit.taken for fit in fits.values()):
        raise ProblemError.single(
            "transfer.source",
            f"no tensor in {source} has the name and shape of one of these networks: choose the architecture that it "
            "was made with",
        )
    averages = found.get("ema")
    with torch.no_grad():
        for network, module in (("G", game.G), ("D", game.D)):
            _put(module, fits[network].taken)
        if game.average.network is not game.G:
            _put(game.average.network, _fit(game.average.network, averages).taken if averages else fits["G"].taken)
    yield Warned(f"started from {source}: {'; '.join(fit.told(name) for name, fit in fits.items())}", is_news=True)


def freeze(D: nn.Module, layers: int) -> None:
    """Freeze-D (Mo et al. 2020): keeps the first layers with weights of D, and what belongs to them, as they are."""
    left = layers
    for module in D.modules():
        if isinstance(module, LAYERS):
            left -= 1
        if left < 0:
            break
        if isinstance(module, LAYERS) or not list(module.children()):
            module.requires_grad_(False)
    for module in D.modules():  # what a block has itself, such as the strength of self-attention, as its layers
        within = [parameter for child in module.children() for parameter in child.parameters()]
        if within and not any(parameter.requires_grad for parameter in within):
            module.requires_grad_(False)


@dataclass(frozen=True)
class Fit:
    """What of some tensors has a place in a network: the tensors by name, and why others have none."""

    taken: Tensors
    wanted: int
    misfits: tuple[str, ...]

    def told(self, network: str) -> str:
        if not self.taken:
            return f"{network} starts afresh"
        text = f"{network} took {len(self.taken)} of its {self.wanted} tensors"
        if not self.misfits:
            return text
        more = f" and {len(self.misfits) - TOLD} more" if len(self.misfits) > TOLD else ""
        return f"{text} (not {', '.join(self.misfits[:TOLD])}{more})"


def _best(game: Adversaries, network: str, found: Mapping[str, Tensors]) -> Fit:
    """Of the tensors meant for that network, or of those that do not say which, the ones that fit best."""
    module = game.G if network == "G" else game.D
    meant = [found[network]] if network in found else [t for name, t in found.items() if name not in ("G", "D", "ema")]
    fits = [_fit(module, tensors) for tensors in meant] or [_fit(module, {})]
    return max(fits, key=lambda fit: len(fit.taken))


def _fit(network: nn.Module, tensors: Tensors) -> Fit:
    own = network.state_dict()
    taken = {name: tensors[name] for name, mine in own.items() if name in tensors and tensors[name].shape == mine.shape}
    misfits = [_misfit(name, mine, tensors.get(name)) for name, mine in own.items() if name not in taken]
    return Fit(taken, len(own), tuple(misfits))


def _misfit(name: str, mine: Tensor, theirs: Tensor | None) -> str:
    if theirs is None:
        return f"{name}, which is not there"
    return f"{name}, which is {_shape(theirs)} there and {_shape(mine)} here"


def _shape(tensor: Tensor) -> str:
    return "×".join(map(str, tensor.shape)) or "a number"


def _put(network: nn.Module, tensors: Tensors) -> None:
    network.load_state_dict(dict(tensors), strict=False)


def _read(source: Path) -> dict[str, Tensors]:
    """The tensors of a run or a file by the network they belong to: "G", "D", "ema", or another name if unknown."""
    if source.is_dir():
        return _parts_of_run(source)
    try:
        if source.suffix == ".safetensors":
            with safetensors.safe_open(source, "pt") as file:
                own = (file.metadata() or {}).get("format", "").startswith(EXPORTED)
            return {"G" if own else "file": _plain(safetensors.torch.load_file(source))}
        return dict(_tables("file", torch.load(source, map_location="cpu", weights_only=True)))
    except pickle.UnpicklingError as error:  # whose advice is to trust the file, which is not ours to give
        raise ProblemError.single("transfer.source", f"{source} is no file of weights") from error
    except (OSError, RuntimeError, ValueError, EOFError, safetensors.SafetensorError) as error:
        first = str(error).partition("\n")[0]
        raise ProblemError.single("transfer.source", f"{source} cannot be read as weights: {first}") from error


def _parts_of_run(folder: Path) -> dict[str, Tensors]:
    try:
        tensors = safetensors.torch.load(checkpoints.newest(Run.open(folder)).files[NETWORKS])
    except ProblemError as error:
        raise ProblemError(problem.under("transfer.source") for problem in error.problems) from error
    return {
        part: {name.removeprefix(f"{part}."): t for name, t in tensors.items() if name.startswith(f"{part}.")}
        for part in {name.partition(".")[0] for name in tensors}
    }


def _tables(name: str, content: Any) -> Iterator[tuple[str, Tensors]]:
    """Every table of tensors in what a file holds: a state_dict, or several under names of their own."""
    if not isinstance(content, Mapping):
        return
    if tensors := {str(key): value for key, value in content.items() if isinstance(value, Tensor)}:
        yield name, _plain(tensors)
    for key, value in content.items():
        yield from _tables(f"{name}.{key}", value)


def _plain(tensors: Tensors) -> Tensors:
    """Names without the prefix that parallel training puts before them."""
    return {name.removeprefix("module."): tensor for name, tensor in tensors.items()}
