"""The rows that the walk over the URL map is made with: somebody else's of every kind, and the walker's own."""

from datetime import date

from reports.acts import publish
from scoring.models import Correction, Method
from tests import build
from tests.reports import quarter
from tickets.acts import reporting
from tickets.models import (
    Category,
    Exclusion,
    Identity,
    IntakeBatch,
    Responsibility,
    SamplePlan,
    SavedView,
    SupervisionOrder,
    Ticket,
    Whistle,
)
from units.models import Handover, JobRun, Notice, Unit, User
from units.rules.roles import UNIT_ROLES, Role

NAME, PHONE, ADDRESS = "欧阳明月", "13987654321", "光明里 9 号楼 4 单元 702"
WORDS = "夜间施工扰民反映多次"
LIFTS = ("unit_lift", "unit_lift_brief", "unit_lift_file")
CORRECTION_FILES = ("correction_file", "correction_scores_file")
FIGURE_FILES = (*CORRECTION_FILES, "unit_scores_file", "unit_page_file", "compare_units_file", "heat_map_file", "breakdown_file")


def theirs(dispatcher: User, unit: Unit) -> dict[str, object]:
    """Somebody else's data: the tickets of a unit that nobody of the test belongs to, an import, a bulletin."""
    bulletin = quarter.bulletin()
    publish.publish(bulletin, None, build.moment("2022-04-29 09:30"))
    theirs = build.unit("城管局")
    for number, state in enumerate((build.dispatched, build.handling, build.replied, build.completed, build.closed), start=1):
        _known(state(theirs, number=f"S{number}", title=f"{WORDS}{number}", text=f"{WORDS}，请{PHONE}回电。"))
    _known(build.ticket("S0", title=f"{WORDS}0", text=WORDS))
    job = JobRun.objects.create(kind="import", requested_by=dispatcher, state=JobRun.State.DONE)
    batch = IntakeBatch.objects.create(job=job, file_name="别人的.xlsx", sha256="0" * 64, layout="x", by=dispatcher, at=build.ARRIVED)
    ended = SamplePlan.objects.create(name="旧方案", percent=10, starts_on=date(2000, 1, 1), ends_on=date(2000, 12, 31))
    reported = reporting.report_many([Ticket.objects.get(number="S5")], dispatcher, build.moment("2022-01-12 09:00"))
    closing = JobRun.objects.create(kind="close", requested_by=build.person("某人", Role.SUPERVISOR, unit), state=JobRun.State.DONE)
    recount = JobRun.objects.create(kind="recompute", requested_by=closing.requested_by, state=JobRun.State.DONE)
    correction = Correction.objects.create(
        period="2022-03", starts_on=date(2022, 3, 1), ends_on=date(2022, 3, 31), why="口径", opened_at=build.ARRIVED
    )
    build.slip(Ticket.objects.get(number="S2"), build.moment("2022-01-05 15:00"))
    theirs_file = build.attached(Ticket.objects.get(number="S2"))
    note = Handover.objects.create(words="盯临期工单", by=dispatcher, at=build.ARRIVED)
    asked = build.exclusion(Ticket.objects.get(number="S2"), build.moment("2022-01-05 15:00"))
    blown = build.blown(Ticket.objects.get(number="S2"), build.moment("2022-01-05 16:00"), "W1")
    ordered = build.supervised(Ticket.objects.get(number="S2"), build.moment("2022-01-05 15:30"))
    of_closings = {
        "exclusion.pk": asked.pk,
        "supervision_order.pk": ordered.pk,
        "whistle.pk": blown.pk,
        "closing_job.pk": closing.pk,
        "recount_job.pk": recount.pk,
        **{f"{name}.pk": correction.pk for name in ("correction", *CORRECTION_FILES)},
        "label": "2022-01",
    }
    method = Method.objects.order_by("pk").values_list("pk", flat=True)[0]
    of_methods = {f"{name}.pk": method for name in ("method", "method_file", "method_next", "method_edit", "method_drop")}
    of_imports = {"import_job.pk": job.pk, "import_batch.pk": batch.pk, "import_rejects.pk": batch.pk}
    return {
        "number": "S2",
        "pk": bulletin.pk,
        "report_file.pk": reported.pk,
        "sample_plan_end.pk": ended.pk,
        "duty_take.pk": note.pk,
        "kind": "units",
        "attachment.pk": theirs_file.pk,
        "unit_page.pk": theirs.pk,
        "unit_page_file.pk": theirs.pk,
        **{f"{name}.pk": theirs.pk for name in LIFTS},
        **of_imports,
        **of_closings,
        **of_methods,
    }


def _known(ticket: Ticket) -> None:
    Identity.objects.create(ticket=ticket, name=NAME, phone=PHONE, address=ADDRESS)


def own_values(role: Role, unit: Unit, values: dict[str, object]) -> dict[str, object]:
    """For a role of a unit its own ticket, for others any: what they may open when the role is right."""
    person = build.person("某人", role, unit)
    kept, _ = SavedView.objects.get_or_create(by=person, desk="inbox", name="物业", query="sort=area")
    listed = {Role.DISPATCHER: "dispatch_desk", Role.CALLBACK: "callbacks", Role.SUPERVISOR: "daily", Role.LEADER: "many_returns"}
    listed |= {Role.HANDLER: "inbox", Role.PRINCIPAL: "inbox"}
    lines = [_line(unit, matter) for matter in ("修改", "删除")]
    values = {**values, "responsibility_edit.pk": lines[0], "responsibility_drop.pk": lines[1]}
    values = {**values, "view_drop.pk": kept.pk, "list_file.page": listed.get(role, "search"), "list_file.kind": "csv"}
    told, _ = Notice.objects.get_or_create(to=person, key="scope", defaults={"words": "请核对排班", "url": "/duty/", "at": build.ARRIVED})
    values = {**values, "notice.pk": told.pk}
    values = {**values, **{f"{name}.kind": "csv" for name in FIGURE_FILES}, "unit_page.pk": unit.pk, "unit_page_file.pk": unit.pk}
    values = {**values, **{f"{name}.pk": unit.pk for name in LIFTS}, "unit_lift_file.kind": "xlsx"}
    if role in UNIT_ROLES:
        if not Ticket.objects.filter(number="own").exists():
            build.attached(build.handling(unit, number="own"))
            build.slip(Ticket.objects.get(number="own"), build.moment("2022-01-05 15:00"), is_signed=False)
            build.handed_on(Ticket.objects.get(number="own"), build.unit("市政科", parent=unit))
            build.assisted(build.unit("城管局"), unit, number="helped")
            build.exclusion(Ticket.objects.get(number="own"), build.moment("2022-01-05 15:00"))
            build.supervised(Ticket.objects.get(number="own"), build.moment("2022-01-05 15:30"))
            build.blown(Ticket.objects.get(number="own"), build.moment("2022-01-05 16:00"), "W2")
        own_file = Ticket.objects.get(number="own").attachments.get()
        asked = Exclusion.objects.get(ticket__number="own")
        given = SupervisionOrder.objects.get(ticket__number="own")
        return {
            **values,
            "supervision_order.pk": given.pk,
            "whistle.pk": Whistle.objects.get(ticket__number="own").pk,
            "number": "own",
            "exclusion.pk": asked.pk,
            "assist_ticket.number": "helped",
            "attachment.pk": own_file.pk,
        }
    JobRun.objects.filter(pk=str(values["import_job.pk"])).update(requested_by=build.person("某人", role, unit))
    waiting = dict.fromkeys(("dispatch_ticket", "dispatch_classify", "dispatch_reconcile", "dispatch_assists"), "S0")
    called = dict.fromkeys(("callback_ticket", "callback_judge", "redo"), "S4")
    return {**values, **{f"{name}.number": number for name, number in {**waiting, "review_ticket": "S3", **called}.items()}}


def _line(lead: Unit, matter: str) -> int:
    """The id of a line of the responsibility list."""
    lamps, _ = Category.objects.get_or_create(path="路灯", defaults={"name": "路灯", "depth": 1})
    return Responsibility.objects.get_or_create(category=lamps, matter=matter, defaults={"lead": lead})[0].pk
