"""What stands around the day's tickets: the responsibility list, the duty roster and its notes, a view, a plan of samples."""

from collections import Counter
from datetime import date, timedelta

from hotline.demo.day.stage import Stage, read
from tickets.acts import responsibility, routing, sampling, saved_views
from tickets.models import Category, SamplePlan
from tickets.rules.deadlines import local
from units.acts import duty
from units.models import Duty, User
from units.rules.roles import Role

DAYS = 7
LONGEST_NAME = 12
NIGHT_NOTE = "夜班无紧急件。井盖件已电话告知值班人员设警示，早班请跟进退件审核；翠霞家园三件室温诉求已请合并办理。"
DAY_NOTE = "围墙重办件市平台限期紧，已电话提醒住建部门；研判会明日召开，请通知三家参会单位。"


def furnish(stage: Stage) -> None:
    responsibility.store(_lines(stage))
    _roster(stage)
    duty.take_over(duty.hand_over(NIGHT_NOTE, stage.staff.agent, stage.ago(9.5)).pk, stage.staff.dispatcher, stage.ago(9.2))
    duty.hand_over(DAY_NOTE, stage.staff.dispatcher, stage.ago(0.2))
    _keep_view(stage)
    first = _first_of_next_month(local(stage.now).date())
    sampling.add_plan(SamplePlan(name="下月起区级抽访", percent=30, least=2, starts_on=first))
    routing.learn(stage.now)


def _keep_view(stage: Stage) -> None:
    """The dispatcher's own tab: the branch of categories that most of the day's waiting tickets are of."""
    branches = Counter(line["category"].split("/")[0] for line in read("matters.csv"))
    root = Category.objects.filter(parent=None, name__in=[name for name, _ in branches.most_common(2)]).order_by("order", "pk").first()
    if root is not None:
        saved_views.save(stage.staff.dispatcher, "dispatch_desk", root.name[:LONGEST_NAME], f"category={root.pk}")


def _lines(stage: Stage) -> list[responsibility.Entry]:
    """What responsibility.csv invents for this demo, as far as the district has the categories."""
    categories = {category.path: category for category in Category.objects.all()}
    return [
        responsibility.Entry(
            categories[line["category"]],
            line["area"],
            line["matter"],
            stage.units[line["lead"]],
            tuple(stage.units[slot] for slot in line["assists"].split("、") if slot),
            "演示数据",
        )
        for line in read("responsibility.csv")
        if line["category"] in categories
    ]


def _roster(stage: Stage) -> None:
    """Monday to Sunday of this week: two people in turn, and a chief."""
    today = local(stage.now).date()
    monday = today - timedelta(days=today.weekday())
    turns = (stage.staff.dispatcher, stage.staff.agent)
    chief = User.objects.filter(role=Role.LEADER, is_active=True).order_by("pk").first() or stage.staff.supervisor
    duties = []
    for place in range(DAYS):
        on = monday + timedelta(days=place)
        duties.append(Duty(on=on, shift=Duty.Shift.DAY, person=turns[place % 2]))
        duties.append(Duty(on=on, shift=Duty.Shift.NIGHT, person=turns[1 - place % 2]))
        duties.append(Duty(on=on, shift=Duty.Shift.WHOLE, person=(stage.staff.supervisor, chief)[place % 2], is_chief=True))
    duty.enter(duties)


def _first_of_next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
