"""Files that stand beside a ticket (附件): judged by content and size before they are kept, served only after a permission check."""

from django.db import models

from tickets.models.applications import ReturnRequest
from tickets.models.contact import Contact
from tickets.models.reply import Reply
from tickets.models.sharing import AssistAnswer, HandOn
from tickets.models.ticket import Ticket
from units.models import Unit, User


class Attachment(models.Model):
    """`seq` is the event of the ticket's chain that names the file's digest; empty while it waits for the act it goes with."""

    class Use(models.TextChoices):
        TICKET = "ticket", "来件附件"
        REPLY = "reply", "答复附件"
        RETURN = "return", "退件单签批件"
        CONTACT = "contact", "联系佐证"
        ASSIST = "assist", "协办附件"
        HAND_ON = "hand_on", "下派答复附件"

    ticket = models.ForeignKey(Ticket, verbose_name="工单", on_delete=models.PROTECT, related_name="attachments")
    use = models.CharField("用途", max_length=10, choices=Use.choices)
    name = models.CharField("文件名", max_length=120)
    kind = models.CharField("类型", max_length=20)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("校验码", max_length=64)
    file = models.FileField("文件", upload_to="attachments/%Y/%m")
    unit = models.ForeignKey(Unit, verbose_name="上传单位", null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, verbose_name="上传人", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("上传时间")
    seq = models.PositiveIntegerField("对应事件", null=True)
    reply = models.ForeignKey(Reply, verbose_name="答复", null=True, on_delete=models.PROTECT, related_name="attachments")
    return_request = models.ForeignKey(
        ReturnRequest, verbose_name="退件单", null=True, on_delete=models.PROTECT, related_name="attachments"
    )
    contact = models.ForeignKey(Contact, verbose_name="联系记录", null=True, on_delete=models.PROTECT, related_name="attachments")
    assist_answer = models.ForeignKey(
        AssistAnswer, verbose_name="协办意见", null=True, on_delete=models.PROTECT, related_name="attachments"
    )
    hand_on = models.ForeignKey(HandOn, verbose_name="下派", null=True, on_delete=models.PROTECT, related_name="attachments")

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.name
