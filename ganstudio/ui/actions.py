"""Everything that a menu, the toolbar or a key can do, as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

from ganstudio.session.state import State
from ganstudio.ui import help_texts, open_and_save, running

if TYPE_CHECKING:
    from ganstudio.ui.window import Window

Key = QKeySequence.StandardKey


@dataclass(frozen=True)
class Action:
    """One thing to do.

    why_not: a sentence that says why it cannot be done now, empty when it can.
    key: the desktop's own key for this, with another for desktops that have none; or a key of ours.
    in_state: another name and icon while the session is in that state.
    checked: for an entry with a tick, whether it has one.
    """

    id: str
    text: str
    does: Callable[[Window], object]
    hint: str = ""
    icon: str = ""
    key: tuple[Key, str] | str = ""
    why_not: Callable[[Window], str] = lambda window: ""
    in_state: Mapping[State, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    checked: Callable[[Window], bool] | None = None

    def shortcuts(self) -> list[QKeySequence]:
        match self.key:
            case "":
                return []
            case str() as key:
                return [QKeySequence(key)]
            case (standard, otherwise):
                return QKeySequence.keyBindings(standard) or [QKeySequence(otherwise)]


@dataclass(frozen=True)
class Menu:
    """A menu of the menu bar; None parts groups."""

    title: str
    entries: tuple[Action | None, ...]


NEW = Action("new", "&New", open_and_save.new, "Start again from the first preset", "file-outline", (Key.New, "Ctrl+N"))
OPEN = Action(
    "open",
    "&Open experiment…",
    open_and_save.open_experiment,
    "Open an experiment file",
    "folder-open-outline",
    (Key.Open, "Ctrl+O"),
)
SAVE = Action(
    "save",
    "&Save experiment",
    open_and_save.save,
    "Save the experiment to its file",
    "content-save-outline",
    (Key.Save, "Ctrl+S"),
)
SAVE_AS = Action(
    "save_as",
    "Save experiment &as…",
    open_and_save.save_as,
    "Save the experiment to another file",
    key=(Key.SaveAs, "Ctrl+Shift+S"),
)
OPEN_RUN = Action(
    "open_run",
    "Open &run folder…",
    open_and_save.open_run,
    "Look at a run that lies anywhere",
    "folder-play-outline",
    "Ctrl+Shift+O",
    running.why_not_open_run,
)
EXPORT_SAMPLES = Action(
    "export_samples",
    "&Export samples…",
    open_and_save.export_samples,
    "Save the samples in view, of all classes or the chosen one: as a picture or an array, rows of numbers as a table",
    "image-outline",
    "Ctrl+E",
    running.why_not_export_samples,
)
EXPORT_GENERATOR = Action(
    "export_generator",
    "Export ge&nerator…",
    open_and_save.export_generator,
    "Save the weights of G of the newest checkpoint as safetensors",
    "export-variant",
    "Ctrl+Shift+E",
    running.why_not_export_generator,
)
PREFERENCES = Action(
    "preferences",
    "&Preferences…",
    open_and_save.preferences,
    "Colours and folders",
    "cog-outline",
    (Key.Preferences, "Ctrl+,"),
)
QUIT = Action("quit", "&Quit", open_and_save.quit_studio, "Leave the studio", key=(Key.Quit, "Ctrl+Q"))
UNDO = Action(
    "undo",
    "&Undo",
    lambda window: window.undo_stack.undo(),
    "Take back the last edit of the experiment, or of what is explored",
    "undo",
    (Key.Undo, "Ctrl+Z"),
    running.why_not_undo,
)
REDO = Action(
    "redo",
    "&Redo",
    lambda window: window.undo_stack.redo(),
    "Do again what was taken back",
    "redo",
    (Key.Redo, "Ctrl+Shift+Z"),
    running.why_not_redo,
)
FIND = Action(
    "find",
    "&Find an option",
    running.find_option,
    "Show only the options that have a word in their name or help",
    "magnify",
    (Key.Find, "Ctrl+F"),
)
TRAIN = Action(
    "train", "&Train", lambda window: window.session.train(), "Start a new run", "play", "F5", running.why_not_train
)
PAUSE = Action(
    "pause",
    "&Pause",
    running.pause_or_resume,
    "Wait after the present step, or go on",
    "pause",
    "F6",
    running.why_not_pause,
    MappingProxyType({State.PAUSED: ("&Resume", "play")}),
)
STEP = Action(
    "step",
    "St&ep",
    lambda window: window.session.step(),
    "Do one step and wait",
    "skip-next",
    "F10",
    running.why_not_step,
)
STOP = Action(
    "stop",
    "&Stop",
    lambda window: window.session.stop(),
    "End the run with a checkpoint, from which it can go on later",
    "stop",
    "Shift+F5",
    running.why_not_stop,
)
SNAPSHOT = Action(
    "snapshot",
    "S&napshot",
    lambda window: window.session.snapshot(),
    "Draw the samples and save a checkpoint now",
    "camera-outline",
    "F8",
    running.why_not_snapshot,
)
CONTINUE = Action(
    "continue",
    "&Continue run",
    lambda window: window.session.resume_run(),
    "Go on training the opened run from its newest checkpoint",
    "play-circle-outline",
    "Ctrl+F5",
    lambda window: window.session.why_not_resume,
)
START_FROM = Action(
    "start_from",
    "Start a new run &from this one",
    running.start_from,
    "Take the settings of the opened run into the form, to train on from its weights",
    why_not=running.why_not_start_from,
)
THEMES = tuple(
    Action(
        f"theme_{choice}",
        text,
        running.theme_chooser(choice),
        hint,
        checked=running.theme_test(choice),
    )
    for choice, text, hint in (
        ("system", "As the &desktop", "Light or dark, as the desktop has it"),
        ("light", "&Light", "Dark text on light ground"),
        ("dark", "&Dark", "Light text on dark ground"),
    )
)
RESET_LAYOUT = Action("reset_layout", "&Reset layout", lambda window: window.reset_layout(), "Every part back in place")
SHORTCUTS = Action(
    "shortcuts",
    "&Keyboard shortcuts",
    help_texts.show_shortcuts,
    "Every key and what it does",
    "keyboard-outline",
    "Ctrl+/",
)
ABOUT = Action("about", "&About GAN Studio", help_texts.show_about, "Version, licence and libraries")

EXPORTS = (EXPORT_SAMPLES, EXPORT_GENERATOR)
TOOLBAR = (TRAIN, PAUSE, STEP, STOP, SNAPSHOT)
VIEW = "&View"  # the window adds the names of its docks to this menu
MENUS = (
    Menu("&File", (NEW, OPEN, SAVE, SAVE_AS, None, OPEN_RUN, None, *EXPORTS, None, PREFERENCES, None, QUIT)),
    Menu("&Edit", (UNDO, REDO, None, FIND)),
    Menu("&Run", (TRAIN, PAUSE, STEP, STOP, None, SNAPSHOT, None, CONTINUE, START_FROM)),
    Menu(VIEW, (*THEMES, None, RESET_LAYOUT, None)),
    Menu("&Help", (SHORTCUTS, ABOUT)),
)


def every_action() -> Iterator[Action]:
    for menu in MENUS:
        yield from (entry for entry in menu.entries if entry is not None)
