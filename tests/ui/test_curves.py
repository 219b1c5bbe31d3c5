"""The plots: what lands in which of them, logarithms below zero, names in the legend, and the choice below."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QToolButton
from pytestqt.qtbot import QtBot

from ganstudio.events import Measured, Progress, Started
from ganstudio.penalties import PENALTIES
from ganstudio.session.session import Session
from ganstudio.ui.labels import short
from ganstudio.ui.panels.health import SUBJECTS, Health
from ganstudio.ui.panels.live import Live
from ganstudio.ui.widgets.curve_plot import CurvePlot
from ganstudio.ui.window import Window
from tests.ui.conftest import Find
from tests.ui.test_live import short as short_run
from tests.ui.test_live import train

STARTED = Started(0, 1_000, 0, "CPU", 1, 10, 10, "critic score", (1, 8, 8))
STEADY = {"loss.D": 0.5, "loss.G": 1.5, "score.real": 0.6, "score.fake": 0.4}
GRADIENTS = {"gradient.D": 0.1, "gradient.G": 0.001}


def progress(step: int, **more: float) -> Progress:
    named = {name.replace("_", ".", 1): value for name, value in more.items()}
    return Progress(step, step * 16, step / 100, 1_600.0, STEADY | named)


def tell(session: Session, *scalars: dict[str, float]) -> None:
    session.happened.emit(STARTED)
    for index, values in enumerate(scalars):
        step = 10 * (index + 1)
        session.happened.emit(Progress(step, step * 16, step / 100, 1_600.0, STEADY | values))


@pytest.fixture
def plots(window: Window, qtbot: QtBot) -> list[CurvePlot]:
    found = window.findChild(Live).findChildren(CurvePlot)
    qtbot.waitUntil(lambda: all(plot._view is not None for plot in found), timeout=10_000)
    return found


@pytest.fixture
def health(plots: list[CurvePlot]) -> Health:
    assert isinstance(plots[2], Health)
    return plots[2]


def drawn(plot: CurvePlot, name: str) -> list[float]:
    """The places at which a curve is drawn."""
    _, places = plot._curves[name].line.getData()
    return [] if places is None else places.tolist()


def numbers(plot: CurvePlot) -> list[str]:
    """What stands beside the plot."""
    axis = plot._view.getAxis("left")
    _, (low, high) = plot._view.viewRange()
    return [text for _, places in axis.tickValues(low, high, 100) for text in axis.tickStrings(places, 1, 1)]


# --- losses ---


def test_losses_on_both_sides_of_zero_can_be_seen_logarithmically(
    window: Window, session: Session, plots: list[CurvePlot], find: Find, qtbot: QtBot
) -> None:
    log = find("curves.log", QToolButton)
    tell(session, {"loss.D": 100.0}, {"loss.D": 1.0})
    qtbot.mouseClick(log, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: drawn(plots[0], "loss.D") == pytest.approx([2.0, 0.0]))
    assert numbers(plots[0]) == ["1", "10", "100"]
    session.happened.emit(progress(30, loss_D=-100.0))
    qtbot.waitUntil(lambda: len(drawn(plots[0], "loss.D")) == 3)
    assert log.isChecked()
    first, second, third = drawn(plots[0], "loss.D")
    assert first == pytest.approx(-third)
    assert 0 < second < first
    assert numbers(plots[0]) == ["−100", "−10", "0", "10", "100"]
    _, (low, high) = plots[0]._view.viewRange()
    assert low <= third < first <= high
    qtbot.mouseClick(log, Qt.MouseButton.LeftButton)
    assert drawn(plots[0], "loss.D") == [100.0, 1.0, -100.0]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Gradient penalty (WGAN-GP)", "WGAN-GP"),
        ("R1 (real data)", "R1"),
        ("DRAGAN", "DRAGAN"),
        ("A penalty with an endless name", "A penalty with…"),
    ],
)
def test_penalties_have_short_names_in_the_legend(label: str, name: str) -> None:
    assert short(label) == name


def test_no_two_penalties_share_a_name_in_the_legend() -> None:
    names = [short(kind.label) for kind in PENALTIES]
    assert sorted(names) == sorted(set(names))


def test_a_penalty_in_both_losses_has_a_curve_for_each(session: Session, plots: list[CurvePlot]) -> None:
    tell(session, {"penalty.zcr": 0.1, "penalty.zcr.G": -0.2})
    shown = [plots[0]._curves[name].button.accessibleName() for name in ("penalty.zcr", "penalty.zcr.G")]
    assert "zCR" in shown[0]
    assert "zCR in G" in shown[1]


def test_many_penalties_wrap_in_the_legend_instead_of_widening_the_window(
    window: Window, session: Session, plots: list[CurvePlot], qtbot: QtBot
) -> None:
    before = window.minimumSizeHint().width()
    tell(session, {f"penalty.number_{number}": 0.1 for number in range(8)})
    qtbot.wait(50)
    assert window.minimumSizeHint().width() == before
    window.resize(1366, 728)
    qtbot.wait(100)
    buttons = [curve.button for curve in plots[0]._curves.values()]
    legend = buttons[0].parentWidget()
    assert all(legend.rect().contains(button.geometry()) for button in buttons)
    assert len({button.y() for button in buttons}) > 1
    assert legend.height() >= legend.heightForWidth(legend.width()), "no line of it is cut off"
    assert len({curve.line.opts["pen"].color().name() for curve in plots[0]._curves.values()}) == 10


# --- the third plot ---


def test_gradients_and_distances_stay_out_of_the_loss_plot(
    window: Window, session: Session, plots: list[CurvePlot], health: Health
) -> None:
    tell(session, GRADIENTS | {"advantage": 0.3})
    session.happened.emit(Measured(10, {"sliced_wasserstein": 0.05, "modes": 8.0}))
    assert plots[0].names == ("loss.D", "loss.G")
    assert plots[1].names == ("score.real", "score.fake")
    assert set(health.names) == {"gradient.D", "gradient.G", "advantage", "sliced_wasserstein", "modes"}


def test_third_plot_appears_with_its_first_value_and_offers_what_the_run_has(
    window: Window, session: Session, health: Health, find: Find
) -> None:
    tell(session, {})
    assert not health.isVisible()
    menu = find("curves.health", QComboBox)
    session.happened.emit(progress(20, gradient_D=0.1, gradient_G=0.001, advantage=0.5))
    assert health.isVisible()
    session.happened.emit(Measured(20, {"sliced_wasserstein": 0.05}))
    assert [menu.itemText(index) for index in range(menu.count())] == [
        "Gradients",
        "Distance to the data",
        "D's advantage",
    ]
    assert all(menu.itemData(index, Qt.ItemDataRole.ToolTipRole) for index in range(menu.count()))
    session.run_opened.emit(None)
    assert not health.isVisible()
    assert menu.count() == 0


def test_gradients_are_drawn_logarithmically_and_one_subject_at_a_time(
    window: Window, session: Session, health: Health, find: Find, qtbot: QtBot
) -> None:
    tell(session, GRADIENTS, GRADIENTS)
    session.happened.emit(Measured(10, {"sliced_wasserstein": 0.05}))
    session.happened.emit(Measured(20, {"sliced_wasserstein": 0.04}))
    qtbot.waitUntil(lambda: drawn(health, "gradient.D") == pytest.approx([-1, -1]))
    menu = find("curves.health", QComboBox)
    choose(menu, "Distance to the data")
    qtbot.waitUntil(health._curves["sliced_wasserstein"].line.isVisible)
    assert not health._curves["gradient.D"].line.isVisible()
    assert not find("curve.gradient.D", QToolButton).isVisible()
    np.testing.assert_allclose(drawn(health, "sliced_wasserstein"), [0.05, 0.04], rtol=1e-6)
    assert find("curve.sliced_wasserstein", QToolButton).text() == "0.040"


def test_advantage_is_seen_against_guessing_and_certainty(
    window: Window, session: Session, health: Health, qtbot: QtBot
) -> None:
    tell(session, {"advantage": 0.30}, {"advantage": 0.35})
    qtbot.waitUntil(lambda: health._view.viewRange()[1][1] >= 1)
    assert health._view.viewRange()[1][0] <= 0
    assert not health.log.isVisible()


def test_choice_of_the_third_plot_is_remembered_over_runs_and_restarts(
    open_window: Callable[[], Window], session: Session, qtbot: QtBot
) -> None:
    window = open_window()
    menu = window.findChild(QComboBox, "curves.health")
    tell(session, GRADIENTS | {"advantage": 0.3})
    choose(menu, "D's advantage")
    session.run_opened.emit(None)
    tell(session, GRADIENTS)
    assert menu.currentText() == "Gradients", "what this run does not have yet is not shown"
    session.happened.emit(progress(20, advantage=0.2))
    assert menu.currentText() == "D's advantage"
    window.close()
    again = open_window().findChild(QComboBox, "curves.health")
    session.run_opened.emit(None)
    tell(session, GRADIENTS | {"advantage": 0.3})
    assert again.currentText() == "D's advantage"


def test_numbers_without_a_description_are_offered_under_their_own_name(
    window: Window, session: Session, health: Health, find: Find
) -> None:
    session.happened.emit(STARTED)
    session.happened.emit(Measured(10, {"of_tomorrow": 0.5}))
    assert find("curves.health", QComboBox).currentText() == "Of tomorrow"
    assert health.series("of_tomorrow").values.tolist() == [0.5]


def test_everything_that_is_measured_of_a_mixture_is_described() -> None:
    described = {name for subject in SUBJECTS for name in subject.curves}
    assert described >= {"sliced_wasserstein", "modes", "high_quality", "reverse_kl"}


def test_steps_are_written_below_the_lowest_plot_only(window: Window, session: Session, plots: list[CurvePlot]) -> None:
    def numbered() -> list[bool]:
        return [plot._view.getAxis("bottom").style["showValues"] for plot in plots]

    tell(session, {})
    assert numbered() == [False, True, False]
    session.happened.emit(progress(20, gradient_D=0.1))
    assert numbered() == [False, False, True]
    session.run_opened.emit(None)
    assert numbered() == [False, True, False]


def choose(menu: QComboBox, text: str) -> None:
    menu.setCurrentIndex(menu.findText(text))
    menu.activated.emit(menu.currentIndex())


def test_terms_of_the_conditioning_share_a_plot_below_the_losses(
    window: Window, session: Session, plots: list[CurvePlot], find: Find, qtbot: QtBot
) -> None:
    tell(session, GRADIENTS | {"classes.real": 0.25, "classes.fake.G": 0.5})
    assert plots[0].names == ("loss.D", "loss.G")
    menu = find("curves.health", QComboBox)
    terms = menu.findText("Class terms")
    menu.setCurrentIndex(terms)
    menu.activated.emit(terms)
    shown = [find(f"curve.{name}", QToolButton) for name in ("classes.real", "classes.fake.G")]
    qtbot.waitUntil(lambda: [button.text() for button in shown] == ["real 0.250", "fake in G 0.500"])
    assert not find("curve.gradient.D", QToolButton).isVisible()


@pytest.mark.parametrize(
    ("choices", "title"),
    [
        ({"conditioning": {"kind": "auxiliary_classifier", "twin": True}}, "Class terms"),
        ({"conditioning": {"kind": "multi_hinge"}}, "Class terms"),
        ({"prior": {"kind": "codes"}, "conditioning": {"kind": "info_gan"}}, "Code terms"),
    ],
)
def test_what_a_conditioning_adds_is_told_under_a_name_of_its_own(
    choices: dict[str, dict[str, object]], title: str, window: Window, session: Session, find: Find, qtbot: QtBot
) -> None:
    experiment = short_run(20)
    for name, chosen in choices.items():
        experiment = experiment.revise(f"architecture.{name}", chosen)
    train(qtbot, session, experiment)
    menu = find("curves.health", QComboBox)
    titles = [menu.itemText(row) for row in range(menu.count())]
    assert title in titles
    assert set(titles) <= {subject.title for subject in SUBJECTS}, "nothing is left without a description"


def test_a_strength_that_adapts_is_shown_until_something_else_is_chosen(
    window: Window, session: Session, find: Find, qtbot: QtBot
) -> None:
    menu = find("curves.health", QComboBox)
    tell(session, GRADIENTS, GRADIENTS | {"augment.p": 0.2})
    assert menu.currentText() == "Augment p"
    gradients = menu.findText("Gradients")
    menu.setCurrentIndex(gradients)
    menu.activated.emit(gradients)
    session.run_opened.emit(None)
    tell(session, GRADIENTS, GRADIENTS | {"augment.p": 0.2})
    assert menu.currentText() == "Gradients", "a person's choice stays"
