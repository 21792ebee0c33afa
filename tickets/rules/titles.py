"""A short title for a ticket that came without one: what its text says first, without greeting, name or phone."""

import re

TITLE_LENGTH = 30
# A title is made from the beginning: nobody reads on to find one.
SEARCHED_LENGTH = 160
# A clause shorter than this says too little alone.
ENOUGH = 10
UNTITLED = "（无标题）"

_CLAUSE = re.compile(r"[。；;！!？?，,、：:\n]+")
_PERSON = "(?:市民|来电人|诉求人|群众|网友|居民|村民|业主|当事人|投诉人|反映人|企业|用户|来访人|举报人)"
_CALLS = ("先生", "女士", "小姐", "老师傅", "大爷", "大妈")
_CALLED = f"[\u4e00-\u9fff*＊](?:{'|'.join(_CALLS)})"
_VERB = "反映|反应|咨询|投诉|举报|求助|建议|表扬"
_OPENING = re.compile(
    rf"^(?:[（(【\[].{{0,12}}?[）)】\]]\s*)?(?:(?:该|此|某|一)?(?:位|名)?{_PERSON}(?:{_CALLED})?(?:[（(][^）)]{{0,30}}[）)])?"
    rf"(?:来电|来信|致电|留言)?(?:{_VERB}|表示|诉|称)|(?:来电|来信|致电|留言)?(?:{_VERB}))(?:称|到|了|关于)?"
)
_GREETING = re.compile(
    r"^(?:尊敬的|敬爱的|亲爱的)|^.{0,8}(?:您好|你好|领导好|书记好|市长好)|^.{0,6}(?:书记|市长|区长|县长|局长|主任|领导|部门|同志)$|^(?:您好|你好)"
)
_DIGITS = re.compile(r"[0-9０-９][0-9０-９*\- ]{5,}[0-9０-９]")
_NAME = re.compile(rf"{_PERSON}?{_CALLED}")


def make_title(text: str) -> str:
    """At most 30 characters from the beginning of `text`; numbers long enough for a phone are masked, 王先生 becomes 诉求人."""
    title = ""
    text = text[:SEARCHED_LENGTH]
    for clause in _CLAUSE.split(text):
        clause = _OPENING.sub("", clause.strip(), count=1).strip(" \t\u3000“”\"'")
        if not clause or (not title and _GREETING.search(clause)):
            continue
        title = f"{title}，{clause}" if title else clause
        if len(title) >= ENOUGH:
            break
    # A long clause is cut a little later than the title will be, so that a name or number at the edge is still seen whole.
    title = _DIGITS.sub("***", (title or text.strip())[: 2 * TITLE_LENGTH])
    if any(word in title for word in _CALLS):
        title = _NAME.sub("诉求人", title)
    title = " ".join(title.split())
    return (title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1] + "…") or UNTITLED
