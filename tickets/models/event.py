"""The event chain: what happened to each ticket, appended and never edited (the database's triggers refuse it).

`body` is the canonical JSON that was signed: field names, codes, ids and digests, never identity or free text.
"""

from django.db import models

from tickets.models.ticket import Ticket
from tickets.rules.workflow import Act, Status
from units.models import User


class Event(models.Model):
    ticket = models.ForeignKey(Ticket, verbose_name="工单", on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField("序号")
    act = models.CharField("事项", max_length=20, choices=Act.choices)
    source = models.CharField("原状态", max_length=12, choices=Status.choices, blank=True)
    target = models.CharField("新状态", max_length=12, choices=Status.choices)
    by = models.ForeignKey(User, verbose_name="经办人", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    body = models.TextField("内容")
    digest = models.CharField("链值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "流转记录"
        ordering = ["ticket", "seq"]
        constraints = [models.UniqueConstraint(fields=["ticket", "seq"], name="one_event_for_each_seq")]

    def __str__(self) -> str:
        return f"{self.ticket_id}#{self.seq} {self.get_act_display()}"

    @property
    def has_files(self) -> bool:
        """Whether files came with the act: their digests are signed with it."""
        return '"files":"' in self.body and '"files":""' not in self.body
