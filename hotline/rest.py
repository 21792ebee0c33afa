"""How the API speaks, for hotline.settings: Django REST framework, its tokens and its schema."""

from datetime import timedelta
from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["hotline.tokens.Token", "rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated", "hotline.tokens.MayAct"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "hotline.pages.Cursor",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle", "rest_framework.throttling.AnonRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "600/min", "anon": "30/min"},
    "EXCEPTION_HANDLER": "hotline.problems.handle",
}
REST_KNOX = {"TOKEN_TTL": timedelta(days=90), "AUTO_REFRESH": False}
DESCRIPTION = """数据按账号的职责范围给出，诉求人身份一律脱敏；列表按游标翻页；出错时返回 application/problem+json。

办理工单用 `POST /api/v1/acts/<事项>/`，与网页上的按钮是同一件事：一次一件或多件，要么全部办成，要么一件不动。
谁能办什么由流程决定：角色不对或不是承办单位返回 403，工单不在职责范围内返回 404，期间被他人更新返回 409，\
其余不能办的返回 400，`code` 是原因代码，`detail` 是说明。`seq` 写明读取时的事件数，可防止重复提交。附件不经接口提交，请在网页上添加。

令牌分两种：`read` 发给接口用户，只能读取；`act` 发给有办理职责的账号，能办该账号角色能办的事，每件都记在该账号名下。"""
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "12345 政务服务便民热线区级后台接口",
    "DESCRIPTION": DESCRIPTION,
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": r"/api/v[0-9]+",
    "SORT_OPERATIONS": False,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "hotline.problems.describe"],
    "ENUM_NAME_OVERRIDES": {
        "TicketStatus": "tickets.rules.workflow.Status.choices",
        "ReplyKind": "tickets.models.reply.Reply.Kind",
        "ContactKind": "tickets.models.contact.Contact.Kind",
        "AssistAnswerKind": "tickets.models.sharing.AssistAnswer.Kind",
        "CityWordKind": "tickets.models.pressing.CityWord.Kind",
        "Grade": "tickets.models.callback.Callback.Grade",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
