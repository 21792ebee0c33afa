"""What a unit did with the citizen before it replied (联系记录): rang, came, met on the spot."""

from django.db import models

from tickets.models.assignment import Assignment
from tickets.models.ticket import Ticket
from units.models import User


class Contact(models.Model):
    class Kind(models.TextChoices):
        PHONE = "phone", "电话"
        VISIT = "visit", "上门或现场核实"
        MEETING = "meeting", "现场会"
        MESSAGE = "message", "短信或微信"

    ticket = models.ForeignKey(Ticket, verbose_name="工单", on_delete=models.PROTECT, related_name="contacts")
    assignment = models.ForeignKey(Assignment, verbose_name="承办", on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField("方式", max_length=10, choices=Kind.choices, default=Kind.PHONE)
    is_reached = models.BooleanField("联系上诉求人", default=True, help_text="现场会：诉求人是否到场")
    words = models.TextField("联系情况", max_length=1_000)
    place = models.CharField("地点", max_length=100, blank=True)
    at = models.DateTimeField("联系时间")
    by = models.ForeignKey(User, verbose_name="联系人", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "联系记录"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.get_kind_display()}"
