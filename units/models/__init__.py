"""Tables of the ground floor: who we are, who may work, the calendar, settings, jobs, notices, duty."""

from units.models.calendar import CalendarDay
from units.models.duty import Duty, Handover
from units.models.jobs import JobRun
from units.models.notices import Notice, Outgoing
from units.models.people import GivenPassword, User
from units.models.reveals import RevealLog
from units.models.settings import Setting
from units.models.units import Unit, UnitKind, UnitName

__all__ = [
    "CalendarDay",
    "Duty",
    "GivenPassword",
    "Handover",
    "JobRun",
    "Notice",
    "Outgoing",
    "RevealLog",
    "Setting",
    "Unit",
    "UnitKind",
    "UnitName",
    "User",
]
