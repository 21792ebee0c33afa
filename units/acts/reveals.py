"""Opening a citizen's identity: allowed with a reason, always logged."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError

from units.models import RevealLog, User


def reveal(ticket_number: str, reason: str, by: User, at: datetime) -> RevealLog:
    """Logs that `by` opens the identity on `ticket_number`; ValidationError without a reason."""
    if not by.may_see_identity:
        raise PermissionDenied("您的角色不能查看诉求人身份。")
    if not reason.strip():
        raise ValidationError("请填写查看事由，例如“办理联系”。", code="reason_missing")
    return RevealLog.objects.create(by=by, ticket_number=ticket_number, reason=reason.strip()[:200], at=at)
