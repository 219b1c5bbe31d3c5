"""Where a picture is dropped: a dashed area with a sentence, and what a drop or the clipboard brings along."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.datasets.decode import MOST_PIXELS, SUFFIXES
from ganstudio.problems import ProblemError
from ganstudio.session.questions.own_picture import Given
from ganstudio.ui.theme import Theme

SENTENCE = (
    "Drop a picture here, or open or paste one: the generator’s nearest sample is sought, and can then be edited."
)
ENCODED = ("image/png", "image/jpeg", "image/webp", "image/bmp", "image/gif", "image/tiff")
ICON = 40  # px
ROUNDING = 8  # px
ROOM = 24  # px between the text and the sides


class PictureDrop(QWidget):
    """Says what to do while there is no picture."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName("Place for a picture")
        self.setAccessibleDescription(SENTENCE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 140)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colors = QPainter(self), self._theme.colors
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shade = colors.accent if self.hasFocus() else colors.muted
        painter.setPen(QPen(shade, 1.5, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), ROUNDING, ROUNDING)
        room = self.rect().adjusted(ROOM, 0, -ROOM, 0)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        text = painter.fontMetrics().boundingRect(room, int(flags), SENTENCE)
        top = (self.height() - ICON - ROOM // 2 - text.height()) // 2
        icon = self._theme.icon("image-plus-outline", colors.muted)
        icon.paint(painter, (self.width() - ICON) // 2, top, ICON, ICON)
        painter.setPen(colors.muted)
        painter.drawText(room.adjusted(0, top + ICON + ROOM // 2, 0, 0), flags, SENTENCE)


def holds_picture(taken: QMimeData) -> bool:
    """Whether a drop, or the clipboard, brings one picture."""
    return picture_file(taken) is not None or taken.hasImage() or any(map(taken.hasFormat, ENCODED))


def picture_file(taken: QMimeData) -> Path | None:
    """The one picture file, if it brings one."""
    files = [Path(url.toLocalFile()) for url in taken.urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 and files[0].suffix.lower() in SUFFIXES else None


def picture_data(taken: QMimeData, name: str) -> Given:
    """The picture that it brings other than as a file. Raises ProblemError."""
    for encoded in ENCODED:
        if taken.hasFormat(encoded):
            return Given(name, bytes(taken.data(encoded).data()))
    image = taken.imageData()
    if not isinstance(image, QImage) or image.isNull():
        raise ProblemError.single("", "there is no picture to paste: copy one first")
    if image.width() * image.height() > MOST_PIXELS:
        raise ProblemError.single("", f"a picture may have at most {MOST_PIXELS // 10**6} megapixels")
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"PNG").write(image)
    return Given(name, bytes(buffer.data().data()))
