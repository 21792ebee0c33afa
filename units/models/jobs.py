"""Long work (import, closing, rendering): a row is written before the work starts, so that nothing is lost with a worker."""

from django.conf import settings
from django.db import models
from django.utils import timezone

# What the kinds are called: those that a worker does (units.acts.jobs.TASKS), and what the demo has made.
KINDS = {
    "import": "导入工单",
    "close": "关账",
    "recompute": "重算",
    "recompute-month": "重算一个月",
    "demo": "生成演示月份",
    "demo-day": "生成演示当天",
}


class JobQuerySet(models.QuerySet["JobRun"]):
    def unfinished(self) -> "JobQuerySet":
        return self.filter(state__in=[JobRun.State.WAITING, JobRun.State.RUNNING])


class JobRun(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"

    kind = models.CharField("事项", max_length=30)
    argument = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    words = models.CharField("说明", max_length=500, blank=True)
    result = models.JSONField("结果", default=dict)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="发起人", null=True, on_delete=models.PROTECT)
    requested_at = models.DateTimeField("发起时间", default=timezone.now)
    beat_at = models.DateTimeField("最近活动", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    # A job of many parts does nothing itself: its progress is how many of them are over (units.acts.jobs.gather).
    part_of = models.ForeignKey("self", verbose_name="属于", null=True, on_delete=models.CASCADE, related_name="parts")

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        indexes = [models.Index(fields=["kind", "-id"], name="job_kind_newest")]

    def __str__(self) -> str:
        return f"{self.kind_label} {self.get_state_display()}"

    @property
    def kind_label(self) -> str:
        return KINDS.get(self.kind, self.kind)

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED}
