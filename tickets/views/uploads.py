"""Files that come with a form: kept before the form is judged, so that a refusal of anything else does not cost somebody a signed scan.

What was kept stands on the page that comes back, ticked (tickets/_kept_files.html), and goes along with the next try.
"""

from datetime import datetime
from typing import cast

from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseForm
from django.http import HttpRequest

from tickets.acts import attachments
from tickets.acts.preparing import waiting_files
from tickets.models import Attachment, Ticket
from units.acts.access import person
from units.views.answers import attempt


def kept_files(request: HttpRequest, form: BaseForm, ticket: Ticket, *, use: str, at: datetime) -> tuple[Attachment, ...]:
    """Those kept earlier that are still ticked, and those chosen now. What is wrong with a file becomes a fault of `form`."""
    me, kept = person(request), list[Attachment]()
    ticked = request.POST.getlist("kept")
    if ticked:
        kept += [file for file in waiting_files(ticket, me, use) if str(file.pk) in ticked]
    uploads = cast("list[UploadedFile[bytes]]", request.FILES.getlist("files"))
    attempt(request, lambda: kept.extend(attachments.keep(ticket, uploads, use=use, by=me, at=at)), form=form)
    return tuple(kept)
