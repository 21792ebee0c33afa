"""The map with one page more, which fails the way code does: in the middle, with a citizen's name and phone in hand."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from hotline import urls

CITIZEN = "王小明 13812345678 兴工街路灯不亮"


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError(CITIZEN)


urlpatterns = [path("broken/", broken), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
