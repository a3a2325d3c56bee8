"""The tags and filters of every page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from gongzhi.web import assets
from gongzhi.web.templatetags import gz

NOW = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)


@pytest.fixture(params=["zh-hans", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


def rendered(text: str, **context: Any) -> str:
    return Template(text).render(Context({"now": NOW, **context}))


@dataclass
class Bilingual:
    zh: str
    en: str


@dataclass
class Place:
    name: str
    name_en: str = ""


class Spoken:
    def name(self, language: str) -> str:
        return f"name in {language}"

    def told(self, language: str) -> str:
        return f"told in {language}"


def test_names_come_in_the_language_of_the_page(language: str) -> None:
    zh = language != "en"
    assert gz.name(Bilingual("事", "matter")) == ("事" if zh else "matter")
    assert gz.name(Place("任城区", "Rencheng")) == ("任城区" if zh else "Rencheng")
    assert gz.name(Place("无名村")) == "无名村"
    assert gz.name(Spoken()) == f"name in {language}"
    assert gz.name(Spoken(), "told") == f"told in {language}"
    assert gz.name(SimpleNamespace(hint_zh="提示", hint_en="hint"), "hint") == ("提示" if zh else "hint")
    assert gz.name("plain") == "plain"
    assert gz.name(None) == ""


@pytest.mark.parametrize(("light", "shape"), [("green", "●"), ("yellow", "▲"), ("red", "■"), ("grey", "‖")])
def test_a_light_is_a_shape_a_colour_and_words(light: str, shape: str, language: str) -> None:
    html = rendered("{% light thing %}", thing=SimpleNamespace(light=light, due_at=NOW + timedelta(days=3)))
    assert shape in html and f"gz-light-{light}" in html
    assert 'aria-hidden="true"' in html and "visually-hidden" in html
    if light != "grey":
        assert ("还有 3 天" if language != "en" else "3 days left") in html


def test_a_grey_light_says_why_no_clock_runs() -> None:
    with translation.override("en"):
        closed = SimpleNamespace(light="grey", due_at=None, closed_at=NOW)
        assert "closed today" in rendered("{% light thing %}", thing=closed)
        held = SimpleNamespace(light="grey", due_at=None, resume_at=NOW + timedelta(days=140))
        assert "on hold until 1 Mar 2027" in rendered("{% light thing %}", thing=held)
        late = SimpleNamespace(light="grey", due_at=NOW, stopped_at=NOW, missed=True)
        assert "done late" in rendered("{% light thing %}", thing=late)
        assert "no clock running" in rendered("{% light thing %}", thing=SimpleNamespace(light="grey"))


def test_an_icon_is_silent_unless_it_stands_alone() -> None:
    assert 'aria-hidden="true"' in gz.icon("map-pin")
    alone = gz.icon("map-pin", label='the "place"')
    assert 'role="img"' in alone and "the &quot;place&quot;" in alone and "aria-hidden" not in alone


def test_an_unknown_icon_is_a_circle_not_an_error() -> None:
    assert "<circle" in gz.icon("no-such-icon") or "<path" in gz.icon("no-such-icon")


def test_the_query_keeps_what_is_not_changed() -> None:
    request = RequestFactory().get("/desk/?desk=mine&light=red&q=%E7%81%AB")
    context = Context({"request": request})
    assert gz.query_with(context, light=None, after="x") == "?desk=mine&q=%E7%81%AB&after=x"
    assert gz.query_with(context, desk="area") == "?desk=area&light=red&q=%E7%81%AB"


def test_a_field_points_at_its_hint_and_its_error() -> None:
    class One(forms.Form):
        name = forms.CharField()
        kind = forms.ChoiceField(choices=[("a", "A")])

    html = rendered('{% field_attributes form.name hint="h" %}{% field_attributes form.kind %}', form=One({}))
    assert 'aria-describedby="id_name_hint id_name_error"' in html and 'aria-invalid="true"' in html
    assert 'class="form-select"' in html and 'class="form-control"' in html


def test_the_bundle_is_named_without_a_second_hash(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    manifest = '{"src/main.ts": {"file": "assets/main-abc.js", "css": ["assets/main-def.css"]}}'
    (tmp_path / "manifest.json").write_text(manifest)
    monkeypatch.setattr(assets, "DIST", tmp_path)
    html = gz.vite("main")
    assert '<script type="module" src="/static/dist/assets/main-abc.js">' in html
    assert '<link rel="stylesheet" href="/static/dist/assets/main-def.css">' in html


def test_without_a_build_a_page_is_plain_but_works(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr(assets, "DIST", tmp_path)
    assert not assets.built()
    assert gz.vite("main").startswith("<!--")
    assert "<circle" in gz.icon("home")
