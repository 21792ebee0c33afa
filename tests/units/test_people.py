"""People made on the command line: they can log in, and what is wrong is said."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests import build
from units.models import Unit, UnitName, User


def test_the_first_administrator_logs_in_and_lands_on_the_desk(db: None, client: Client) -> None:
    out = io.StringIO()
    call_command("create_person", "guanli", "--name", "管理", "--role", "administrator", stdout=out)
    password = out.getvalue().strip().rpartition("：")[2]
    client.post("/login/", {"username": "guanli", "password": password})
    own = {"old_password": password, "new_password1": build.PASSWORD, "new_password2": build.PASSWORD}
    client.post("/password/", own)
    assert client.get("/").headers["Location"] == "/calendar/"
    assert not User.objects.get().is_superuser


def test_a_handler_belongs_to_a_unit_by_any_of_its_names(unit: Unit) -> None:
    UnitName.objects.create(unit=unit, name="住房和城乡建设局")
    call_command("create_person", "zhang", "--name", "张三", "--role", "handler", "--unit", "住房和城乡建设局", stdout=io.StringIO())
    assert User.objects.get().unit == unit


@pytest.mark.parametrize(
    ("username", "role", "unit", "words"),
    [
        ("li", "boss", "", "没有角色“boss”"),
        ("li", "handler", "", "必须用 --unit"),
        ("li", "handler", "不存在局", "没有承办单位“不存在局”"),
        ("zhang", "leader", "", "已有人使用"),
        ("有 空格", "leader", "", "用户名"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_made(db: None, username: str, role: str, unit: str, words: str) -> None:
    User.objects.create_user("zhang", name="张三", role="leader")
    with pytest.raises(CommandError, match=words):
        call_command("create_person", username, "--name", "李四", "--role", role, "--unit", unit)
    assert User.objects.count() == 1
