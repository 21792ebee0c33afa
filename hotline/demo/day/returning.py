"""The day's returns (slips.csv): asked for, signed, decided, round after round, so that tickets go from unit to unit."""

from collections.abc import Sequence
from datetime import timedelta

from hotline.demo.day.stage import Stage, read, reason
from tickets.acts import return_rulings, returns
from tickets.acts.return_rulings import Ruling

Line = dict[str, str]
MEETING_IN = timedelta(days=1)


def hand_back(stage: Stage) -> None:
    lines = read("slips.csv")
    for serial in sorted({line["serial"] for line in lines}):
        turn = [line for line in lines if line["serial"] == serial]
        for slot in dict.fromkeys(line["by"] for line in turn):
            _ask(stage, slot, [line for line in turn if line["by"] == slot])
        _decide(stage, [line for line in turn if line["outcome"]])


def _ask(stage: Stage, slot: str, lines: Sequence[Line]) -> None:
    asks = []
    for ticket, line in zip(stage.tickets(*[line["key"] for line in lines]), lines, strict=True):
        kind = reason("return", line["reason"])
        if kind is None:
            continue
        at, proposed = stage.ago(float(line["asked"])), stage.units[line["proposed"]]
        asks.append(returns.Ask(ticket, kind, line["text"], at, line["clause"], proposed))
    returns.ask_many(asks, stage.handler(slot))
    signed = [line for line in lines if line["signed"]]
    slips = stage.slips(*[line["key"] for line in signed])
    signatures = [returns.Signature(slip, stage.ago(float(line["signed"])), "同意上报") for slip, line in zip(slips, signed, strict=True)]
    if signatures:
        returns.sign_many(signatures, stage.principal(slot))


def _decide(stage: Stage, lines: Sequence[Line]) -> None:
    by = stage.staff.dispatcher
    slips = dict(zip([line["key"] for line in lines], stage.slips(*[line["key"] for line in lines]), strict=True))
    rulings: dict[str, list[Ruling]] = {}
    for line in lines:
        unit = stage.units[line["to"]] if line["to"] else None
        ruling = Ruling(slips[line["key"]], stage.ago(float(line["decided"])), line["words"], unit, line["outcome"] == "city")
        rulings.setdefault(line["outcome"], []).append(ruling)
    if accepted := [*rulings.get("accept", ()), *rulings.get("city", ())]:
        return_rulings.accept_many(accepted, by)
    if refused := rulings.get("refuse"):
        return_rulings.refuse_many(refused, by)
    if mended := rulings.get("mend"):
        return_rulings.mend_many(mended, by)
    if met := rulings.get("meet"):
        seats = (stage.units["air"], stage.units["guard"], stage.units["market"])
        meeting = [
            return_rulings.Adjudication(each.request, each.at, stage.now + MEETING_IN, stage.units["guard"], seats, each.words)
            for each in met
        ]
        return_rulings.adjudicate_many(meeting, by)
