"""The plan: every "auto" resolved, every clash listed by path, before anything starts."""

import re
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


@pytest.mark.parametrize("kind", ["mlp", "dcgan"])
def test_what_is_advised_instead_of_batch_normalisation_can_be_chosen(kind: str) -> None:
    penalised = ("penalties.wgan_gp.weight=1", f"architecture.discriminator.kind={kind}")
    path = "architecture.discriminator.normalization"
    message = problems(*penalised, f"{path}=batch")[path]
    advised = re.findall("“(.+?)”", message.partition("choose")[2])
    assert advised
    for choice in advised:
        plan(override(Experiment(), (*penalised, f"{path}={choice}")))


def test_a_penalty_that_stands_twice_is_refused() -> None:
    penalty = {"kind": "wgan_gp"}
    experiment, _ = Experiment.read({"penalties": [penalty, penalty]})
    with pytest.raises(ProblemError, match=r"penalties\.wgan_gp: stands twice"):
        plan(experiment)


@pytest.mark.parametrize("loss", ["wasserstein", "f_total_variation"])
def test_a_loss_without_a_minimum_wants_ds_slope_bounded_in_one_of_three_ways(loss: str) -> None:
    assert "switch on a gradient penalty, weight clipping or spectral" in problems(f"loss.kind={loss}")["loss"]
    for bound in (
        "penalties.wgan_gp.weight=10",
        "penalties.r1.weight=1",
        "penalties.weight_clipping.clip=0.01",
        "architecture.discriminator.weights=spectral_norm",
    ):
        assert not plan(override(Experiment(), [f"loss.kind={loss}", bound])).advice
    assert "loss" in problems(f"loss.kind={loss}", "penalties.drift.weight=1"), "which bounds no slope"


def test_clipped_weights_go_with_nothing_that_they_undo() -> None:
    clipping = "penalties.weight_clipping.clip=0.01"
    assert "no slope to choose" in problems(clipping, "penalties.r1.weight=1")["penalties.r1"]
    spectral = problems(clipping, "architecture.discriminator.weights=spectral_norm")
    assert "undoes the clipping" in spectral["architecture.discriminator.weights"]
    assert "far from this loss's targets" in problems(clipping, "loss.kind=least_squares")["loss"]


def test_penalties_that_pull_to_different_slopes_are_advised_against_but_allowed() -> None:
    (advice,) = plan(override(Experiment(), ["penalties.r1.weight=1", "penalties.wgan_gp.weight=1"])).advice
    assert advice.path == "penalties"
    assert "r1 towards 0 and wgan_gp towards 1" in advice.message
    assert not plan(override(Experiment(), ["penalties.r1.weight=1", "penalties.r2.weight=1"])).advice


def test_a_penalty_as_strong_as_for_pictures_is_advised_against_on_points() -> None:
    (advice,) = plan(override(Experiment(), ["data.kind=ring8", "penalties.dragan.weight=10"])).advice
    assert advice.path == "penalties.dragan.weight"
    assert not plan(override(Experiment(), ["data.kind=ring8", "penalties.dragan.weight=0.5"])).advice


def test_a_run_too_short_for_an_update_or_a_penalty_is_advised_against() -> None:
    sets = ["training.steps=3", "training.n_critic=4", "penalties.r1.interval=4"]
    advice = plan(override(Experiment(), sets)).advice
    assert [problem.path for problem in advice] == ["training.n_critic", "penalties.r1.interval"]


def test_consistency_of_points_is_refused() -> None:
    assert "pictures" in problems("data.kind=ring8", "penalties.cr.weight=1")["penalties.cr"]


def test_a_batch_that_makes_no_whole_packs_is_refused() -> None:
    assert "no whole packs of 3" in problems("architecture.packing=3")["training.batch_size"]
    found = problems("training.full_batch=true", "architecture.packing=2")
    assert "a batch of 1,797 makes no whole packs of 2" in found["architecture.packing"]


def test_a_gradient_penalty_of_no_weight_keeps_no_slope_in_bounds() -> None:
    sets = ("loss.kind=wasserstein", "penalties.wgan_gp.weight=0")
    assert "nothing keeps D's slope in bounds" in problems(*sets)["loss"]
    rising = ("penalties.wgan_gp.weight_schedule.kind=linear", "penalties.wgan_gp.weight_schedule.final=10")
    plan(override(Experiment(), (*sets, *rising)))


def test_labels_that_are_right_as_often_as_wrong_are_refused() -> None:
    with pytest.raises(ProblemError, match=r"label_flipping: must be less than 0.5"):
        override(Experiment(), ["techniques.label_flipping=0.5"])


def test_batch_normalisation_of_a_single_pack_is_refused() -> None:
    sets = ("architecture.packing=4", "architecture.discriminator.normalization=batch")
    assert "two packs" in problems(*sets, "training.batch_size=4")["architecture.packing"]
    plan(override(Experiment(), (*sets, "training.batch_size=8")))


@pytest.mark.parametrize("sets", [(), ("training.full_batch=true",)])
def test_data_of_one_sample_is_refused_as_such(tmp_path: Path, sets: tuple[str, ...]) -> None:
    Image.new("L", (8, 8)).save(tmp_path / "one.png")
    found = problems("data.kind=image_folder", f"data.folder={tmp_path}", *sets)
    assert list(found) == ["data"]
    assert "one sample only" in found["data"]


def test_a_full_batch_takes_all_there_is_and_is_refused_where_there_is_no_end() -> None:
    assert plan(override(Experiment(), ["training.full_batch=true"])).experiment.training.batch_size == 1797
    assert "drawn without end" in problems("data.kind=ring8", "training.full_batch=true")["training.full_batch"]


def test_the_data_may_choose_the_length_which_a_run_that_goes_on_keeps() -> None:
    chosen = override(Experiment(), ["training.length_from_data=true", "training.steps=5"])
    planned = plan(chosen).experiment
    assert planned.training.steps == 2 * 1797
    assert [(told.path, told.message[:5]) for told in plan(chosen).advice] == [("training.steps", "3,594")]
    longer = planned.revise("training.steps", 9000)
    assert plan(longer, continued=True).experiment.training.steps == 9000
    endless = problems("data.kind=ring8", "training.length_from_data=true")
    assert "drawn without end" in endless["training.length_from_data"]


@pytest.mark.parametrize(("few", "kind"), [(1797, "none"), (1798, "diff_augment")])
def test_the_number_of_pictures_may_choose_the_augment(few: int, kind: str) -> None:
    chosen = override(Experiment(), ["augment.kind=auto", f"augment.few={few}"])
    assert plan(chosen).experiment.augment.kind_name() == kind
    assert plan(override(chosen, ["data.kind=ring8"])).experiment.augment.kind_name() == "none"


def test_an_auto_encoder_for_d_is_advised_against_where_its_scores_cannot_serve() -> None:
    sets = ["architecture.discriminator.kind=mlp_autoencoder"]
    assert [advice.path for advice in plan(override(Experiment(), sets)).advice] == ["loss"]
    assert plan(override(Experiment(), [*sets, "loss.kind=began"])).advice == ()
    on_points = plan(override(Experiment(), [*sets, "loss.kind=began", "data.kind=ring8"]))
    assert "copies any point" in on_points.advice[0].message


@pytest.mark.parametrize(
    ("sets", "advised"),
    [
        (["loss.kind=hinge"], False),
        (["loss.kind=relativistic"], True),
        (["loss.kind=least_squares"], True),
        (["loss.kind=least_squares", "loss.a=-1"], False),
        (["loss.kind=began", "architecture.discriminator.kind=mlp_autoencoder"], True),
    ],
)
def test_an_augment_that_follows_ds_sign_is_advised_against_where_the_sign_means_nothing(
    sets: list[str], advised: bool
) -> None:
    chosen = override(Experiment(), ["augment.kind=ada", *sets])
    assert ("augment" in [advice.path for advice in plan(chosen).advice]) == advised
    assert plan(override(chosen, ["augment.adaptive=false", "augment.start=0.3"])).advice == ()


def test_a_schedule_that_leads_out_of_its_options_range_is_refused() -> None:
    schedule = "optimizers.generator.beta2_schedule"
    found = problems(f"{schedule}.kind=linear", f"{schedule}.final=1.5")
    assert "out of its range" in found[f"{schedule}.final"]


def test_a_prior_that_the_latent_dimension_does_not_hold_is_refused() -> None:
    found = problems("architecture.prior.kind=codes", "architecture.latent_dim=3")
    assert all(path.startswith("architecture.prior") for path in found)
    assert found


def test_a_rule_that_could_never_be_met_is_refused() -> None:
    found = problems("stopping.convergence.window=100", "recording.measure_every=50")
    assert "at least 200" in found["stopping.convergence.window"]


def test_labels_that_are_the_same_for_real_and_fake_are_refused() -> None:
    found = problems("loss.real_label=0.5", "loss.fake_label=0.5")
    assert "nothing to learn" in found["loss.real_label"]


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
