"""The hinge loss over the classes, of which “fake” is one more."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.conditionings.auxiliary import Auxiliary
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor, nn

    from ganstudio.nets.critic import Critic


class MultiHinge(Auxiliary):
    """D also scores every class and “fake”; the right one is to lead all others by a margin, beyond which nothing more
    is asked. Made for the hinge loss."""

    kind: Literal["multi_hinge"] = "multi_hinge"
    label: ClassVar[str] = "Multi-hinge (MHingeGAN)"
    formula: ClassVar[str] = (
        r"H_k(x) = \max(0, 1 - C_k(x) + \max_{j \neq k} C_j(x))"
        r"\qquad L_D = \mathbb{E}[H_y(x)] + \mathbb{E}[H_{K+1}(G(z, y))]"
        r"\qquad L_G = \mathbb{E}[H_y(G(z, y))]"
    )
    paper: ClassVar[str] = (
        "Kavalerov et al. 2021, A Multi-Class Hinge Loss for Conditional GANs; the margin: Crammer and Singer 2001"
    )

    def heads(self, feature_dim: int, classes: int) -> dict[str, nn.Module]:
        from torch import nn

        return {"classes": nn.Linear(feature_dim, classes + 1)}

    def d_terms(self, D: Critic, turn: Turn) -> dict[str, Tensor]:
        real, fake = _scores(D, turn.real_features), _scores(D, turn.fake_features)
        none_of_them = fake.new_full((len(fake),), fake.shape[1] - 1).long()
        return {
            "classes.real": self.d_weight * _hinge(real, turn.y),
            "classes.fake": self.d_weight * _hinge(fake, none_of_them),
        }

    def g_terms(self, D: Critic, turn: Turn) -> dict[str, Tensor]:
        return {"classes.fake": self.g_weight * _hinge(_scores(D, turn.fake_features), turn.y)}


def _scores(D: Critic, features: Tensor) -> Tensor:
    scores: Tensor = D.get_submodule("heads.classes")(features)
    return scores


def _hinge(scores: Tensor, y: Tensor | None) -> Tensor:
    """scores: (B, classes). How far that of y is from leading all others by 1."""
    from ganstudio.nets.blocks import known

    own = known(y)[:, None]
    others = scores.scatter(1, own, float("-inf"))
    return (1 - scores.gather(1, own).squeeze(1) + others.amax(dim=1)).relu().mean()
