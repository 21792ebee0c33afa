"""What a unit types on its inbox: the reply, and a contact with the citizen. What may be said and when is the acts' to say."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from django.utils import timezone

from tickets.acts.contacts import Touch
from tickets.acts.replies import Answer
from tickets.models import Attachment, Contact, Reply, Ticket
from units.acts.settings import values

LONGEST = 5_000
MINUTE = "%Y-%m-%dT%H:%M"
# Beside which field the refusal of an attachment stands.
FILE_FAULTS = dict.fromkeys(("too_many", "too_big", "empty", "content", "mismatch", "disk_full", "gone"), "files")


class Files(forms.FileInput):
    """Several files in one field."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"multiple": True})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> "list[UploadedFile[bytes]]":
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class FilesField(forms.Field):
    """The uploads as they came; tickets.acts.attachments judges them."""

    widget = Files

    def __init__(self) -> None:
        super().__init__(label="附件", required=False)


class ReplyForm(forms.Form):
    """A final reply, or a staged one with the day that it promises."""

    # Beside which field a refusal of the act stands, by its code.
    places: ClassVar[dict[str, str]] = {
        "too_short": "text",
        "banned": "text",
        "promise_missing": "promised_on",
        "promise_past": "promised_on",
        "promise_far": "promised_on",
        "no_promise": "promised_on",
        **FILE_FAULTS,
    }

    kind = forms.ChoiceField(label="答复类别", choices=Reply.Kind.choices, initial=Reply.Kind.FINAL)
    # No maxlength on the page: a browser would cut off what is pasted without a word.
    text = forms.CharField(
        label="答复内容",
        required=False,
        validators=[MaxLengthValidator(LONGEST, f"答复内容最多 {LONGEST} 个字，请精简后再提交。")],
        widget=forms.Textarea(attrs={"class": "is-tall", "rows": 7, "data-key": "e", "data-key-label": "写答复", "data-wording": "reply"}),
    )
    promised_on = forms.DateField(
        label="承诺日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请填写有效的日期，例如 2026-07-14。"},
    )
    files = FilesField()  # type: ignore[assignment]  # the instance's uploads have the name too, as Django means it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        last = today + timedelta(days=values().promise_most_days)
        self.fields["promised_on"].widget.attrs |= {"min": today.isoformat(), "max": last.isoformat()}

    def keep_as(self, key: str) -> None:
        """Names the text, so that the page can keep it until it was sent (static/js/drafts.js)."""
        self.fields["text"].widget.attrs["data-draft"] = key

    def answer(self, ticket: Ticket, at: datetime, files: Sequence[Attachment] = ()) -> Answer:
        """What is to be sent, after is_valid()."""
        typed = self.cleaned_data
        return Answer(ticket, typed["text"], at, typed["kind"], typed["promised_on"], tuple(files))


class ContactForm(forms.Form):
    """One contact: how, when, whether the citizen was reached, and what was said."""

    places: ClassVar[dict[str, str]] = {
        "too_short": "words",
        "place_missing": "place",
        "future": "at",
        "too_early": "at",
        **FILE_FAULTS,
    }

    kind = forms.ChoiceField(label="方式", choices=Contact.Kind.choices, initial=Contact.Kind.PHONE)
    at = forms.DateTimeField(
        label="联系时间",
        input_formats=[MINUTE, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE),
        error_messages={"required": "请填写联系时间。", "invalid": "请填写有效的时间，例如 2026-07-14 09:05。"},
    )
    is_reached = forms.BooleanField(label="联系上诉求人（现场会：诉求人到场）", required=False, initial=True)
    place = forms.CharField(label="地点", required=False, max_length=100, error_messages={"max_length": "地点最多 100 个字。"})
    words = forms.CharField(
        label="联系情况",
        required=False,
        validators=[MaxLengthValidator(1_000, "联系情况最多 1000 个字，请精简后再登记。")],
        widget=forms.Textarea(attrs={"rows": 3, "data-draft": True}),
    )
    files = FilesField()  # type: ignore[assignment]  # the instance's uploads have the name too, as Django means it

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="contact_%s")
        self.fields["at"].initial = timezone.localtime().replace(tzinfo=None)

    def touch(self, ticket: Ticket, files: Sequence[Attachment] = ()) -> Touch:
        """What is to be recorded, after is_valid()."""
        typed = self.cleaned_data
        return Touch(ticket, typed["at"], typed["words"], typed["kind"], typed["is_reached"], typed["place"], tuple(files))
