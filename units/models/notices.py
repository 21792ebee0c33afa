"""Notices (提醒): inside, to one person; and those that leave through the office's outgoing door (短信、政务微信)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Notice(models.Model):
    """One line to one person. `key` names what it is about, so that a task that runs twice tells once."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="收件人", on_delete=models.CASCADE, related_name="notices")
    key = models.CharField("事项键", max_length=80)
    about = models.CharField("事项", max_length=200, blank=True)  # read inside only: what leaves the house has no titles
    words = models.CharField("内容", max_length=200)
    url = models.CharField("链接", max_length=300, blank=True)
    is_urgent = models.BooleanField("紧要", default=False)
    at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("已读时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "提醒"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["to", "-at"], name="notice_of_person"),
            models.Index(fields=["to"], name="notice_unread", condition=Q(read_at=None)),
        ]
        constraints = [models.UniqueConstraint(fields=["to", "key"], name="told_once")]

    def __str__(self) -> str:
        return self.words


class Outgoing(models.Model):
    """A message waiting at the outgoing door or sent through it. Never holds a citizen's data."""

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        SENDING = "sending", "正在发送"
        SENT = "sent", "已发送"
        FAILED = "failed", "未发出"

    to = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="收件人", on_delete=models.CASCADE, related_name="+")
    phone = models.CharField("手机", max_length=20, blank=True)
    words = models.CharField("内容", max_length=300)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    fault = models.CharField("原因", max_length=300, blank=True)
    at = models.DateTimeField("时间", default=timezone.now)
    claimed_at = models.DateTimeField("取走时间", null=True)
    sent_at = models.DateTimeField("发送时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "外发消息"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["id"], name="outgoing_waiting", condition=Q(state="waiting")),
            models.Index(fields=["claimed_at"], name="outgoing_taken", condition=Q(state="sending")),
        ]

    def __str__(self) -> str:
        return self.words
