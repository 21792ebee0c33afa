"""The frame of every page: which desks a role has, how much waits on each, and whose district this is."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from scoring.acts.own import Own, own
from tickets.acts import application_desk, assisting, counting, handing, queues, return_lists
from tickets.acts.queues import Queue, Tally
from tickets.views import counted
from units.acts import notices
from units.acts.settings import values
from units.models import User
from units.rules.roles import Role


@dataclass(frozen=True)
class Desk:
    """A place of work. `page` is its url name, `pages` are those that are opened from it, `icon` is of static/vendor/tabler."""

    page: str
    label: str
    icon: str
    pages: tuple[str, ...] = ()
    queue: Queue | None = None


DISPATCH = Desk(
    "dispatch_desk",
    "派单台",
    "send",
    (
        "dispatch_ticket",
        "dispatch_checked",
        "dispatch_classify",
        "dispatch_reconcile",
        "dispatch_assists",
        "responsibility",
        "responsibility_line",
        "responsibility_edit",
    ),
    Queue(queues.to_dispatch, "dispatch_due_at"),
)
RETURNS = Desk(
    "returns",
    "退件审核",
    "arrow-back-up",
    ("return_slip", "returns_checked", "city_returns", "many_returns"),
    Queue(return_lists.to_decide),
)
TO_SIGN = Desk("return_sign", "待签批", "signature", ("return_sign_slip",), Queue(return_lists.tickets_to_sign))
OWN_RETURNS = Desk("returns_of_unit", "退件记录", "arrow-back-up", ("return_ask",))
MANY_RETURNS = Desk("many_returns", "多次退件", "repeat")
REVIEW = Desk("review", "答复审核", "clipboard-check", ("review_ticket", "review_checked"), Queue(queues.to_review))
APPLICATIONS = Desk(
    "applications",
    "延期审批",
    "clock-pause",
    ("application", "applications_checked", "applications_decided", "resume"),
    Queue(application_desk.waiting, "due_at"),
)
EXTENSIONS = Desk("extensions", "延期记录", "clock-pause")
REPORTING = Desk("reporting", "报结", "cloud-check", ("report_one", "city_words"), Queue(queues.to_report, "city_due_at"))
DAILY = Desk("daily", "每日清单", "list-details", ("daily_text",))
INBOX = Desk(
    "inbox",
    "收件箱",
    "inbox",
    ("inbox_ticket", "inbox_checked", "contact", "extension_ask", "suspension_ask", "resume"),
    Queue(queues.inbox, "due_at"),
)
ASSISTS = Desk("assists", "协办", "users", ("assist_ticket",), Queue(assisting.waiting, "burns_at"))
HANDED = Desk("handed", "下派件", "users-group", ("handed_ticket", "hand_on"), Queue(handing.waiting, "due_at"))
CALLBACKS = Desk("callbacks", "回访", "phone-call", ("callback_ticket", "callback_judge"), Queue(queues.to_call))
LOOK_BACK = Desk("look_back", "回头看", "history-toggle")
INVALID = Desk("invalid_calls", "无效回访", "phone")
PLANS = Desk("sample_plans", "抽访方案", "target", ("sample_plan_end", "sample_draw"))
IMPORTS = Desk("imports", "导入", "file-import", ("import_job", "import_batch", "import_rejects"))
CLOSINGS = Desk("closings", "关账", "lock", ("closing_job", "closing_reopen", "ledger", "outside"))
FIGURES = Desk("indicators", "指标", "chart-bar", ("figures", "breakdown"))
SCORES = Desk(
    "unit_scores",
    "单位得分",
    "award",
    ("unit_page", "compare_units", "heat_map", "breakdown", "unit_lift", "figures", "indicators", "methods", "method"),
)
METHODS = Desk("methods", "评分办法", "adjustments", ("method", "method_new", "method_next", "method_edit", "method_drop", "indicators"))
WHAT_IF = Desk("what_if", "假设试算", "adjustments")
MONTH = Desk("month", "月度总览", "layout-dashboard", ("stuck",))
BULLETINS = Desk("bulletins", "通报", "file-text", ("bulletin", "bulletin_compose", "bulletin_numbers", "bulletin_publish", "bulletin_pdf"))
DUTY = Desk("duty", "值班", "users", ("duty_enter",))
PROMISES = Desk("promises", "承诺不兑现", "flag")
CLEARING = Desk("clearing", "月底清零", "calendar-due")
SUPERVISION = Desk("supervision", "督办", "gavel", ("supervision_order", "supervision_import"))
WHISTLES = Desk("whistles", "吹哨", "users-group", ("whistle", "whistles_import"))
EXCLUSIONS = Desk("exclusions", "剔除", "file-x", ("exclusion", "exclusion_ask", "exclusions_import"))
SEARCH = Desk("search", "工单检索", "list-search")
LIST = Desk("responsibility", "确责清单", "list-details", ("responsibility_line", "responsibility_edit"))
CALENDAR = Desk("calendar", "工作日历", "calendar")
ROSTERS = Desk("rosters", "名册", "users-group")
AUDIT = Desk("audit", "变更审计", "history")
OFFICE = Desk("admin:index", "后台管理", "settings")
API = Desk("api_docs", "接口文档", "link")

# The first desk of a role is where its people land.
DESKS: dict[Role, tuple[Desk, ...]] = {
    Role.DISPATCHER: (DISPATCH, RETURNS, REVIEW, APPLICATIONS, REPORTING, DAILY, SEARCH, IMPORTS, BULLETINS),
    Role.HANDLER: (INBOX, ASSISTS, HANDED, OWN_RETURNS, EXTENSIONS, DAILY, SCORES, SEARCH),
    Role.PRINCIPAL: (INBOX, TO_SIGN, ASSISTS, HANDED, SCORES, SEARCH),
    Role.CALLBACK: (CALLBACKS, LOOK_BACK, INVALID, PLANS, SEARCH),
    Role.SUPERVISOR: (CLOSINGS, MONTH, FIGURES, SCORES, DAILY, MANY_RETURNS, SUPERVISION, WHISTLES, EXCLUSIONS, BULLETINS, SEARCH),
    Role.LEADER: (MONTH, SCORES, MANY_RETURNS, BULLETINS, SEARCH),
    Role.ADMINISTRATOR: (CALENDAR, ROSTERS, IMPORTS, LIST, METHODS, PLANS, OFFICE, AUDIT, SEARCH),
    Role.CLIENT: (API, SEARCH),
}

# On a phone the bar at the bottom has room for so many; the others stand behind 更多. Which they are where it is not the first ones.
FIT_A_PHONE = 4
ON_A_PHONE: dict[Role, tuple[Desk, ...]] = {
    Role.HANDLER: (INBOX, ASSISTS, HANDED, SCORES),
    Role.PRINCIPAL: (INBOX, TO_SIGN, ASSISTS, SCORES),
    Role.SUPERVISOR: (CLOSINGS, MONTH, SCORES, DAILY),
}

_STANDING_SECONDS = 10

# What is asked for now and then stands in the menu behind one's own name.
MENU: dict[Role, tuple[Desk, ...]] = {
    Role.DISPATCHER: (DUTY, PROMISES, CLEARING),
    Role.HANDLER: (PROMISES, CLEARING, SUPERVISION, WHISTLES, EXCLUSIONS),
    Role.PRINCIPAL: (DAILY, OWN_RETURNS, EXTENSIONS, PROMISES, CLEARING, SUPERVISION, WHISTLES, EXCLUSIONS),
    Role.CALLBACK: (DUTY,),
    Role.SUPERVISOR: (DUTY, PROMISES, CLEARING, WHAT_IF),
    Role.LEADER: (WHAT_IF,),
    Role.ADMINISTRATOR: (DUTY, WHAT_IF),
}


def first_desk(user: User) -> str:
    """The address on which `user` lands after the log-in: the first desk of the role; in a section (科室、社区) that leads
    nothing itself, what was handed on to it."""
    desks = _desks_of(user)
    if HANDED in desks and user.unit and user.unit.parent_id and not queues.inbox(user).exists():
        return reverse(HANDED.page)
    return reverse(desks[0].page if desks else "password")


def _desks_of(user: User) -> tuple[Desk, ...]:
    return DESKS[Role(user.role)] if user.role in DESKS else ()


def _menu_of(user: User) -> tuple[Desk, ...]:
    return MENU.get(Role(user.role), ()) if user.role in DESKS else ()


def frame(request: HttpRequest) -> dict[str, object]:
    """The context processor. Desks are counted when the rail is drawn, so a part for htmx costs no query;
    a unit's own standing when a page shows it."""
    user = getattr(request, "user", None)
    context: dict[str, object] = {"district_name": values().district_name}
    if not isinstance(user, User):
        return context
    here = _here(request, user)
    return {
        **context,
        "desk_name": here.label if here else "",
        "desks": lambda: _rail(user, here, counted.known(request)),
        "some_behind": len(_fitting(user)) < len(_desks_of(user)),
        "desk_behind": here.label if here in _desks_of(user) and here not in _fitting(user) else "",
        # The units that the page asks for anyhow bring it.
        "own_unit": lambda: user.unit if user.own_units else None,
        "standing": lambda: _standing(user),
        "menu_desks": [{"url": reverse(desk.page), "label": desk.label, "icon": desk.icon} for desk in _menu_of(user)],
        "notices_url": reverse("notices"),
        "unread_notices": lambda: notices.count_unread(user),
        "search_url": reverse("search"),
        "password_url": reverse("password"),
        "logout_url": reverse("logout"),
    }


def _here(request: HttpRequest, user: User) -> Desk | None:
    name = request.resolver_match.view_name if request.resolver_match else ""
    return next((desk for desk in (*_desks_of(user), *_menu_of(user)) if name == desk.page or name in desk.pages), None)


def _standing(user: User) -> Own | None:
    """Kept for seconds for all people of a unit: their desk is drawn again and again, the figures change once a day."""
    found: Own | None = cache.get_or_set(f"standing-{user.unit_id}", lambda: own(user), _STANDING_SECONDS)
    return found


def _rail(user: User, here: Desk | None, known: Mapping[str, Tally]) -> list[dict[str, object]]:
    """The rail's desks; what the page has not counted itself in one query. Red is the desk on which something is late."""
    desks = _desks_of(user)
    wanted = {desk.page: desk.queue for desk in desks if desk.queue and desk.page not in known}
    tallies = {**known, **counting.tally(wanted, user, timezone.now())}
    fit = _fitting(user)
    return [{**_entry(desk, tallies.get(desk.page, Tally()), desk is here), "fits": desk in fit} for desk in desks]


def _fitting(user: User) -> tuple[Desk, ...]:
    """The desks that a phone's bar shows; one alone behind 更多 has room itself."""
    desks = _desks_of(user)
    return desks if len(desks) <= FIT_A_PHONE + 1 else ON_A_PHONE.get(Role(user.role), desks[:FIT_A_PHONE])


def _entry(desk: Desk, tally: Tally, is_here: bool) -> dict[str, object]:
    return {
        "url": reverse(desk.page),
        "label": desk.label,
        "icon": desk.icon,
        "count": tally.total,
        "is_waiting": tally.total > 0,
        "is_burning": tally.late > 0,
        "is_here": is_here,
    }
