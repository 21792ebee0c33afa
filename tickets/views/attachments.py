"""Attachments: served to those who may see the ticket and no others, and added to it by themselves."""

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tickets.acts import attachments
from tickets.models import Attachment, Ticket
from tickets.rules.contents import KINDS
from tickets.views.opening import named
from units.acts.access import for_roles, person
from units.models import User
from units.rules.roles import Role
from units.views.answers import attempt, back

HEADERS = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}


@require_safe
@for_roles()
def serve(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file as a download; whoever may not have it reads that there is none."""
    me = person(request)
    found = Attachment.objects.select_related("ticket__ticket_type").filter(ticket__in=Ticket.objects.visible_to(me))
    file = get_object_or_404(found, pk=pk)
    if not attachments.may_read(file, me) or not default_storage.exists(str(file.file)):
        raise Http404("没有这个附件。")
    media_type = KINDS[file.kind].media_type if file.kind in KINDS else "application/octet-stream"
    return FileResponse(file.file.open("rb"), as_attachment=True, filename=file.name, content_type=media_type, headers=HEADERS)


@require_POST
@for_roles(Role.DISPATCHER, Role.HANDLER, Role.PRINCIPAL, Role.CALLBACK)
def attach(request: HttpRequest, number: str) -> HttpResponse:
    """Adds the chosen files to the ticket."""
    me = person(request)
    ticket = named(me, number)
    files = request.FILES.getlist("files")
    attempt(request, lambda: _attach(ticket, files, me), f"工单 {number} 已添加 {len(files)} 个附件")
    return back(request, reverse("ticket", args=[number]))


def _attach(ticket: Ticket, files: "list[UploadedFile[bytes]]", me: User) -> None:
    now = timezone.now()
    with attachments.keeping(ticket, files, use=attachments.use_of(me), by=me, at=now) as kept:
        attachments.attach_many([attachments.Attaching(ticket, now, tuple(kept))], me)
