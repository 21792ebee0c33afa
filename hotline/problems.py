"""The API's one error handler: application/problem+json (RFC 9457) with Chinese words that say what to do."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.views import exception_handler

API_ROOT = "/api/"
CONTENT_TYPE = "application/problem+json"
KEPT_HEADERS = frozenset({"WWW-Authenticate", "Retry-After", "Allow"})

WORDS: Mapping[int, tuple[str, str]] = {
    400: ("请求有误", "请求的参数或格式不对，请对照接口文档修改。"),
    401: ("未登录", "请在 Authorization 请求头中带上有效令牌：Token <令牌>；过期请联系管理员重新签发。"),
    403: ("没有权限", "这个账号不能读取该数据或办理该事项；如工作需要，请联系管理员。"),
    404: ("没有找到", "没有这条数据，或者不在您的职责范围内。"),
    405: ("不支持的方法", "这个地址不支持该方法，请对照接口文档。"),
    406: ("不支持的格式", "只提供 JSON，请修改 Accept 请求头。"),
    409: ("情况已变", "工单刚被他人更新，操作没有执行。请重新读取后再试。"),
    413: ("请求过大", "请求内容超过限制，请分批提交。"),
    415: ("不支持的格式", "请求内容必须是 JSON。"),
    429: ("请求过快", "请稍后再试。"),
    500: ("系统出错", "请求没有完成，系统已记录；反复出现请联系管理员。"),
}
# What a rule's refusal is by its code; every other one is a 400 with its code.
REFUSALS: Mapping[str, int] = {"moved_on": 409, "key_reused": 409, "not_allowed": 403, "not_yours": 403}
NO_CSRF = "缺少 CSRF 令牌：网页会话要在 X-CSRFToken 请求头中带上；其他系统请用令牌。"


class Refusal(exceptions.ValidationError):
    """A rule's ValidationError on its way out; of several faults the first one's code counts."""

    def __init__(self, error: ValidationError) -> None:
        super().__init__(error.message_dict if hasattr(error, "error_dict") else {"": error.messages})
        self.code = "" if hasattr(error, "error_dict") else str(error.error_list[0].code or "")
        self.status_code = REFUSALS.get(self.code, 400)


def problem(status: int, detail: str = "", **more: object) -> HttpResponse:
    """type, title, status, detail; `more` for what belongs to the case (errors by field)."""
    title, words = WORDS.get(status, ("请求未完成", "请稍后再试。"))
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail or words, **more}
    # A library's words may quote half a character that was sent.
    text = json.dumps(body, ensure_ascii=False).encode("utf-8", errors="replace")
    return HttpResponse(text, status=status, content_type=CONTENT_TYPE)


def handle(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """REST framework's EXCEPTION_HANDLER: JSON whatever the view renders (PDF, YAML). None (an error of our own) goes on to
    the 500 of hotline.views."""
    if isinstance(error, ValidationError):
        error = Refusal(error)
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
    if isinstance(error, exceptions.PermissionDenied):
        if str(error.detail).startswith("CSRF"):
            return NO_CSRF
        return str(error.detail) if error.get_codes() != error.default_code else ""
    if isinstance(error, PermissionDenied | Http404) and not str(error).isascii():
        return str(error)
    if isinstance(error, exceptions.ValidationError):
        return "；".join(f"{name}：{words}" if name else words for name, words in _faults(error.detail))
    return ""


def _faults(detail: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Each fault with its field; of a list's items with their place in it (tickets.0)."""
    if isinstance(detail, dict):
        for key, below in detail.items():
            path = "" if key in {"", "non_field_errors"} else str(key)
            yield from _faults(below, f"{name}.{path}" if name and path else name or path)
    elif isinstance(detail, list):
        for below in detail:
            yield from _faults(below, name)
    else:
        yield name, str(detail)


def _more(error: Exception) -> dict[str, Any]:
    if not isinstance(error, exceptions.ValidationError):
        return {}
    code = error.code if isinstance(error, Refusal) else "invalid"
    return {**({"code": code} if code else {}), "errors": [{"field": name, "detail": words} for name, words in _faults(error.detail)]}


def describe(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """A hook of drf-spectacular: the schema names the problems that every operation may answer with."""
    texts = {name: {"type": "string"} for name in ("type", "title", "detail")}
    fault = {"type": "object", "properties": {"field": {"type": "string"}, "detail": {"type": "string"}}}
    more = {"status": {"type": "integer"}, "code": {"type": "string"}, "errors": {"type": "array", "items": fault}}
    schema = {"type": "object", "properties": {**texts, **more}, "required": [*texts, "status"]}
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = schema
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result["paths"].values():
        for method, operation in operations.items():
            for status in (400, 401, 403, 404, 406, 429, *((409, 413, 415) if method == "post" else ())):
                operation["responses"][str(status)] = {"description": WORDS[status][0], "content": content}
    return result
