"""Sample tickets: citizens' requests that read like real ones, with their course, drawn from a seed and nothing else.

Used for the demonstration, for the sample export and for benchmarks; no real message, person or number is in them.
"""

from tickets.rules.samples.courses import monday_to_friday
from tickets.rules.samples.fates import Answers, Fate
from tickets.rules.samples.making import SampleChannel, SampleTicket, generate
from tickets.rules.samples.places import SampleUnit
from tickets.rules.samples.rhythm import CHINA

__all__ = ["CHINA", "Answers", "Fate", "SampleChannel", "SampleTicket", "SampleUnit", "generate", "monday_to_friday"]
