"""What people type at the doors of the ground floor: log-in, second factor, a reason, a day of the calendar."""

from datetime import date, time
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm, AuthenticationForm, PasswordChangeForm, UserChangeForm, UserCreationForm
from django.core.exceptions import ValidationError

from units.acts import duty, passwords
from units.models import CalendarDay, Duty, Setting, User
from units.rules.district import CHOICES, KINDS, RANGES, plain, read_district

LONGEST_ID = 18  # digits: every number of as many fits both databases


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # takes none when it runs
    """Several rows by their ids. What cannot be an id is no choice, where SQLite would fail on a number too long for it."""

    def clean(self, value: Any) -> Any:
        for word in value or ():
            if not (str(word).isascii() and str(word).isdigit() and len(str(word)) <= LONGEST_ID):
                raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": word})
        return super().clean(value)


class LogInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "用户名或密码不正确，请核对大小写和输入法后重试。",
        "inactive": "这个账号已停用，请联系管理员。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label, self.fields["password"].label = "用户名", "密码"


class PasswordForm(PasswordChangeForm):
    error_messages = {
        "password_mismatch": "两次输入的新密码不一致。",
        "password_incorrect": "当前密码不正确，请重新输入。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"old_password": "当前密码", "new_password1": "新密码", "new_password2": "再输入一次新密码"}
        for name, label in labels.items():
            self.fields[name].label = label

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("new_password2") and cleaned["new_password2"] == cleaned.get("old_password"):
            self.add_error("new_password1", "新密码与当前密码相同，请换一个。")
        return cleaned


class TokenForm(forms.Form):
    """The six digits of an authenticator, or one of the eight-letter spare codes."""

    token = forms.CharField(
        label="验证码",
        max_length=16,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "off"}),
    )

    def clean_token(self) -> str:
        """Authenticators show "123 456", and spare codes are copied by hand."""
        return str(self.cleaned_data["token"]).replace(" ", "").replace("-", "").lower()


class ReasonForm(forms.Form):
    """Why somebody opens an identity; that it must not be empty is the act's rule, in the act's words."""

    reason = forms.CharField(
        label="查看事由",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"required": True}),
        help_text="例如：办理联系、核实地址。事由、时间和查看人都会留痕。",
    )


class DayForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's own class takes no parameter
    """One day of the working calendar; which one is known from the form's prefix."""

    class Meta:
        model = CalendarDay
        fields = ["is_workday", "label"]
        widgets = {"is_workday": forms.Select(choices=[(True, "上班"), (False, "休息")])}


class PersonCreationForm(UserCreationForm):  # type: ignore[type-arg]
    """A new person, in the back office."""

    class Meta:
        model = User
        fields = ["username", "name", "role", "unit"]


class GivenPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """Somebody's password, given anew in the back office."""

    def save(self, commit: bool = True) -> User:
        person: User = super().save(commit)
        passwords.mark_given([person])
        return person


class PersonChangeForm(UserChangeForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["username", "name", "role", "unit", "phone", "is_active"]


def setting_field(key: str) -> forms.Field:
    """The field that fits a value of the district: a day, a time, a number in its range, one choice or several, a text."""
    kind, choices = KINDS.get(key, str), list(CHOICES.get(key, {}).items())
    if kind == tuple[str, ...]:
        return forms.MultipleChoiceField(label="值", choices=choices, required=False, widget=forms.CheckboxSelectMultiple)
    if choices:
        return forms.ChoiceField(label="值", choices=choices)
    if kind is bool:
        return forms.BooleanField(label="是", required=False)
    if kind is int:
        least, most = RANGES.get(key, (0, None))
        hint = f"{least} 到 {most}" if most is not None else ""
        return forms.IntegerField(label="值", help_text=hint)
    if kind == date:
        return forms.DateField(label="值", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    if kind in (time, time | None):
        return forms.TimeField(label="值", required=kind == time, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    return forms.CharField(label="值", max_length=200)


class SettingForm(forms.ModelForm):  # type: ignore[type-arg]
    """One value of the district, checked together with all others, as a profile's is."""

    class Meta:
        model = Setting
        fields = ["value"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = setting_field(self.instance.key)
        self.initial["value"] = self.instance.value

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "value" in cleaned:
            known = dict(Setting.objects.values_list("key", "value"))
            self.district = read_district({**known, self.instance.key: cleaned["value"]})
            cleaned["value"] = plain(cleaned["value"])
        return cleaned


class DutyForm(forms.Form):
    """One shift of one person; whether they may stand there is the act's rule."""

    places: ClassVar[dict[str, str]] = {"twice": "person", "not_eligible": "person"}

    on = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    shift = forms.ChoiceField(label="班次", choices=Duty.Shift.choices)
    person = forms.ModelChoiceField(label="值班人", queryset=User.objects.none(), empty_label="请选择")
    is_chief = forms.BooleanField(label="带班", required=False)
    note = forms.CharField(label="备注", max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = duty.eligible()  # type: ignore[attr-defined]

    def duty(self) -> Duty:
        """The shift, unsaved, after is_valid()."""
        return Duty(**self.cleaned_data)


class HandoverForm(forms.Form):
    """What the next shift must know; that something must be said is the act's rule."""

    places: ClassVar[dict[str, str]] = {"words_missing": "words"}

    words = forms.CharField(label="交接内容", max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 4, "required": True}))
