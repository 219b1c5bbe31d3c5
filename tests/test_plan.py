"""The plan: every "auto" resolved, every clash listed by path, before anything starts."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.experiment import Experiment, override
from ganstudio.plan import plan
from ganstudio.problems import ProblemError


def problems(*sets: str) -> dict[str, str]:
    with pytest.raises(ProblemError) as error:
        plan(override(Experiment(), sets))
    return {problem.path: problem.message for problem in error.value.problems}


def test_auto_size_is_the_datas_own() -> None:
    assert plan(Experiment()).spec.shape == (1, 8, 8)


def test_several_clashes_are_listed_together() -> None:
    found = problems(
        "data.kind=ring8",
        "architecture.generator.kind=dcgan",
        "architecture.discriminator.kind=dcgan",
        "penalties.wgan_gp.weight=10",
    )
    assert "points" in found["architecture.generator.kind"]
    assert "points" in found["architecture.discriminator.kind"]
    assert "batch" not in found
    assert "choose “layer”" in found["architecture.discriminator.normalization"]


def test_a_batch_larger_than_the_data_is_refused() -> None:
    assert problems("training.batch_size=1798") == {
        "training.batch_size": "must be at most 1797, the samples there are; it is 1798"
    }


def test_a_penalty_that_stands_twice_is_refused() -> None:
    penalty = {"kind": "wgan_gp"}
    experiment, _ = Experiment.read({"penalties": [penalty, penalty]})
    with pytest.raises(ProblemError, match=r"penalties\.wgan_gp: stands twice"):
        plan(experiment)


def test_wasserstein_without_a_penalty_is_advised_against_but_allowed() -> None:
    assert [advice.path for advice in plan(override(Experiment(), ["loss.kind=wasserstein"])).advice] == ["loss"]
    assert not plan(override(Experiment(), ["loss.kind=wasserstein", "penalties.wgan_gp.weight=10"])).advice


def test_a_folder_that_is_not_chosen_missing_or_empty_is_named(tmp_path: Path) -> None:
    assert problems("data.kind=image_folder") == {"data.folder": "choose the folder that holds the pictures"}
    missing = problems("data.kind=image_folder", f"data.folder={tmp_path}/none")
    assert missing == {"data.folder": f"there is no folder {tmp_path}/none"}
    empty = problems("data.kind=image_folder", f"data.folder={tmp_path}")
    assert "there are no pictures in" in empty["data.folder"]


@pytest.mark.parametrize(
    ("sides", "networks", "size"), [((30, 40), "dcgan", 28), ((70, 100), "mlp", 64), ((5, 9), "mlp", 8)]
)
def test_auto_size_of_a_folder_is_the_largest_allowed_that_the_pictures_fill(
    tmp_path: Path, sides: Sequence[int], networks: str, size: int
) -> None:
    for number in range(4):
        Image.fromarray(np.full((sides[0], sides[1], 3), 40 * number, np.uint8)).save(tmp_path / f"{number}.png")
    resolved = plan(
        override(
            Experiment(),
            [
                "data.kind=image_folder",
                f"data.folder={tmp_path}",
                f"architecture.generator.kind={networks}",
                f"architecture.discriminator.kind={networks}",
                "training.batch_size=2",
            ],
        )
    )
    assert resolved.spec.shape == (3, size, size)


def test_a_relative_folder_is_spelt_out_so_that_a_run_can_go_on_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("L", (8, 8)).save(tmp_path / "a.png")
    Image.new("L", (8, 8)).save(tmp_path / "b.png")
    monkeypatch.chdir(tmp_path)
    resolved = plan(override(Experiment(), ["data.kind=image_folder", "data.folder=.", "training.batch_size=2"]))
    assert resolved.experiment.data.plain()["folder"] == str(tmp_path)
