"""Suggested categories on the pages: with their reason before whoever reports, as figures before supervisors."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from gongzhi.intake.actions import count_suggestion, learn_model
from gongzhi.intake.domain.learnt import Model
from gongzhi.intake.models import SuggestionCount
from tests.cast import Cast
from tests.conftest import NOON
from tests.made_texts import made_texts


@pytest.fixture
def learnt(cast: Cast, settings: Any, tmp_path: Path) -> Model:
    settings.HOME, settings.GONGZHI_NOW = tmp_path, NOON
    return learn_model(most=1000, now=NOON, samples=made_texts(30), say=lambda words: None)


def send(client: Client, cast: Cast, **changes: str) -> int:
    where = {"lon": f"{cast.inside.lon:.6f}", "lat": f"{cast.inside.lat:.6f}", "place": "东门外"}
    words = {"category": "street-light", "description": "巷子里五盏路灯都不亮", "submission": str(uuid4())}
    return client.post(reverse("report"), {**where, **words, **changes}).status_code


def test_a_card_says_why_and_the_form_puts_it_first(client: Client, learnt: Model) -> None:
    cards = client.get(reverse("category_match"), {"q": "桥头路灯不亮"}).content.decode()
    assert re.search(r"以往同类事项里的说法：[^<]*路灯", cards)
    data = client.get(reverse("category_match"), {"q": "桥头路灯不亮"}, headers={"Accept": "application/json"}).json()
    assert data["categories"][0]["learnt"] and 0.6 <= data["categories"][0]["score"] <= 1
    page = client.get(reverse("report"), {"q": "桥头路灯不亮"}).content.decode()
    assert page.index('value="street-light"') < page.index('value="exposed-rubbish"')


def test_a_report_is_counted_once_with_what_was_suggested(client: Client, cast: Cast, learnt: Model) -> None:
    assert send(client, cast, words="桥头路灯不亮") == 303
    assert send(client, cast, description="垃圾没人清，垃圾堆成山") == 303
    rows = SuggestionCount.objects.order_by("-seen").values_list("suggested", "chosen", "seen", "times")
    assert list(rows) == [("street-light", "street-light", True, 1), ("exposed-rubbish", "street-light", False, 1)]


def test_the_figures_are_shown_and_say_when_there_are_none(cast: Cast, learnt: Model, enter: Any) -> None:
    empty = enter("administrator", "en").get(reverse("suggestions")).content.decode()
    assert "Nothing has been counted yet" in empty and "120 closed matters" in empty
    for _ in range(5):
        count_suggestion("桥头路灯不亮", "street-light", seen=True, day=NOON.date())
    page = enter("supervisor").get(reverse("suggestions")).content.decode()
    assert "100%" in page and "2026-10-12" in page and "路灯" in page
