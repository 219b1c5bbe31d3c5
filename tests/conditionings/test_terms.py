"""The terms of each conditioning are those of its paper, worked out by hand on a few numbers."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from ganstudio.architectures.mlp import MlpDiscriminator
from ganstudio.conditionings import CONDITIONINGS, Conditioning
from ganstudio.nets.critic import Critic
from ganstudio.priors.codes import Codes
from ganstudio.turn import Turn
from tests.conditionings.games import EVERY, LATENT_DIM, NAMES, POINTS, critic_of, generator_of, prior_of, turn_of

WITH_TERMS = {"auxiliary_classifier", "multi_hinge", "d2d_ce", "info_gan"}
BATCH = 7


def made(name: str, **options: Any) -> Conditioning:
    return CONDITIONINGS[name].model_validate(options)


def game_of(conditioning: Conditioning) -> tuple[nn.Module, Critic, Turn]:
    """G, D and a turn of theirs in float64, all weights at random."""
    torch.manual_seed(1)
    G, D = generator_of(conditioning).double(), critic_of(conditioning).double()
    y = torch.tensor([0, 2, 1, 1, 0, 2, 2]) if conditioning.needs_classes else None
    z = prior_of(conditioning).of_normal(torch.randn(BATCH, LATENT_DIM, dtype=torch.float64))
    return G, D, turn_of(G, D, torch.randn(BATCH, 2, dtype=torch.float64), z, y)


def log_softmax(scores: list[float], k: int) -> float:
    return scores[k] - math.log(sum(math.exp(s) for s in scores))


def cross_entropy(scores: Tensor, y: Tensor) -> float:
    return -sum(log_softmax(row, k) for row, k in zip(scores.tolist(), y.tolist(), strict=True)) / len(y)


def values(terms: dict[str, Tensor]) -> dict[str, float]:
    assert all(term.shape == () for term in terms.values())
    return {name: term.item() for name, term in terms.items()}


def test_the_auxiliary_classifier_is_the_cross_entropy_of_real_and_fake_in_both_losses() -> None:
    chosen = made("auxiliary_classifier", d_weight=0.5, g_weight=2.0)
    _, D, turn = game_of(chosen)
    head = D.get_submodule("heads.classes")
    real, fake = (cross_entropy(head(f), turn.y) for f in (turn.real_features, turn.fake_features))
    assert values(chosen.d_terms(D, turn)) == pytest.approx({"classes.real": 0.5 * real, "classes.fake": 0.5 * fake})
    assert values(chosen.g_terms(D, turn)) == pytest.approx({"classes.fake": 2.0 * fake})


def test_a_twin_learns_from_fakes_alone_and_g_avoids_it() -> None:
    chosen = made("auxiliary_classifier", d_weight=0.5, g_weight=2.0, twin=True, classify_fakes=False)
    _, D, turn = game_of(chosen)
    head, twin = D.get_submodule("heads.classes"), D.get_submodule("heads.twin")
    real, fake = (cross_entropy(head(f), turn.y) for f in (turn.real_features, turn.fake_features))
    told = cross_entropy(twin(turn.fake_features), turn.y)
    assert values(chosen.d_terms(D, turn)) == pytest.approx({"classes.real": 0.5 * real, "classes.twin": 0.5 * told})
    assert values(chosen.g_terms(D, turn)) == pytest.approx({"classes.fake": 2 * fake, "classes.twin": -2 * told})


def test_a_twin_as_good_as_the_classifier_takes_all_its_gradient_from_g() -> None:
    chosen = made("auxiliary_classifier", twin=True)
    G, D, turn = game_of(chosen)
    D.get_submodule("heads.twin").load_state_dict(D.get_submodule("heads.classes").state_dict())
    gradients = torch.autograd.grad(sum(chosen.g_terms(D, turn).values()), list(G.parameters()))
    assert all(gradient.abs().max() < 1e-12 for gradient in gradients)


def test_the_multi_hinge_asks_the_right_class_to_lead_all_others_by_1() -> None:
    chosen = made("multi_hinge", d_weight=0.5, g_weight=2.0)
    _, D, turn = game_of(chosen)
    head = D.get_submodule("heads.classes")
    assert turn.y is not None

    def hinge(features: Tensor, wanted: list[int]) -> float:
        total = 0.0
        for scores, k in zip(head(features).tolist(), wanted, strict=True):
            assert len(scores) == 4  # three classes and “fake”
            total += max(0.0, 1 - scores[k] + max(s for j, s in enumerate(scores) if j != k))
        return total / len(wanted)

    y = turn.y.tolist()
    assert values(chosen.d_terms(D, turn)) == pytest.approx(
        {"classes.real": 0.5 * hinge(turn.real_features, y), "classes.fake": 0.5 * hinge(turn.fake_features, [3] * 7)}
    )
    assert values(chosen.g_terms(D, turn)) == pytest.approx({"classes.fake": 2.0 * hinge(turn.fake_features, y)})


def test_the_multi_hinge_asks_nothing_more_beyond_the_margin() -> None:
    chosen = made("multi_hinge")
    _, D, turn = game_of(chosen)
    layer = D.get_submodule("heads.classes")
    assert isinstance(layer, nn.Linear)
    with torch.no_grad():
        layer.weight.zero_()
        layer.bias.copy_(torch.tensor([0.0, 0.0, 0.0, 1.5]))
    terms = chosen.d_terms(D, turn)
    assert terms["classes.fake"].item() == 0
    assert terms["classes.real"].item() == pytest.approx(2.5)  # 1 − 0 + 1.5


@pytest.mark.parametrize("margins", [(0.98, 0.02), (0.3, 0.4), (1.0, -1.0)])
def test_the_data_to_data_cross_entropy_is_that_of_the_paper(margins: tuple[float, float]) -> None:
    m_p, m_n = margins
    chosen = made("d2d_ce", d_weight=0.5, g_weight=2.0, temperature=0.7, positive_margin=m_p, negative_margin=m_n)
    _, D, turn = game_of(chosen)
    head = D.get_submodule("heads.proxies")
    assert turn.y is not None
    y = turn.y.tolist()

    def literal(features: Tensor) -> float:
        f = normalize(head.projection(features)).tolist()
        proxies = normalize(head.proxies.weight).tolist()

        def cosine(a: list[float], b: list[float]) -> float:
            return sum(p * q for p, q in zip(a, b, strict=True))

        total = 0.0
        for i in range(BATCH):
            near = math.exp(min(cosine(f[i], proxies[y[i]]) - m_p, 0) / 0.7)
            others = sum(math.exp(max(cosine(f[i], f[j]) - m_n, 0) / 0.7) for j in range(BATCH) if y[j] != y[i])
            total -= math.log(near / (near + others))
        return total / BATCH

    assert values(chosen.d_terms(D, turn)) == pytest.approx({"classes.real": 0.5 * literal(turn.real_features)})
    assert values(chosen.g_terms(D, turn)) == pytest.approx({"classes.fake": 2.0 * literal(turn.fake_features)})


def test_a_batch_of_one_class_has_nothing_to_be_pushed_from() -> None:
    chosen = made("d2d_ce")
    G, D, turn = game_of(chosen)
    turn.y = torch.ones(BATCH, dtype=torch.int64)
    (term,) = chosen.g_terms(D, turn).values()
    assert term.item() == pytest.approx(0, abs=1e-12)
    gradients = torch.autograd.grad(term, list(G.parameters()))
    assert all(gradient.isfinite().all() for gradient in gradients)


@pytest.mark.parametrize("learns_variance", [False, True])
def test_info_gan_is_the_log_likelihood_of_the_codes_in_both_losses(learns_variance: bool) -> None:
    chosen = made("info_gan", weight_discrete=2.0, weight_continuous=0.5, learns_variance=learns_variance)
    _, D, turn = game_of(chosen)
    answers = D.get_submodule("heads.codes").layer(turn.fake_features)
    assert answers.shape == (BATCH, 3 + 2 + 2 * learns_variance)
    discrete = cross_entropy(answers[:, :3], turn.z[:, 3:6].argmax(dim=1))
    continuous = 0.0
    for i in range(BATCH):
        for j in range(2):
            log_variance = 6 * math.tanh(answers[i, 5 + j].item() / 6) if learns_variance else 0.0
            error = turn.z[i, 6 + j].item() - answers[i, 3 + j].item()
            continuous += (error**2 / math.exp(log_variance) + log_variance) / 2 / BATCH
    expected = {"codes.discrete": 2 * discrete, "codes.continuous": 0.5 * continuous}
    assert values(chosen.d_terms(D, turn)) == pytest.approx(expected)
    assert values(chosen.g_terms(D, turn)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        ({"discrete": 0, "continuous": 3}, {"codes.continuous"}),
        ({"discrete": 2, "categories": 4, "continuous": 0}, {"codes.discrete"}),
    ],
)
def test_info_gan_asks_only_for_the_codes_that_there_are(codes: dict[str, int], names: set[str]) -> None:
    chosen, prior = made("info_gan"), Codes(**codes)
    D = chosen.discriminator(MlpDiscriminator(widths=(8,)), POINTS, prior)
    z = prior.of_normal(torch.randn(BATCH, LATENT_DIM))
    terms = chosen.d_terms(D, turn_of(nn.Identity(), D, torch.randn(BATCH, 2), z, None, fake=torch.randn(BATCH, 2)))
    assert set(terms) == names
    assert all(term.isfinite() for term in terms.values())


@pytest.mark.parametrize("conditioning", EVERY, ids=NAMES)
def test_the_terms_of_g_reach_g_through_what_d_saw_of_its_fakes(conditioning: Conditioning) -> None:
    G, D, turn = game_of(conditioning)
    D.requires_grad_(False)
    turn = turn_of(G, D, turn.real, turn.z, turn.y)
    turn.real_features = turn.real_logits = torch.full((), math.nan)  # G's turn may know nothing of real samples
    terms = conditioning.g_terms(D, turn)
    assert bool(terms) == (conditioning.kind_name() in WITH_TERMS)
    for name, term in terms.items():
        assert term.isfinite(), name
        gradients = torch.autograd.grad(term, list(G.parameters()), retain_graph=True)
        assert max(gradient.abs().max() for gradient in gradients) > 0, name


@pytest.mark.parametrize("conditioning", EVERY, ids=NAMES)
def test_the_terms_of_d_reach_every_head_and_the_body(conditioning: Conditioning) -> None:
    G, D, turn = game_of(conditioning)
    turn = turn_of(G, D, turn.real, turn.z, turn.y, fake=turn.fake.detach())
    terms = conditioning.d_terms(D, turn)
    assert bool(terms) == (conditioning.kind_name() in WITH_TERMS)
    if terms:
        sum(terms.values()).backward()
        heads = dict(D.get_submodule("heads").named_parameters())
        body = D.get_submodule("body.layers.1").weight
        assert heads
        for name, weight in [*heads.items(), ("body", body)]:
            assert weight.grad is not None, name
            assert weight.grad.abs().max() > 0, name
