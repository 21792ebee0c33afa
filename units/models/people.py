"""People who log in, and whose password is not yet their own. One person has one role; handlers and principals belong to a unit."""

from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models

from units.models.units import Unit
from units.rules.masking import mask_name
from units.rules.roles import IDENTITY_ROLES, UNIT_ROLES, Role


class User(AbstractUser):
    name = models.CharField("姓名", max_length=30)
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, verbose_name="所属单位", null=True, blank=True, on_delete=models.PROTECT, related_name="people")

    phone = models.CharField("手机", max_length=20, blank=True, help_text="只用于向本人外发提醒")

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        constraints = [
            models.CheckConstraint(
                name="unit_people_have_a_unit",
                condition=~models.Q(role__in=sorted(UNIT_ROLES)) | models.Q(unit__isnull=False),
                violation_error_message="承办人和单位负责人必须指定所属单位。",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @cached_property
    def own_units(self) -> frozenset[int]:
        """The ids of the person's unit and of all below it; none for who has no unit. One query for each request, which brings the
        unit too: every list, count and right of a unit's people asks for them."""
        if self.unit_id is None:
            return frozenset()
        found = {unit.pk: unit for unit in Unit.objects.subtree(Unit(pk=self.unit_id)).order_by()}
        self.unit = found[self.unit_id]
        return frozenset(found)

    @property
    def may_see_identity(self) -> bool:
        return self.role in IDENTITY_ROLES


class GivenPassword(models.Model):
    """The person's password was given by somebody else and is known to both: asked for at the log-in, gone once it is changed."""

    person = models.OneToOneField(User, verbose_name="人员", primary_key=True, on_delete=models.CASCADE, related_name="given_password")

    class Meta:
        verbose_name = verbose_name_plural = "待本人修改的密码"

    def __str__(self) -> str:
        return str(self.person)
