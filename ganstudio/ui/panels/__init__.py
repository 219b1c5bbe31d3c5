"""The panels of the window, in the order of their tabs and docks."""

from ganstudio.ui.panels.base import Panel
from ganstudio.ui.panels.experiment import ExperimentForm
from ganstudio.ui.panels.explore import Explore
from ganstudio.ui.panels.live import Live
from ganstudio.ui.panels.messages import Messages
from ganstudio.ui.panels.networks import Networks
from ganstudio.ui.panels.runs import Runs
from ganstudio.ui.panels.status import Status

PANELS: tuple[type[Panel], ...] = (
    ExperimentForm,
    Live,
    Explore,
    Networks,
    Runs,
    Messages,
    Status,
)
