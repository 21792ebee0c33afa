"""The API's one error handler: application/problem+json (RFC 9457) with Chinese words that say what to do."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from rest_framework import exceptions
from rest_framework.views import exception_handler

API_ROOT = "/api/"
CONTENT_TYPE = "application/problem+json"
KEPT_HEADERS = frozenset({"WWW-Authenticate", "Retry-After", "Allow"})

WORDS: Mapping[int, tuple[str, str]] = {
    400: ("请求有误", "请求的参数或格式不对，请对照接口文档修改。"),
    401: ("未登录", "请在 Authorization 请求头中带上有效令牌：Token <令牌>；过期请联系管理员重新签发。"),
    403: ("没有权限", "这个账号不能读取该数据；如工作需要，请联系管理员。"),
    404: ("没有找到", "没有这条数据，或者不在您的职责范围内。"),
    405: ("不支持的方法", "这个地址不支持该方法，请对照接口文档。"),
    406: ("不支持的格式", "只提供 JSON，请修改 Accept 请求头。"),
    413: ("请求过大", "请求内容超过限制，请分批提交。"),
    415: ("不支持的格式", "请求内容必须是 JSON。"),
    429: ("请求过快", "请稍后再试。"),
    500: ("系统出错", "请求没有完成，系统已记录；反复出现请联系管理员。"),
}


def problem(status: int, detail: str = "", **more: object) -> JsonResponse:
    """type, title, status, detail; `more` for what belongs to the case (errors by field)."""
    title, words = WORDS.get(status, ("请求未完成", "请稍后再试。"))
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail or words, **more}
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False})


def handle(error: Exception, context: dict[str, Any]) -> JsonResponse | None:
    """REST framework's EXCEPTION_HANDLER: JSON whatever the view renders (PDF, YAML). None (an error of our own) goes on to
    the 500 of hotline.views."""
    if isinstance(error, ValidationError):
        error = exceptions.ValidationError(error.message_dict if hasattr(error, "error_dict") else {"": error.messages})
    response = exception_handler(error, context)
    if response is None:
        return None
    answer = problem(response.status_code, _words(error), **_more(error))
    for name in KEPT_HEADERS & set(response.headers):
        answer[name] = response.headers[name]
    return answer


def _words(error: Exception) -> str:
    """The error's own words when they were written by us; those of libraries are left for the table's."""
    if isinstance(error, exceptions.Throttled):
        seconds = int(getattr(error, "wait", None) or 0) + 1
        return f"请求过快，请 {seconds} 秒后再试。"
    if isinstance(error, PermissionDenied) and not str(error).isascii():
        return str(error)
    if isinstance(error, exceptions.ValidationError):
        return "；".join(f"{name}：{words}" if name else words for name, words in _faults(error))
    return ""


def _faults(error: exceptions.ValidationError) -> list[tuple[str, str]]:
    detail: Any = error.detail
    if not isinstance(detail, dict):
        return [("", str(words)) for words in detail]
    return [(name, str(words)) for name, faults in detail.items() for words in (faults if isinstance(faults, list) else [faults])]


def _more(error: Exception) -> dict[str, Any]:
    if isinstance(error, exceptions.ValidationError):
        return {"errors": [{"field": name, "detail": words} for name, words in _faults(error)]}
    return {}


def describe(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """A hook of drf-spectacular: the schema names the problems that every operation may answer with."""
    texts = {name: {"type": "string"} for name in ("type", "title", "detail")}
    schema = {"type": "object", "properties": {**texts, "status": {"type": "integer"}}, "required": [*texts, "status"]}
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = schema
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            for status in (400, 401, 403, 404, 406, 429):
                operation["responses"][str(status)] = {"description": WORDS[status][0], "content": content}
    return result
