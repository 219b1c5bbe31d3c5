"""The networks of SAGAN: residual blocks and one layer of self-attention."""

from __future__ import annotations

from typing import ClassVar, Literal

from ganstudio.architectures.base import WEIGHTS_HELP, Weights
from ganstudio.architectures.resnet import ATTENTION_HELP, Residual, ResidualDiscriminator, ResidualGenerator
from ganstudio.options import option


class _Sagan(Residual):
    kind: Literal["sagan"] = "sagan"
    label: ClassVar[str] = "SAGAN"
    paper: ClassVar[str] = "Zhang et al. 2019, Self-Attention Generative Adversarial Networks"
    attention_at: int = option(default=32, ge=8, le=64, unit="pixels", label="Attention up to", help=ATTENTION_HELP)

    def attention_size(self) -> int:
        return self.attention_at


class SaganGenerator(_Sagan, ResidualGenerator):
    """Residual blocks with self-attention, so that parts of the picture that lie far apart are made to agree."""

    weights: Weights = option(default="spectral_norm", help=WEIGHTS_HELP)


class SaganDiscriminator(_Sagan, ResidualDiscriminator):
    """Residual blocks with self-attention, so that parts that lie far apart are judged together."""
