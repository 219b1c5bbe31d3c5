"""The actions that ask for a file or a folder, and the questions before something is lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from ganstudio.experiment import preset, presets

if TYPE_CHECKING:
    from ganstudio.ui.window import Window

FIRST = "digits"  # the preset of the first start
EXPERIMENTS = "Experiments (*.toml)"
PICTURES, TABLES, ARRAYS = "Pictures (*.png)", "Tables (*.csv)", "Arrays for NumPy (*.npz)"


def first_preset() -> str:
    return FIRST if FIRST in presets() else next(iter(presets()))


def new(window: Window) -> None:
    if may_replace(window):
        window.session.set_experiment(preset(first_preset()))


def open_experiment(window: Window) -> None:
    start = str(window.session.file.parent) if window.session.file else ""
    path, _ = QFileDialog.getOpenFileName(window, "Open experiment", start, f"{EXPERIMENTS};;All files (*)")
    if path:
        open_path(window, Path(path))


def open_path(window: Window, path: Path) -> None:
    """Opens an experiment file, once the present experiment is safe."""
    if may_replace(window):
        window.session.open_experiment(path)


def save(window: Window) -> bool:
    """Saves, asking for a name where there is none yet. False when the experiment is still unsaved."""
    if window.session.file is None:
        return save_as(window)
    window.session.save_experiment(window.session.file)
    return not window.session.is_modified


def save_as(window: Window) -> bool:
    session = window.session
    proposed = session.file or Path(f"{session.experiment.name}.toml".replace("/", "-"))
    path, _ = QFileDialog.getSaveFileName(window, "Save experiment", str(proposed), EXPERIMENTS)
    if not path:
        return False
    session.save_experiment(Path(path) if Path(path).suffix else Path(f"{path}.toml"))
    return not session.is_modified


def open_run(window: Window) -> None:
    folder = QFileDialog.getExistingDirectory(window, "Open run folder", str(window.session.preferences.runs))
    if folder:
        window.session.open_run(Path(folder))


def export_samples(window: Window) -> None:
    samples = window.session.samples
    if samples is None or window.session.run is None:
        return
    suffix, files = (".png", PICTURES) if len(samples.shape) == 3 else (".csv", f"{TABLES};;{PICTURES}")
    of_class = f"-{samples.of_class}".replace("/", "-") if samples.of_class else ""
    proposed = f"{window.session.run.name}-{samples.step}{of_class}{suffix}"
    chosen, _ = QFileDialog.getSaveFileName(window, "Export samples", proposed, f"{files};;{ARRAYS}")
    if chosen:
        path = Path(chosen)
        window.session.export_samples(path if path.suffix else path.with_suffix(suffix), samples)


def export_generator(window: Window) -> None:
    if window.session.run is None:
        return
    proposed = f"{window.session.run.name}.safetensors"
    path, _ = QFileDialog.getSaveFileName(window, "Export generator", proposed, "Weights (*.safetensors)")
    if path:
        window.session.export_generator(Path(path))


def preferences(window: Window) -> None:
    from ganstudio.ui.preferences_dialog import PreferencesDialog

    PreferencesDialog(window.session, window.theme, window).show()


def quit_studio(window: Window) -> None:
    window.close()


def may_replace(window: Window) -> bool:
    """True when the experiment has no unsaved edits, or the person saved them or can do without."""
    if not window.session.is_modified:
        return True
    box = QMessageBox(window)
    box.setObjectName("unsaved")
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Unsaved edits")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"“{window.session.experiment.name}” has edits that are not saved.")
    box.setInformativeText("Save them before going on?")
    button = QMessageBox.StandardButton
    box.setStandardButtons(button.Save | button.Discard | button.Cancel)
    box.setDefaultButton(button.Save)
    match box.exec():
        case button.Save:
            return save(window)
        case button.Discard:
            return True
        case _:
            return False


def may_stop(window: Window) -> bool:
    """True when the person wants the run in progress to be stopped and saved."""
    box = QMessageBox(window)
    box.setObjectName("training")
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Training is in progress")
    box.setText("A run is being trained.")
    box.setInformativeText("Stopped with a checkpoint, it can go on from there next time: Run, Continue run.")
    stop = box.addButton("Stop, save and close", QMessageBox.ButtonRole.AcceptRole)
    keep = box.addButton("Keep training", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stop)
    box.setEscapeButton(keep)
    box.exec()
    return box.clickedButton() is stop
