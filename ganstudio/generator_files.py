"""A generator on its own: one safetensors file that says how to build the network it belongs to."""

from __future__ import annotations

import json
from pathlib import Path

import safetensors.torch
import torch

from ganstudio.checkpoints import fill
from ganstudio.files import replacing
from ganstudio.problems import Problem, ProblemError
from ganstudio.sections import Architecture
from ganstudio.spec import DataSpec
from ganstudio.trained import TrainedGenerator

FORMAT = "ganstudio.generator.1"
SUFFIX = ".safetensors"


def write_generator(trained: TrainedGenerator, path: Path) -> None:
    """Writes a generator. Raises ProblemError when it cannot be written.

    The header's metadata holds the format's name, the architecture's options, the shape of a sample, the classes, the
    step, and for tables the mean and spread of each column, which turn numbers back into the data's own units.
    """
    spec = trained.spec.plain()
    metadata = {
        "format": FORMAT,
        "architecture": json.dumps(trained.architecture.plain()),
        "sample_shape": json.dumps(trained.spec.shape),
        "classes": json.dumps(trained.spec.classes),
        "columns": json.dumps(spec["columns"]),
        "is_series": json.dumps(spec["is_series"]),
        "step": str(trained.step),
        "name": trained.name,
    }
    tensors = {name: tensor.contiguous() for name, tensor in trained.network.state_dict().items()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            file.write(safetensors.torch.save(tensors, metadata))
    except OSError as error:
        raise ProblemError.single("", f"cannot write {path}: {error.strerror}") from error


def read_generator(path: Path) -> TrainedGenerator:
    """The generator in a file that `write_generator` wrote. Raises ProblemError for what is none."""
    try:
        with safetensors.safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
        tensors = safetensors.torch.load_file(path)
    except (OSError, safetensors.SafetensorError) as error:
        raise ProblemError.single("", f"{path} cannot be read as a generator: {error}") from error
    if metadata.get("format") != FORMAT:
        raise ProblemError.single(
            "", f"{path} is no generator that this program exported: choose a file that “Export generator” wrote"
        )
    try:
        architecture, problems = Architecture.read(json.loads(metadata["architecture"]))
        spec = DataSpec.read(
            {
                "shape": json.loads(metadata["sample_shape"]),
                "samples": 0,
                "classes": json.loads(metadata["classes"]),
                "columns": json.loads(metadata["columns"]),
                "is_series": json.loads(metadata.get("is_series", "false")),
            }
        )
        step, name = int(metadata["step"]), metadata["name"]
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise ProblemError.single("", f"{path} does not say whole what generator it holds ({error})") from error
    if problems := problems or list(architecture.generator.problems(spec)):
        raise ProblemError(Problem(problem.path, f"{problem.message} (in {path})") for problem in problems)
    if {name: tensor.shape for name, tensor in tensors.items()} != _shapes(architecture, spec):
        raise ProblemError.single("", f"{path} holds other weights than those of the generator that it tells of")
    G = architecture.build_generator(spec)
    fill(G, {f"G.{key}": tensor for key, tensor in tensors.items()}, "G.")
    return TrainedGenerator(G.eval().requires_grad_(False), architecture, spec, name, step)


def _shapes(architecture: Architecture, spec: DataSpec) -> dict[str, torch.Size]:
    """The weights of a generator by their names, found without the memory that these would take; none where no such
    generator can be built."""
    try:
        with torch.device("meta"):
            return {name: tensor.shape for name, tensor in architecture.build_generator(spec).state_dict().items()}
    except RuntimeError:  # more weights than can be counted
        return {}
