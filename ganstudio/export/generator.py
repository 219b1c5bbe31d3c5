"""A generator on its own: one safetensors file that says how to build the network it belongs to."""

from __future__ import annotations

import json
from pathlib import Path

import safetensors.torch

from ganstudio.checkpoints import trained_generator
from ganstudio.files import replacing
from ganstudio.problems import ProblemError
from ganstudio.runs import Run

FORMAT = "ganstudio.generator.1"


def export_generator(run: Run, path: Path) -> None:
    """Writes the newest generator of a run. Raises ProblemError when there is none or it cannot be written.

    The header's metadata holds the format's name, the architecture's options, the shape of a sample, the classes, the
    step, and for tables the mean and spread of each column, which turn numbers back into the data's own units.
    """
    trained = trained_generator(run)
    metadata = {
        "format": FORMAT,
        "architecture": json.dumps(trained.experiment.architecture.plain()),
        "sample_shape": json.dumps(trained.spec.shape),
        "classes": json.dumps(trained.spec.classes),
        "columns": json.dumps(trained.spec.plain()["columns"]),
        "step": str(trained.step),
        "name": trained.experiment.name,
    }
    tensors = {name: tensor.contiguous() for name, tensor in trained.network.state_dict().items()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            file.write(safetensors.torch.save(tensors, metadata))
    except OSError as error:
        raise ProblemError.single("", f"cannot write {path}: {error.strerror}") from error
