"""When an action of a run can be done, and why not otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from ganstudio.session.state import State

if TYPE_CHECKING:
    from ganstudio.ui.window import Window

NO_RUN = "No run is open."
NOTHING_RUNS = "Nothing is being trained."


def why_not_train(window: Window) -> str:
    session = window.session
    if session.state.is_active:
        return "A run is in progress."
    refused = window.refusals
    found = session.check.problems if session.check is not None else ()
    problems = [*refused, *found]
    if not problems:
        return ""
    lines = "\n".join(f"• {problem}" for problem in problems[:5])
    more = f"\n… and {len(problems) - 5} more" if len(problems) > 5 else ""
    return f"To correct before training:\n{lines}{more}"


def why_not_pause(window: Window) -> str:
    return "" if window.session.state in (State.TRAINING, State.PAUSED) else NOTHING_RUNS


def pause_or_resume(window: Window) -> None:
    if window.session.state is State.PAUSED:
        window.session.resume()
    else:
        window.session.pause()


def why_not_step(window: Window) -> str:
    return why_not_pause(window)


def why_not_snapshot(window: Window) -> str:
    return why_not_pause(window)


def why_not_stop(window: Window) -> str:
    match window.session.state:
        case State.IDLE:
            return NOTHING_RUNS
        case State.STOPPING:
            return "It is being stopped."
        case _:
            return ""


def why_not_open_run(window: Window) -> str:
    return "Stop the run in progress first." if window.session.state.is_active else ""


def why_not_export_samples(window: Window) -> str:
    if window.session.run is None:
        return NO_RUN
    return "" if window.session.samples is not None else "The run has no samples yet."


def why_not_export_generator(window: Window) -> str:
    return NO_RUN if window.session.run is None else ""


def why_not_start_from(window: Window) -> str:
    run = window.session.run
    if run is None:
        return NO_RUN
    return "" if window.session.has_checkpoint else "The run has no checkpoint, and so no weights, yet."


def start_from(window: Window) -> None:
    if window.session.run is not None:
        window.session.start_from(window.session.run.folder)


def why_not_undo(window: Window) -> str:
    return "" if window.undo_stack.canUndo() else "There is nothing to undo."


def why_not_redo(window: Window) -> str:
    return "" if window.undo_stack.canRedo() else "There is nothing to redo."


def find_option(window: Window) -> None:
    window.dock("experiment").show()
    window.panel("experiment").setFocus(Qt.FocusReason.ShortcutFocusReason)


def theme_chooser(choice: str) -> Callable[[Window], None]:
    def choose(window: Window) -> None:
        window.session.set_preference("theme", choice)

    return choose


def theme_test(choice: str) -> Callable[[Window], bool]:
    def is_chosen(window: Window) -> bool:
        return window.session.preferences.theme == choice

    return is_chosen
