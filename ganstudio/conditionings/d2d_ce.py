"""The data-to-data cross-entropy of ReACGAN."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.conditionings.auxiliary import Auxiliary
from ganstudio.options import option
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor, nn

    from ganstudio.nets.critic import Critic


class D2dCe(Auxiliary):
    """Samples are drawn to the point of their class on a sphere, and pushed from samples of other classes: steadier
    than a plain classifier where there are many classes."""

    kind: Literal["d2d_ce"] = "d2d_ce"
    label: ClassVar[str] = "Data-to-data cross-entropy (ReACGAN)"
    formula: ClassVar[str] = (
        r"-\mathbb{E}_i \log \frac{e^{p_i}}{e^{p_i} + \sum_{j:\, y_j \neq y_i} e^{n_{ij}}}"
        r"\qquad p_i = [f_i^{\top} v_{y_i} - m_p]_- / \tau"
        r"\qquad n_{ij} = [f_i^{\top} f_j - m_n]_+ / \tau"
    )
    paper: ClassVar[str] = "Kang et al. 2021, Rebooting ACGAN: Auxiliary Classifier GANs with Stable Training, eq. 8"
    temperature: float = option(
        default=0.5,
        ge=0.01,
        le=10,
        log=True,
        help="Smaller values look at the hardest samples of a batch most. The paper has 0.5 for small pictures.",
    )
    positive_margin: float = option(
        default=0.98, ge=-1, le=1, help="Cosine beyond which a sample is near enough to its class."
    )
    negative_margin: float = option(
        default=0.02, ge=-1, le=1, help="Cosine below which samples of two classes are far enough apart."
    )
    proxy_dim: int = option(
        default=512,
        ge=2,
        le=8192,
        unit="numbers",
        label="Sphere",
        help="Dimensions of the space in which samples and classes are compared.",
    )

    def heads(self, feature_dim: int, classes: int) -> dict[str, nn.Module]:
        from ganstudio.nets.heads import ProxyHead

        return {"proxies": ProxyHead(feature_dim, classes, self.proxy_dim)}

    def d_terms(self, D: Critic, turn: Turn) -> dict[str, Tensor]:
        return {"classes.real": self.d_weight * self._cross_entropy(D, turn.real_features, turn.y)}

    def g_terms(self, D: Critic, turn: Turn) -> dict[str, Tensor]:
        return {"classes.fake": self.g_weight * self._cross_entropy(D, turn.fake_features, turn.y)}

    def _cross_entropy(self, D: Critic, features: Tensor, y: Tensor | None) -> Tensor:
        import torch

        from ganstudio.nets.blocks import known

        y = known(y)
        f, v = D.get_submodule("heads.proxies")(features, y)
        near = ((f * v).sum(dim=1, keepdim=True) - self.positive_margin).clamp(max=0) / self.temperature
        apart = (f @ f.T - self.negative_margin).clamp(min=0) / self.temperature
        apart = apart.masked_fill(y[:, None] == y, float("-inf"))  # the others of a class are no negatives
        return (torch.cat((near, apart), dim=1).logsumexp(dim=1) - near.squeeze(1)).mean()
