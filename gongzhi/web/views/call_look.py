"""What helps a clerk while the caller speaks: categories, danger, places, what is known already."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from gongzhi.cases import queries
from gongzhi.cases.domain.catalogue import Category
from gongzhi.cases.domain.matching import match
from gongzhi.intake.domain.danger import dangers_in, numbers_of
from gongzhi.intake.queries import search_coded_places
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.places.domain.codes import AreaLevel
from gongzhi.places.queries import AreaRef, search_areas
from gongzhi.web.forms.call import where_of
from gongzhi.web.views.report import with_places

SUGGESTED = 6
AREAS = 7
ANYTHING = "hotline-matter"  # the category of what fits no other
Sent = Mapping[str, str]


def looked(who: Viewer, sent: Sent, *, now: datetime) -> dict[str, Any]:
    """Return everything that the page shows for what has been typed and chosen so far."""
    return {**places(who, sent, now=now), **suggested(who, sent, now=now), **known(who, sent, now=now)}


def suggested(who: Viewer, sent: Sent, *, now: datetime) -> dict[str, Any]:
    """Return the categories that the words may mean, the one chosen first, and the danger in the words."""
    words = _text(sent, "description", 1_000)
    by_code = {each.code: each for each in queries.categories()}
    chosen = by_code.get(_choice(sent, "category"))
    found = [(by_code[each.code], " · ".join(each.because)) for each in match(words, list(by_code.values()), SUGGESTED)]
    options = [(chosen, "")] if chosen and all(each is not chosen for each, _because in found) else []
    options += found
    if words and ANYTHING in by_code and all(each.code != ANYTHING for each, _because in options):
        options.append((by_code[ANYTHING], ""))
    return {"options": options, "category": chosen, "words": words, **_danger(sent, chosen)}


def places(who: Viewer, sent: Sent, *, now: datetime) -> dict[str, Any]:
    """Return the places with the words: those with a code, then areas, the clerk's own first."""
    words = _text(sent, "place_words", 60)
    chosen = where_of(_choice(sent, "where"), _language())
    coded = search_coded_places(who, words) if words else []
    return {
        "where": chosen,
        "coded": [each for each in coded if f"code:{each.token}" != _choice(sent, "where")],
        "areas": [
            each for each in with_places(_areas(who, words)) if f"area:{each[0].digits}" != _choice(sent, "where")
        ],
        "place_words": words,
    }


def known(who: Viewer, sent: Sent, *, now: datetime) -> dict[str, Any]:
    """Return the cases of the chosen category at the chosen place, the place itself, and the danger."""
    by_code = {each.code: each for each in queries.categories()}
    chosen = by_code.get(_choice(sent, "category"))
    where = where_of(_choice(sent, "where"), _language())
    found = queries.known_cases(who, chosen.code, where.spot if where else None, now=now) if chosen else []
    return {"known": found, "category": chosen, "where": where, "now": now, **_danger(sent, chosen)}


def _danger(sent: Sent, category: Category | None) -> dict[str, Any]:
    found = dangers_in(_text(sent, "description", 2_000), category.urgency if category else "normal")
    codes = [danger.code for danger in found]
    told = set(sent.get("told", "").split())
    return {
        "dangers": found,
        "danger_codes": " ".join(codes),
        "danger_numbers": numbers_of(found),
        "danger_told": bool(codes) and set(codes) <= told,
        # A panel that has not changed is left alone, or it would be read aloud at every letter.
        "danger_same": sent.get("danger_shown", "") == " ".join(codes),
    }


def _areas(who: Viewer, words: str) -> list[AreaRef]:
    found: dict[int, AreaRef] = {}
    for grant in who.grants_of(Role.DUTY_OFFICER):
        found |= {each.code: each for each in search_areas(words, within=(grant.low, grant.high), limit=AREAS)}
    if len(found) < AREAS:
        found |= {each.code: each for each in search_areas(words, limit=AREAS * 3) if each.code not in found}
    return [each for each in found.values() if each.level >= AreaLevel.TOWN][:AREAS]


def _choice(sent: Sent, name: str) -> str:
    return (sent.get(name) or sent.get(f"kept_{name}") or "").replace("\x00", "")[:80]


def _text(sent: Sent, name: str, most: int) -> str:
    return (sent.get(name) or "").replace("\x00", "").strip()[:most]


def _language() -> str:
    return get_language() or "zh-hans"
