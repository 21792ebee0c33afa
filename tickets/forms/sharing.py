"""What is typed where work is shared: an assist's answer, a section's answer, whom a ticket is handed on to and until when."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import Q
from django.utils import timezone

from tickets.models import AssistAnswer, HandOn, Ticket
from units.models import Unit

LONGEST = 2_000
MOMENT = "%Y-%m-%dT%H:%M"


def _text(label: str) -> forms.CharField:
    # No maxlength on the page: a browser would cut off what is pasted without a word.
    return forms.CharField(
        label=label,
        required=False,
        validators=[MaxLengthValidator(LONGEST, f"最多 {LONGEST} 个字，请精简后再提交。")],
        widget=forms.Textarea(
            attrs={"class": "is-tall", "required": True, "rows": 8, "data-draft": True, "data-key": "e", "data-key-label": "写答复"}
        ),
    )


class AssistForm(forms.Form):
    """The answer to the lead, or how far it is and why."""

    places: ClassVar[dict[str, str]] = {"too_short": "text"}

    kind = forms.ChoiceField(label="答复类别", choices=AssistAnswer.Kind.choices, initial=AssistAnswer.Kind.FINAL)
    text = _text("协办意见")


class HandAnswerForm(forms.Form):
    """A section's answer to its unit."""

    places: ClassVar[dict[str, str]] = {"too_short": "text"}

    text = _text("下派答复")


class HandOnForm(forms.Form):
    """Which sections, until when, with what words. The act judges the limit."""

    places: ClassVar[dict[str, str]] = {
        "not_below": "units",
        "unit_closed": "units",
        "already": "units",
        "past": "due_at",
        "too_late": "due_at",
    }

    units = forms.MultipleChoiceField(
        label="下派到",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请至少勾选一个科室或社区。",
            "invalid_choice": "所选单位不是主办单位的下级，或已经下派给它，请重新勾选。",
        },
    )
    due_at = forms.DateTimeField(
        label="时限",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        error_messages={"required": "请填写时限。", "invalid": "请填写有效的日期和时间，例如 2026-07-14 17:00。"},
    )
    note = forms.CharField(label="交办要求", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3, "data-draft": True}))

    def __init__(self, *args: Any, ticket: Ticket, due_at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = Q(parent=ticket.lead_unit_id) | Q(parent__parent=ticket.lead_unit_id)
        having = HandOn.objects.filter(ticket=ticket, ended_at=None).values("unit")
        sections = Unit.objects.receiving().filter(below).exclude(pk__in=having)
        self._sections = {str(section.pk): section for section in sections}
        self.fields["units"].choices = [(pk, section.name) for pk, section in self._sections.items()]  # type: ignore[attr-defined]
        self.fields["due_at"].initial = timezone.localtime(due_at).replace(tzinfo=None)

    @property
    def has_sections(self) -> bool:
        return bool(self._sections)

    @property
    def chosen(self) -> list[Unit]:
        """After is_valid()."""
        return [self._sections[pk] for pk in self.cleaned_data["units"]]
