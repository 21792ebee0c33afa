"""The frame of every page: which desks a role has, and whose district this is."""

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, object]:
    return {}
