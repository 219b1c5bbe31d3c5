"""The ways in which an option may change during a run, in menu order.

An option `x_schedule: Annotated[Schedule, SCHEDULES]` beside an option `x` is the schedule of `x`.
"""

from ganstudio.catalog import Catalog
from ganstudio.schedules.base import Schedule
from ganstudio.schedules.constant import Constant
from ganstudio.schedules.cosine import Cosine
from ganstudio.schedules.exponential import Exponential
from ganstudio.schedules.linear import Linear
from ganstudio.schedules.step import Step
from ganstudio.schedules.tree import Scheduled, problems, schedules_in
from ganstudio.schedules.warm_up import WarmUp

__all__ = ["SCHEDULES", "Constant", "Schedule", "Scheduled", "problems", "schedules_in"]

SCHEDULES: Catalog[Schedule] = Catalog(Constant, WarmUp, Linear, Cosine, Exponential, Step)
