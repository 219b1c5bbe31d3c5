"""What CIFAR-10 and CIFAR-100 share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ganstudio.datasets.photos import Photos
from ganstudio.datasets.published import Downloadable, Remote


class Cifar(Photos, Downloadable):
    """Small colour photographs in a few pickled files, whose checksums torchvision looks at before it reads them."""

    def remotes(self) -> Sequence[Remote]:
        from torchvision import datasets

        reader = getattr(datasets, self.reader)
        return [Remote((reader.url,), reader.tgz_md5, self.folder / reader.filename)]

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        data = self.torchvision(train=self.split == "train")
        return data.data.transpose(0, 3, 1, 2), np.array(data.targets, np.int64)
