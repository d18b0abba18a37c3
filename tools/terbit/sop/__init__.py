"""`sop.yml`: the office's written procedure as data. Which role does a step, its standard time, the targets, the
channels and the form codes differ from office to office; none of it is code.
"""

from terbit.sop.calendar import midnight, month_bounds
from terbit.sop.procedure import (
    WEEKDAYS,
    Calendar,
    Category,
    Channel,
    EventName,
    Floor,
    Form,
    Holding,
    Key,
    Links,
    Moment,
    Office,
    Person,
    Policy,
    Report,
    Service,
    Sop,
    Step,
    Targets,
    Urgent,
    fingerprint_of,
)
from terbit.sop.reading import PATH, REFERENCE, RULE, UNKNOWN_KEY, UNREADABLE, read
from terbit.sop.values import Span

__all__ = [
    "PATH",
    "REFERENCE",
    "RULE",
    "UNKNOWN_KEY",
    "UNREADABLE",
    "WEEKDAYS",
    "Calendar",
    "Category",
    "Channel",
    "EventName",
    "Floor",
    "Form",
    "Holding",
    "Key",
    "Links",
    "Moment",
    "Office",
    "Person",
    "Policy",
    "Report",
    "Service",
    "Sop",
    "Span",
    "Step",
    "Targets",
    "Urgent",
    "fingerprint_of",
    "midnight",
    "month_bounds",
    "read",
]
