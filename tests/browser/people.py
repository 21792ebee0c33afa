"""What people do to a ticket by hand in the real page, each act from the rail to the words that it is done."""

import re
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.hands import choose_picture, open_row, to_desk, to_tab, to_ticket, told, way, yes

SIGN = re.compile("^签收( S)?$")  # the one of the open ticket, not that of the checked ones
SEND = re.compile("^提交(办结)?答复")  # which of both kinds it is, the script says
OPINION = re.compile("^审[核批]意见$")
REASON = "该路灯由市政部门管护，不在住建部门管护范围内。"
CLAUSE = "《城市道路照明设施管理规定》第四条"


def dispatch(page: Page, title: str, unit: str) -> None:
    to_ticket(page, "派单台", title)
    page.locator(".option-name", has_text=unit).click()
    page.get_by_role("button", name=f"派单给 {unit}").click()
    told(page, f"已派单给 {unit}")


def sign(page: Page, title: str) -> None:
    to_desk(page, "收件箱")
    to_tab(page, "待签收")
    open_row(page, title)
    page.get_by_role("button", name=SIGN).click()
    told(page, "已签收")


def ask_return(page: Page, title: str, proposed: str) -> None:
    fill_return(page, title, proposed)
    page.get_by_role("button", name="提交退件单").click()
    told(page, "退件单已提交")


def fill_return(page: Page, title: str, proposed: str) -> None:
    """From the inbox, where the ticket is in hand."""
    to_ticket(page, "收件箱", title)
    way(page, "退件")
    page.get_by_label("退件事由").select_option(label="职能不符")
    page.get_by_label("退件理由").fill(REASON)
    page.get_by_label("法律依据及条款").fill(CLAUSE)
    page.get_by_label("建议承办单位").select_option(label=proposed)


def sign_return(page: Page, title: str) -> None:
    """The principal's hand."""
    to_ticket(page, "待签批", title)
    page.get_by_label("签批意见").fill("情况属实，同意退件。")
    page.get_by_role("button", name="同意退件，签批").click()
    told(page, "已签批退件单 1 张")


def accept_return_into_queue(page: Page, title: str) -> None:
    to_ticket(page, "退件审核", title)
    ruling = page.get_by_role("radiogroup", name="审核决定")
    ruling.get_by_text("同意退件并改派").click()
    ruling.get_by_text("回派单台").click()
    page.get_by_label(OPINION).last.fill("路灯由市政管护，重新派单。")
    page.get_by_role("button", name=re.compile("^(同意退件|提交决定) 回车")).click()
    told(page, "已同意退件")


def write_contact(page: Page, title: str, folder: Path) -> None:
    """With a photo."""
    to_ticket(page, "收件箱", title)
    page.get_by_text("记联系", exact=True).first.click()
    form = page.locator("details.contact")
    form.get_by_label("联系情况").fill("诉求人说整条街都不亮，约定尽快到场")
    choose_picture(form, folder)
    form.get_by_role("button", name="登记联系").click()
    told(page, "联系已登记")


def ask_extension(page: Page, title: str) -> None:
    to_ticket(page, "收件箱", title)
    way(page, "延期")
    page.get_by_label("延期天数").select_option("3")
    page.get_by_label("事由说明").fill("电缆断损，须向电力部门申请停电后才能更换。")
    page.get_by_label("告知诉求人时间").fill(f"{timezone.localtime():%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="提交延期申请").click()
    told(page, "延期申请已提交")


def grant_extension(page: Page, title: str) -> None:
    to_ticket(page, "延期审批", title)
    page.get_by_role("radiogroup", name="决定").get_by_text("同意", exact=True).click()
    page.get_by_label(OPINION).last.fill("情况属实，抓紧办理。")
    page.get_by_role("button", name="提交决定").click()
    told(page, "同意")


def hand_on(page: Page, title: str, section: str) -> None:
    to_ticket(page, "收件箱", title)
    way(page, "下派")
    page.get_by_label(section).check()
    page.get_by_label("交办要求").fill("当天到现场，附照片。")
    page.get_by_role("button", name="下派", exact=True).click()
    told(page, f"已下派给 {section}")


def answer_unit(page: Page, title: str, text: str, folder: Path) -> None:
    """A section's answer to its unit, with a photo."""
    to_ticket(page, "下派件", title)
    page.get_by_label("下派答复", exact=True).last.fill(text)
    choose_picture(page.locator("main"), folder)
    page.get_by_role("button", name="提交答复").click()
    told(page, "答复已提交给本单位")


def take_back(page: Page, title: str, text: str) -> None:
    """The section's answer; then the unit may cite it."""
    to_ticket(page, "收件箱", title)
    way(page, "下派")
    expect(page.get_by_text(text)).to_be_visible()
    page.get_by_role("button", name="收回").click()
    told(page, "已收回")


def reply(page: Page, title: str, text: str) -> None:
    """A final reply."""
    to_ticket(page, "收件箱", title)
    page.get_by_label("答复内容", exact=True).fill(text)
    page.get_by_role("button", name=SEND).click()
    told(page, "的办结答复已提交")


def reply_in_stages(page: Page, title: str, text: str, folder: Path) -> None:
    """With a day that it promises, and a photo."""
    to_ticket(page, "收件箱", title)
    page.get_by_role("radiogroup", name="答复类别").get_by_text("阶段性答复").click()
    page.get_by_label("答复内容", exact=True).fill(text)
    page.get_by_label("承诺日期").fill((timezone.localdate() + timedelta(days=7)).isoformat())
    choose_picture(page.locator("form", has=page.get_by_role("button", name="提交阶段性答复")), folder)
    page.get_by_role("button", name="提交阶段性答复").click()
    told(page, "的阶段性答复已提交")


def reply_while_tracked(page: Page, title: str, text: str) -> None:
    """The final reply after a staged one: the ticket stands on its own tab."""
    to_desk(page, "收件箱")
    to_tab(page, "跟踪")
    open_row(page, title)
    expect(page.get_by_text("到期未办结列入“承诺不兑现”").first).to_be_visible()
    page.get_by_label("答复内容", exact=True).fill(text)
    page.get_by_role("button", name=SEND).click()
    told(page, "的办结答复已提交")


def accept_reply(page: Page, title: str) -> None:
    to_ticket(page, "答复审核", title)
    page.get_by_role("button", name=re.compile("^通过，")).click()
    told(page, "已通过")


def send_back(page: Page, title: str, words: str) -> None:
    to_ticket(page, "答复审核", title)
    page.get_by_label(OPINION).fill(words)
    page.get_by_role("button", name="退回修改").click()
    told(page, "已退回")


def report_field_by_field(page: Page, number: str) -> None:
    to_desk(page, "报结")
    page.get_by_role("row", name=number).get_by_role("link", name="逐项").click()
    page.get_by_role("button", name="标记已报结").click()
    told(page, f"已标记报结：{number}")


def report_as_list(page: Page, number: str) -> str:
    """The name of the file that comes."""
    to_desk(page, "报结")
    page.get_by_label(f"勾选 {number}").check()
    page.get_by_role("button", name="报结并下载").click()
    with page.expect_download() as file:
        yes(page)
    return file.value.suggested_filename


def enter_refusal(page: Page, number: str, words: str) -> None:
    """What the city said, typed; first it is shown what would be done."""
    to_desk(page, "报结")
    page.get_by_role("link", name="市平台意见").click()
    page.get_by_label("逐行录入").fill(f"{number} {words}")
    page.get_by_role("button", name="先看结果").click()
    expect(page.get_by_text("预览：还没有办理")).to_be_visible()
    page.get_by_role("button", name="办理这 1 件").click()
    expect(page.get_by_role("heading", name="办理结果")).to_be_visible()


def call(page: Page, title: str, grade: str, *, remark: str = "") -> None:
    """The citizen was reached and gives `grade` to the result."""
    to_ticket(page, "回访", title)
    page.get_by_role("radiogroup", name="是否解决").get_by_text("未解决" if grade == "不满意" else "解决", exact=True).click()
    page.get_by_role("radiogroup", name="结果评价").get_by_text(grade, exact=True).click()
    page.get_by_role("radiogroup", name="评星").get_by_text("1 星" if grade == "不满意" else "5 星", exact=True).click()
    page.get_by_label("备注").fill(remark)
    page.get_by_role("button", name="记录回访").click()
    told(page, "回访已记录")


def judge_reasonable(page: Page, words: str) -> None:
    """Right after the call that was a no."""
    page.get_by_label("研判理由").fill(words)
    page.get_by_role("button", name="合理，发回重办").click()
    told(page, "已研判为合理，发回重办")
