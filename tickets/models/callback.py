"""Callbacks (回访): what the citizen says, each answer a field of its own, made by the city's sample or by the district."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from tickets.models.assignment import Assignment
from tickets.models.ticket import Ticket
from tickets.rules.workflow import FINISHED
from units.models import Unit, User
from units.rules.district import District


class CallbackQuerySet(models.QuerySet["Callback"]):
    def unjudged(self) -> "CallbackQuerySet":
        """The noes that wait to be judged: the latest answer of a finished ticket, not known already when it was closed."""
        latest = self.filter(SAID_NO, judged_at=None, is_last=True, called_at=F("ticket__called_at"), ticket__status__in=sorted(FINISHED))
        # By when it became known: the city's file may come after the closing with a call made before it.
        return latest.filter(Q(ticket__closed_at=None) | Q(recorded_at__gt=F("ticket__closed_at")))


class Callback(models.Model):
    class Source(models.TextChoices):
        CITY = "city", "市级抽访"
        DISTRICT = "district", "区级回访"

    class Reached(models.TextChoices):
        REACHED = "reached", "接通"
        NO_ANSWER = "no_answer", "无人接听"
        WRONG_NUMBER = "wrong_number", "空号或错号"
        REFUSED = "refused", "拒访"
        ANONYMOUS = "anonymous", "匿名无法回访"

    class Solved(models.TextChoices):
        NONE = "", "未回答"
        SOLVED = "solved", "解决"
        PARTLY = "partly", "基本解决"
        UNSOLVED = "unsolved", "未解决"

    class Grade(models.TextChoices):
        NONE = "", "未评价"
        SATISFIED = "satisfied", "满意"
        BASICALLY = "basically", "基本满意"
        DISSATISFIED = "dissatisfied", "不满意"

    class Judgement(models.TextChoices):
        NONE = "", "未研判"
        REASONABLE = "reasonable", "合理"
        UNREASONABLE = "unreasonable", "不合理"
        BEYOND_DUTY = "beyond_duty", "超出职责"

    ticket = models.ForeignKey(Ticket, verbose_name="工单", on_delete=models.PROTECT, related_name="callbacks")
    assignment = models.ForeignKey(Assignment, verbose_name="承办", null=True, on_delete=models.PROTECT, related_name="callbacks")
    unit = models.ForeignKey(Unit, verbose_name="当时主办", null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField("来源", max_length=10, choices=Source.choices)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    called_at = models.DateTimeField("回访时间")
    by = models.ForeignKey(User, verbose_name="回访员", null=True, on_delete=models.PROTECT, related_name="+")
    reached = models.CharField("接通情况", max_length=15, choices=Reached.choices, default=Reached.REACHED)
    contacted = models.BooleanField("单位是否联系", null=True, blank=True)
    solved = models.CharField("是否解决", max_length=10, choices=Solved.choices, blank=True, default=Solved.NONE)
    result_grade = models.CharField("结果评价", max_length=15, choices=Grade.choices, blank=True, default=Grade.NONE)
    process_grade = models.CharField("过程评价", max_length=15, choices=Grade.choices, blank=True, default=Grade.NONE)
    stars = models.PositiveSmallIntegerField("评星", null=True, blank=True)
    remark = models.CharField("备注", max_length=500, blank=True)
    is_first = models.BooleanField("首次", default=True, help_text="同一工单同一来源的第一次有答案的回访")
    is_last = models.BooleanField("末次", default=True)
    judgement = models.CharField("研判", max_length=12, choices=Judgement.choices, blank=True, default=Judgement.NONE)
    judged_by = models.ForeignKey(User, verbose_name="研判人", null=True, on_delete=models.PROTECT, related_name="+")
    # Without a judgement: the ticket was closed, and nobody had to judge this any more.
    judged_at = models.DateTimeField("研判时间", null=True)
    judgement_words = models.CharField("研判意见", max_length=500, blank=True)
    cleared_by = models.ForeignKey(User, verbose_name="销号人", null=True, on_delete=models.PROTECT, related_name="+")
    cleared_at = models.DateTimeField("销号时间", null=True)
    cleared_words = models.CharField("销号说明", max_length=500, blank=True)
    recorded_at = models.DateTimeField("入库时间", default=timezone.now)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "回访"
        ordering = ["called_at", "pk"]
        indexes = [
            models.Index(fields=["called_at"], name="callback_called"),
            models.Index(fields=["recorded_at"], name="callback_recorded"),
            # Noes that nobody has judged, the last word of their ticket from one source.
            models.Index(
                fields=["ticket"],
                name="callback_unjudged",
                condition=(Q(result_grade="dissatisfied") | Q(solved="unsolved")) & Q(judged_at=None, is_last=True),
            ),
            models.Index(fields=["ticket", "called_at"], name="callback_unreached", condition=Q(reached="no_answer")),
            # 回头看 and the cleaning of invalid calls: a call that gives no reason for either is cleared from the start.
            models.Index(fields=["called_at", "id"], name="callback_uncleared", condition=Q(is_last=True, cleared_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "source", "called_at"], name="one_callback_at_a_moment"),
            models.CheckConstraint(
                name="answers_need_a_citizen",
                condition=Q(reached="reached") | Q(solved="", result_grade="", process_grade="", stars=None, contacted=None),
                violation_error_message="没有接通的回访不能填写答案。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.get_source_display()}"

    def wants_a_look(self, district: District) -> bool:
        """Low, a no, or invalid: it stands on a list until somebody has seen to it (回头看, 无效回访)."""
        said_no = self.result_grade == self.Grade.DISSATISFIED or self.solved == self.Solved.UNSOLVED
        is_low = self.stars is not None and self.stars <= district.low_star_at_most
        return said_no or is_low or self.reached in district.invalid_reached


# Dissatisfied with the result, or unsolved: somebody has to judge it.
SAID_NO = Q(result_grade=Callback.Grade.DISSATISFIED) | Q(solved=Callback.Solved.UNSOLVED)
