"""Tables of the ground floor: who we are, who may work, the calendar, settings, jobs."""

from units.models.calendar import CalendarDay
from units.models.jobs import JobRun
from units.models.people import User
from units.models.reveals import RevealLog
from units.models.settings import Setting
from units.models.units import Unit, UnitKind, UnitName

__all__ = ["CalendarDay", "JobRun", "RevealLog", "Setting", "Unit", "UnitKind", "UnitName", "User"]
