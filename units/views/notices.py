"""What a person was told: the list behind the bell."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from units.acts import notices
from units.acts.access import for_roles, person
from units.models import Notice
from units.views.answers import attempt

MOST = 100


@require_http_methods(["GET", "POST"])
@for_roles()
def show(request: HttpRequest) -> HttpResponse:
    """The newest hundred; POST marks all as read."""
    me = person(request)
    if request.method == "POST":
        attempt(request, lambda: notices.read_all(me, timezone.now()), "已全部标为已读")
        return redirect("notices")
    return render(request, "units/notices.html", {"notices": notices.latest(me, MOST), "most": MOST})


@require_POST
@for_roles()
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """To what one's own notice is about, which is thereby read."""
    notice = get_object_or_404(Notice, pk=pk, to=person(request))
    notices.read(notice, timezone.now())
    return redirect(notice.url or "notices")
