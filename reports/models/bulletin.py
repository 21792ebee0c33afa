"""Bulletins (通报): a draft that is composed again and again, and the frozen revisions that were published from it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from reports.models.frame import Frame
from reports.rules.duties import READERS
from units.models import User
from units.rules.roles import Role


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def visible_to(self, user: User) -> "BulletinQuerySet":
        """Those whose duty it is read every bulletin, draft or published; others read none here (they are sent the paper)."""
        return self if user.is_authenticated and user.is_active and user.role in READERS else self.none()

    def published_to(self, user: User) -> "BulletinQuerySet":
        """Those with a published revision, for their readers and for other systems."""
        reads = user.is_authenticated and user.is_active and user.role in READERS | {Role.CLIENT}
        return self.filter(revisions__number=1) if reads else self.none()


class Bulletin(models.Model):
    """One frame for one period. `issue`, `edition` and `issued_on` are what a person set; empty ones follow the frame."""

    frame = models.ForeignKey(Frame, verbose_name="版式", on_delete=models.PROTECT, related_name="bulletins")
    period = models.CharField("期间", max_length=10)
    title = models.CharField("标题", max_length=200)
    issue = models.PositiveIntegerField("总期号", null=True, blank=True)
    edition = models.PositiveIntegerField("专题期号", null=True, blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    draft = models.JSONField("草稿")
    begins = models.JSONField("分页", default=dict, help_text="每一块从哪一页开始，供屏幕上的纸样分页")
    composed_at = models.DateTimeField("编排时间", default=timezone.now)
    checked_at = models.DateTimeField("核对时间", null=True, help_text="发布以后重新编排，与已发布的相同")

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通报"
        ordering = ["-period", "-pk"]
        constraints = [models.UniqueConstraint(fields=["frame", "period"], name="one_bulletin_for_each_period")]

    def __str__(self) -> str:
        return self.title


class BulletinRevision(models.Model):
    """What was published: the document as it was, the method it used, the file and its hash. Never edited."""

    bulletin = models.ForeignKey(Bulletin, verbose_name="通报", on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField("版次")
    document = models.JSONField("文稿")
    method = models.CharField("评分办法", max_length=80)
    findings = models.JSONField("发布检查", default=list)
    begins = models.JSONField("分页", default=dict, help_text="每一块从哪一页开始，供屏幕上的纸样分页")
    pdf = models.CharField("PDF 文件", max_length=200)
    pdf_sha256 = models.CharField("PDF 摘要", max_length=64)
    document_sha256 = models.CharField("文稿摘要", max_length=64)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="发布人", null=True, on_delete=models.PROTECT)
    published_at = models.DateTimeField("发布时间")
    why = models.CharField("更正原因", max_length=300, blank=True)
    changes = models.JSONField("更正内容", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "通报版次"
        ordering = ["bulletin", "-number"]
        constraints = [models.UniqueConstraint(fields=["bulletin", "number"], name="one_revision_number")]

    def __str__(self) -> str:
        return f"{self.bulletin} 第 {self.number} 版"
