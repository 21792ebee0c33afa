"""Loading the lists of words: reasons, phrases, stock texts, the responsibility list. What the district added itself stays."""

from dataclasses import replace

from hotline.acts.syncing import Change, sync
from hotline.rules.profiles.wording import ResponsibilityLine, Wording
from tickets.models import Category, Phrase, Reason, Responsibility, StockText
from units.models import Unit


def load_wording(wording: Wording) -> list[Change]:
    reasons = [{**vars(line), "order": place} for place, line in enumerate(wording.reasons, 1)]
    phrases = [{**vars(line), "order": place} for place, line in enumerate(wording.phrases, 1)]
    texts = [{**vars(line), "order": place} for place, line in enumerate(wording.texts, 1)]
    changes = [
        sync(Reason, "事由", ("act", "label"), reasons)[0],
        sync(Phrase, "禁用表述", ("words",), phrases)[0],
        sync(StockText, "常用语", ("use", "title"), texts)[0],
    ]
    # Lines that the district wrote in the back office are no surprise.
    return [*(replace(change, left=()) for change in changes), _load_responsibility(wording.responsibility)]


def _load_responsibility(lines: tuple[ResponsibilityLine, ...]) -> Change:
    units = {unit.name: unit for unit in Unit.objects.all()}
    categories = {category.path: category for category in Category.objects.all()}
    rows = [
        {
            "category": categories[line.category],
            "area": line.area,
            "matter": line.matter,
            "lead": units[line.lead],
            "basis": line.basis,
            "order": place,
        }
        for place, line in enumerate(lines, 1)
    ]
    change, held = sync(Responsibility, "确责清单", ("category", "area", "matter"), rows)
    for line in lines:
        held[categories[line.category].pk, line.area, line.matter].assists.set([units[name] for name in line.assists])
    return replace(change, left=())
