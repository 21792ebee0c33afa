"""The back office of the ground floor: units with their other names, people, the district's values, who opened which identity.

Who may be here is said by hotline.admin.Office and units.acts.administration.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from units.acts import administration, passwords
from units.acts import settings as district
from units.forms import GivenPasswordForm, PersonChangeForm, PersonCreationForm, SettingForm
from units.models import JobRun, Outgoing, RevealLog, Setting, Unit, UnitKind, UnitName, User
from units.models.jobs import KINDS
from units.rules.district import LABELS, in_words

if TYPE_CHECKING:  # the stubs' classes take parameters, Django's own do not
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
else:
    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline


class Kept(ModelAdmin):
    """Rows that are named by others and therefore never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnly(Kept):
    """Rows that only the house itself writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NameInline(TabularInline):
    model = UnitName
    extra = 1


@admin.register(Unit)
class UnitAdmin(Kept):
    inlines = [NameInline]
    list_display = ["name", "short_name", "kind", "parent", "order", "is_ranked", "closed_on"]
    list_filter = ["kind", "is_ranked"]
    list_select_related = ["kind", "parent"]
    search_fields = ["name", "short_name", "names__name"]
    autocomplete_fields = ["parent", "successor"]


@admin.register(UnitKind)
class UnitKindAdmin(Kept):
    list_display = ["label", "group", "order"]
    fields = ["label", "group", "order", "code"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """What the code is for is said beside it: nobody meets it anywhere else."""
        if db_field.name == "code":
            options["help_text"] = "区县配置、评分办法和接口按它引用这一类：小写英文、数字和下划线，定后不要再改。"
        return super().formfield_for_dbfield(db_field, request, **options)


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    """People are made, changed and switched off here, never deleted: their acts stand in the tickets' history."""

    add_form = PersonCreationForm
    add_form_template = None  # Django's own tells in English what comes next
    form = PersonChangeForm
    change_password_form = GivenPasswordForm
    list_display = ["username", "name", "role", "unit", "is_active", "last_login"]
    list_filter = ["role", "is_active"]
    list_select_related = ["unit"]
    search_fields = ["username", "name", "unit__name"]
    ordering = ["role", "username"]
    autocomplete_fields = ["unit"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password", "name", "role", "unit", "phone", "is_active"]}),
        ("记录", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "name", "role", "unit", "password1", "password2"]})]
    actions = ["unlock", "forget_devices"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            passwords.mark_given([obj])

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """One's own is changed on the page that asks for the old one."""
        if id == str(request.user.pk):
            return redirect("password")
        return super().user_change_password(request, id, form_url)

    @admin.action(description="解除登录锁定")
    def unlock(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        administration.unlock(list(chosen))
        messages.success(request, f"已解除 {len(chosen)} 人的登录锁定。")

    @admin.action(description="重置第二重验证（手机遗失）")
    def forget_devices(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        administration.forget_devices(list(chosen))
        messages.success(request, f"已重置 {len(chosen)} 人的第二重验证，下次登录时重新启用。")


@admin.register(Setting)
class SettingAdmin(Kept):
    """Keys come from units.rules.district; here their values are changed."""

    form = SettingForm
    list_display = ["label", "words"]
    fields = ["label", "value", "file_key"]
    readonly_fields = ["file_key", "label"]

    @admin.display(description="说明")
    def label(self, row: Setting) -> str:
        return LABELS.get(row.key, "")

    @admin.display(description="区县配置文件里的写法")
    def file_key(self, row: Setting) -> str:
        return row.key

    @admin.display(description="值")
    def words(self, row: Setting) -> str:
        return in_words(row.key, row.value)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Setting, form: Any, change: bool) -> None:
        district.store(form.district)


@admin.register(RevealLog)
class RevealLogAdmin(ReadOnly):
    list_display = ["at", "by", "ticket_number", "reason"]
    list_select_related = ["by"]
    list_filter = ["at"]
    search_fields = ["ticket_number", "by__username", "by__name"]


class KindFilter(admin.SimpleListFilter):
    """Jobs of one kind, by its Chinese name."""

    title, parameter_name = "事项", "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(KINDS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[JobRun]) -> QuerySet[JobRun]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(JobRun)
class JobRunAdmin(ReadOnly):
    list_display = ["kind_label", "state", "done", "total", "tries", "requested_by", "requested_at", "finished_at", "words"]
    list_select_related = ["requested_by"]
    list_filter = [KindFilter, "state"]
    fields = ["kind_label", "state", "done", "total", "words", "requested_by", "requested_at", "beat_at", "finished_at", "tries"]

    @admin.display(description="事项", ordering="kind")
    def kind_label(self, job: JobRun) -> str:
        return job.kind_label


@admin.register(Outgoing)
class OutgoingAdmin(ReadOnly):
    """What left the house, and why a message did not."""

    list_display = ["at", "to", "phone", "words", "state", "tries", "fault", "sent_at"]
    list_select_related = ["to"]
    list_filter = ["state", "at"]
    search_fields = ["to__username", "to__name", "phone"]
