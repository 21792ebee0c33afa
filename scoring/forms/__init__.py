"""What people type at the doors of assessment, a module for each desk."""

from scoring.forms.entries import LedgerForm, OutsideForm, RecountForm, ReopenForm
from scoring.forms.what_if import WhatIfForm

__all__ = ["LedgerForm", "OutsideForm", "RecountForm", "ReopenForm", "WhatIfForm"]
