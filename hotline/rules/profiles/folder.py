"""A whole profile from its folder, with every fault named at once: file, line or key, what is wrong and what to do."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from hotline.rules.profiles.figure_sources import Known
from hotline.rules.profiles.published import Published, read_published
from hotline.rules.profiles.terms import (
    Kind,
    LimitLine,
    OutsideLine,
    Terms,
    read_categories,
    read_kinds,
    read_limits,
    read_outside,
    read_terms,
)
from hotline.rules.profiles.units import UnitLine, read_units
from hotline.rules.profiles.wording import Wording, read_wording
from reports.rules.reading import read_frame
from scoring.rules.fields import Reader
from scoring.rules.indicators import codes
from scoring.rules.indicators.choosing import Choice, read_choices
from scoring.rules.known import entries_chosen
from scoring.rules.methods import MethodBody, check, check_dates, strange_kinds
from units.rules.district import District, read_district

PROFILES = Path(__file__).resolve().parents[2] / "profiles"
MAIN = "profile.toml"
CHOICES = "indicators.toml"
TABLES = (
    *("units.csv", "categories.csv", "limits.csv", "outside.csv"),
    *("reasons.csv", "phrases.csv", "texts.csv", "responsibility.csv"),
)


@dataclass(frozen=True)
class Profile:
    folder: Path
    name: str
    title: str
    district: District
    kinds: tuple[Kind, ...]
    units: tuple[UnitLine, ...]
    terms: Terms
    limits: tuple[LimitLine, ...]
    wording: Wording
    indicators: tuple[Choice, ...]
    methods: tuple[MethodBody, ...]
    outside: tuple[OutsideLine, ...]
    frames: tuple[tuple[str, dict[str, Any]], ...]
    published: Published | None


def find_folder(name: str) -> Path:
    """The folder of a profile: its name in hotline/profiles, or a path. ValidationError no_profile names those that there are."""
    for folder in (PROFILES / name, Path(name)):
        if (folder / MAIN).is_file():
            return folder.resolve()
    known = "、".join(sorted(path.parent.name for path in PROFILES.glob(f"*/{MAIN}")))
    raise ValidationError(f"没有区县配置“{name}”（文件夹里要有 {MAIN}）。现有：{known}；也可以写文件夹的路径。", code="no_profile")


def published_folders() -> list[Path]:
    """The profiles of hotline/profiles with printed tables to be reproduced, by name."""
    return sorted(path.parent.resolve() for path in PROFILES.glob(f"*/{MAIN}") if (path.parent / "published").is_dir())


def read_profile(folder: Path) -> Profile:
    """ValidationError bad_profile with all faults, before anything is written anywhere."""
    faults: list[str] = []
    main = Reader(_toml(folder / MAIN, faults), MAIN, faults)
    district = _district(main, folder, faults)
    kinds = read_kinds(main)
    units = read_units(folder / "units.csv", [kind.code for kind in kinds], faults)
    terms = Terms(
        channels=read_terms(main, "channels", with_group=True),
        types=read_terms(main, "types"),
        levels=read_terms(main, "levels"),
        categories=read_categories(folder / "categories.csv", faults),
    )
    limits = read_limits(folder / "limits.csv", terms, faults)
    wording = read_wording(folder, [unit.name for unit in units], terms.categories, faults)
    indicators = _indicators(folder, terms, faults)
    methods = _methods(folder, [kind.code for kind in kinds], indicators, faults)
    outside = read_outside(folder / "outside.csv", faults)
    frames = _frames(folder, faults)
    known = Known([*codes(), *(choice.code for choice in indicators if choice.code not in codes())], [unit.name for unit in units])
    published = read_published(folder / "published", main, known, faults)
    name, title = main.text("name"), main.text("title")
    main.refuse_unknown()
    _refuse_strange_files(folder, faults)
    if faults:
        raise ValidationError(faults, code="bad_profile")
    return Profile(folder, name, title, district, kinds, units, terms, limits, wording, indicators, methods, outside, frames, published)


def read_indicators(folder: Path) -> tuple[Choice, ...]:
    """What a profile counts otherwise, read alone; none where it has no indicators.toml. ValidationError bad_profile."""
    faults: list[str] = []
    choices = _indicators(folder, None, faults)
    if faults:
        raise ValidationError(faults, code="bad_profile")
    return choices


def _toml(path: Path, faults: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{path.name}：不是有效的 TOML：{error}。请按所指的行改正，文件须存为 UTF-8。")
        return {}


def _district(main: Reader, folder: Path, faults: list[str]) -> District:
    settings = main.table("settings")
    if settings is None:
        main.fault("settings", "缺少 [settings]（区县名称、起用日期等）。")
        return District()
    if "profile" in settings.body:
        settings.fault("profile", "由系统填写，请删去。")
    try:
        return read_district({**settings.body, "profile": str(main.body.get("name", ""))})
    except ValidationError as error:
        faults += [f"{MAIN}：settings：{words}" for words in error.messages]
        return District()


def _indicators(folder: Path, terms: Terms | None, faults: list[str]) -> tuple[Choice, ...]:
    """indicators.toml, which may be absent: what the district counts otherwise."""
    if not (folder / CHOICES).exists():
        return ()
    try:
        return read_choices(_toml(folder / CHOICES, faults), CHOICES, terms.words() if terms else None)
    except ValidationError as error:
        faults += error.messages
        return ()


def _methods(folder: Path, kinds: list[str], indicators: tuple[Choice, ...], faults: list[str]) -> tuple[MethodBody, ...]:
    """method.toml and any method-….toml beside it; they may name what the profile chose otherwise."""
    methods = []
    for path in sorted(folder.glob("method*.toml")):
        body = _toml(path, faults)
        if not body:
            continue
        try:
            method = check(body, path.name, entries_chosen(indicators))
        except ValidationError as error:
            faults += error.messages
            continue
        methods.append(method)
        faults += [
            f"{path.name}：{words}，{MAIN} 的 [[unit_kinds]] 中有的是：{'、'.join(kinds)}。" for words in strange_kinds(method, kinds)
        ]
    try:
        check_dates([(method.code, method.version, method.valid_from, method.valid_to) for method in methods])
    except ValidationError as error:
        faults += error.messages
    return tuple(methods)


def _frames(folder: Path, faults: list[str]) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Each bulletin*.toml as (file, plain data), checked."""
    frames = []
    for path in sorted(folder.glob("bulletin*.toml")):
        body = _toml(path, faults)
        try:
            read_frame(body, path.name)
        except ValidationError as error:
            faults += error.messages
        frames.append((path.name, body))
    return tuple(frames)


def _refuse_strange_files(folder: Path, faults: list[str]) -> None:
    """A misspelt file name would else be passed over in silence."""
    for path in sorted([*folder.glob("*.csv"), *folder.glob("*.toml")]):
        if path.name not in (MAIN, CHOICES, *TABLES) and not path.name.startswith(("method", "bulletin")):
            faults.append(f"{path.name}：不认识的文件，可用的是：{'、'.join((MAIN, CHOICES, *TABLES))}、method*.toml、bulletin*.toml。")
