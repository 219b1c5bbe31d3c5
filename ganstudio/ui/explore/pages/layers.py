"""Layers of a generator: which style each follows, and what each makes of the picture in view."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from ganstudio.exploration.facts import Facts
from ganstudio.session.explorer import Explorer
from ganstudio.ui.explore.activation_view import ActivationView
from ganstudio.ui.explore.page import Page
from ganstudio.ui.explore.style_mixer import StyleMixer
from ganstudio.ui.theme import SPACING, Theme

WITHOUT = "This generator makes no styles, so none can be mixed; its activations can be looked into."


class LayersPage(Page):
    """Style mixing where there are styles, and activations for every generator."""

    id: ClassVar[str] = "layers"
    title: ClassVar[str] = "Layers"
    hint: ClassVar[str] = "Mix styles layer by layer, and look into what each layer makes of the picture in view"

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(explorer, theme, parent)
        self._mixer = StyleMixer(explorer, theme)
        self._activations = ActivationView(explorer, theme)
        self._stack = QStackedWidget()
        self._choices = QButtonGroup(self)
        self._bar = QWidget()
        line = QHBoxLayout(self._bar)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACING // 2)
        for number, (name, text, view) in enumerate(
            (("mixing", "Style mixing", self._mixer), ("activations", "Activations", self._activations))
        ):
            self._stack.addWidget(view)
            button = QToolButton()
            button.setObjectName(f"layers.{name}")
            button.setText(text)
            button.setCheckable(True)
            button.setProperty("look", "toggle")
            self._choices.addButton(button, number)
            line.addWidget(button)
        line.addStretch()
        self._choices.idClicked.connect(self._choose)
        self._without = QLabel(WITHOUT)
        self._without.setObjectName("layers.without")
        self._without.setProperty("look", "muted")
        self._without.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACING, 0, 0)
        column.setSpacing(SPACING)
        column.addWidget(self._bar)
        column.addWidget(self._without)
        column.addWidget(self._stack, 1)
        if explorer.facts is not None:
            self.begin(explorer.facts)

    def begin(self, facts: Facts) -> None:
        self._bar.setVisible(facts.has_styles)
        self._without.setVisible(not facts.has_styles)
        self._mixer.begin(facts)
        self._activations.begin(facts)
        self._choose(0 if facts.has_styles else 1)

    def refresh(self) -> None:
        self._mixer.refresh()
        self._activations.refresh()

    def _choose(self, number: int) -> None:
        self._choices.button(number).setChecked(True)
        self._stack.setCurrentIndex(number)
        self.refresh()
