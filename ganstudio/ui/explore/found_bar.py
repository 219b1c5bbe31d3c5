"""What was found for a picture, and where it can go: into view, among the anchors or favourites, into a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QInputDialog, QVBoxLayout, QWidget

from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import Pose
from ganstudio.session.explorer import Explorer
from ganstudio.session.notice import Notice
from ganstudio.session.questions.export import save_picture
from ganstudio.session.questions.own_picture import LONGEST, Sought
from ganstudio.ui.explore.picture_tools import allow, tool
from ganstudio.ui.theme import SPACING
from ganstudio.ui.widgets.sentence_label import SentenceLabel

WAIT = "The search goes on; Cancel ends it with the best so far"
ON_VIEW = "Shows the sample that was found beside this page, to be edited; with truncation 1, as it was sought"


class FoundBar(QWidget):
    """Away while there is nothing."""

    def __init__(self, explorer: Explorer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer = explorer
        self._found: Sought | None = None
        self._told = SentenceLabel()
        self._told.setObjectName("own_picture.found")
        self._told.setProperty("look", "muted")
        self._hints = {
            tool("own_picture.take", "Take into view", ON_VIEW, self._take): ON_VIEW,
            tool("own_picture.anchor", "Anchor", "", self._add_anchor): "Adds the sample to the anchors of the path",
            tool("own_picture.keep", "Keep", "", self._keep): "Keeps the sample as a favourite, under a name",
            tool("own_picture.save", "Save…", "", self._save): "Writes the picture on the right as a PNG file",
        }
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACING // 2)
        for button in self._hints:
            buttons.addWidget(button)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING // 2)
        column.addWidget(self._told)
        column.addLayout(buttons)
        self.hide()

    def show_found(self, found: Sought | None, known: str, *, is_sought: bool) -> None:
        """known: what of the picture is compared. is_sought: the search goes on."""
        self._found = found
        self.setVisible(found is not None)
        if found is None:
            return
        for button, hint in self._hints.items():
            allow(button, hint, WAIT if is_sought else "")
        words = [f"{found.psnr:.1f} dB PSNR {known}".rstrip()]
        if not found.is_final and not is_sought:
            words.append(f"ended after {found.step:,} of {found.steps:,} steps")
        facts = self._explorer.facts
        has_learnt = facts is not None and facts.step != found.generator
        words.append(f"generator of step {found.generator:,}{', which has learnt on since' if has_learnt else ''}")
        self._told.say(" · ".join(words))

    def _take(self) -> None:
        place, exploration = self._place(), self._explorer.exploration
        exploration = exploration.revise("pose", Pose(place=place)).revise("look", Look())
        self._explorer.edit(exploration, f"“{place.name}” as it was found")

    def _add_anchor(self) -> None:
        anchors = (*self._explorer.exploration.anchors, self._place())
        self._explorer.put("anchors", anchors, "new anchor")

    def _keep(self) -> None:
        place = self._place()
        name, wanted = QInputDialog.getText(self, "Keep this picture", "Its name", text=place.name)
        if wanted:
            place = place.revise("name", name.strip()[:LONGEST] or place.name)
            favourites = (*self._explorer.exploration.favourites, place)
            self._explorer.put("favourites", favourites, f"favourite “{place.name}”")

    def _save(self) -> None:
        assert self._found is not None
        pixels, proposed = self._found.picture, f"{self._found.place.name}.png".replace("/", "-")
        chosen, _ = QFileDialog.getSaveFileName(self, "Save the picture", proposed, "Pictures (*.png)")
        if not chosen:
            return
        file = Path(chosen) if Path(chosen).suffix.lower() == ".png" else Path(f"{chosen}.png")
        try:
            save_picture(pixels, 0, file)
        except OSError as error:
            self._explorer.tell("Saving the picture", error)
        else:
            self._explorer.notice(Notice(f"The picture is in {file}."))

    def _place(self) -> Place:
        assert self._found is not None
        return self._found.place
