"""What networks for pictures share whose maps double in channels with each halving of the size."""

from __future__ import annotations

from ganstudio.architectures.pictures import OfPictures
from ganstudio.options import option


class Pyramid(OfPictures):
    """A network whose channels double with each halving, up to a bound."""

    most: int = option(
        default=512, ge=1, le=4096, unit="channels", label="Most channels", help="Where the doubling of channels ends."
    )
