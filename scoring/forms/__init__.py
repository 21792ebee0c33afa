"""What people type at the doors of assessment, a module for each desk."""

from scoring.forms.entries import LedgerForm, OutsideForm, ReopenForm
from scoring.forms.what_if import WhatIfForm

__all__ = ["LedgerForm", "OutsideForm", "ReopenForm", "WhatIfForm"]
