"""The auxiliary classifier, and its twin."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.conditionings.auxiliary import Auxiliary
from ganstudio.options import option
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor, nn

    from ganstudio.nets.critic import Critic


class AuxiliaryClassifier(Auxiliary):
    """D also says which class it sees, and G learns to be recognised: clear classes, at some cost in variety."""

    kind: Literal["auxiliary_classifier"] = "auxiliary_classifier"
    label: ClassVar[str] = "Auxiliary classifier (ACGAN)"
    formula: ClassVar[str] = (
        r"L_C = -\mathbb{E}[\log C_y(x)] - \mathbb{E}[\log C_y(G(z, y))]"
        r"\qquad L_{\mathrm{twin}} = -\mathbb{E}[\log C'_y(G(z, y))]"
    )
    paper: ClassVar[str] = (
        "Odena et al. 2017, Conditional Image Synthesis with Auxiliary Classifier GANs, eq. 3; the twin: Gong et al. "
        "2019, Twin Auxiliary Classifiers GAN, section 3"
    )
    classify_fakes: bool = option(
        default=True,
        help="D learns the classes of fakes too, as in the paper. Without, it learns them from real samples alone, and "
        "a G that shows the wrong class does not mislead it.",
    )
    twin: bool = option(
        default=False,
        label="Twin classifier",
        help="A second classifier learns from fakes alone, and G avoids being easy for it, which brings back the "
        "variety within a class (TAC-GAN).",
    )

    def heads(self, feature_dim: int, classes: int) -> dict[str, nn.Module]:
        from torch import nn

        return {name: nn.Linear(feature_dim, classes) for name in ("classes", "twin")[: 1 + self.twin]}

    def d_terms(self, D: Critic, turn: Turn) -> dict[str, Tensor]:
        terms = {"classes.real": _cross_entropy(D, "classes", turn.real_features, turn.y)}
        if self.classify_fakes:
            terms["classes.fake"] = _cross_entropy(D, "classes", turn.fake_features, turn.y)
        if self.twin:
            terms["classes.twin"] = _cross_entropy(D, "twin", turn.fake_features, turn.y)
        return {name: self.d_weight * term for name, term in terms.items()}

    def g_terms(self, D: Critic, turn: Turn) -> dict[str, Tensor]:
        terms = {"classes.fake": _cross_entropy(D, "classes", turn.fake_features, turn.y)}
        if self.twin:
            terms["classes.twin"] = -_cross_entropy(D, "twin", turn.fake_features, turn.y)
        return {name: self.g_weight * term for name, term in terms.items()}


def _cross_entropy(D: Critic, head: str, features: Tensor, y: Tensor | None) -> Tensor:
    from torch.nn.functional import cross_entropy

    from ganstudio.nets.blocks import known

    return cross_entropy(D.get_submodule(f"heads.{head}")(features), known(y))
