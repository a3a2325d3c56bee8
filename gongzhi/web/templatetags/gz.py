"""Tags and filters for every page; loaded by itself (settings, builtins)."""

from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongzhi.base import clock
from gongzhi.people.domain.roles import Role
from gongzhi.places.domain.calendar import Limit
from gongzhi.web import assets, times

register = template.Library()

SHAPES = {"green": "●", "yellow": "▲", "red": "■", "grey": "‖"}
CONTROLS = {"select": "form-select", "checkbox": "form-check-input", "radio": "form-check-input"}


def language() -> str:
    """Return the language of the page: 'zh-hans' or 'en'."""
    return get_language() or "zh-hans"


@register.simple_tag
def vite(name: str) -> SafeString:
    """Write the tags that load a bundle."""
    styles, scripts = assets.bundle(name)
    if not scripts:
        return mark_safe("<!-- the front end is not built -->")
    return format_html_join("", '<link rel="stylesheet" href="{}">', ((each,) for each in styles)) + format_html_join(
        "", '<script type="module" src="{}"></script>', ((each,) for each in scripts)
    )


@register.simple_tag
def icon(name: str, label: str = "", **attributes: str) -> SafeString:
    """Draw an icon: silent beside words, with a name when it stands alone."""
    paths = mark_safe(assets.icon_paths(str(name or "")))  # noqa: S308 — from the icon package, at build time
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" focusable="false" {}>{}</svg>',
        attributes.get("class", ""),
        spoken,
        paths,
    )


@register.filter
def when(moment: datetime | None) -> str:
    """Write a moment in full."""
    return times.when(moment, language()) if moment else ""


@register.filter
def day(moment: datetime | None) -> str:
    """Write a day in full."""
    return times.day(moment, language()) if moment else ""


@register.filter
def short_when(moment: datetime | None, now: datetime | None = None) -> str:
    """Write a moment as one says it now."""
    return times.short_when(moment, now or clock.now(), language()) if moment else ""


@register.filter
def until(due: datetime | None, now: datetime | None = None) -> str:
    """Write how much time is left."""
    return times.until(due, now or clock.now(), language()) if due else ""


@register.filter
def ago(moment: datetime | None, now: datetime | None = None) -> str:
    """Write how long ago it was."""
    return times.ago(moment, now or clock.now(), language()) if moment else ""


@register.filter
def limit_words(limit: Limit | None) -> str:
    """Write a limit."""
    return times.limit_words(limit, language()) if limit else ""


@register.filter
def name(thing: Any, of: str = "") -> str:
    """Write what a thing is called in the page's language; `of` names another text of it ('told', 'hint')."""
    if thing is None or isinstance(thing, str):
        return thing or ""
    chinese = times.is_chinese(language())
    spoken = getattr(thing, of or "name", None)
    if callable(spoken):
        return str(spoken(language()))
    stem = f"{of}_" if of else ""
    if hasattr(thing, f"{stem}zh"):
        return str(getattr(thing, f"{stem}zh" if chinese else f"{stem}en"))
    english = getattr(thing, f"{of or 'name'}_en", "")
    return str(spoken if chinese or not english else english)


@register.filter
def words(thing: Any) -> str:
    """Write what an entry of a log or an error says."""
    return str(thing.words(language()))


@register.simple_tag(takes_context=True)
def light(context: template.Context, thing: Any, short: bool = False, big: bool = False) -> SafeString:
    """Draw the light of a case or a clock: a shape, a colour and the time left in words."""
    now = context.get("now") or clock.now()
    colour = str(getattr(thing, "light", "grey") or "grey")
    return _light(colour, light_words(thing, colour, now), short=short, big=big)


@register.simple_tag
def light_only(colour: str, label: str = "") -> SafeString:
    """Draw a bare light; its meaning is there for those who do not see it."""
    return format_html(
        '<span class="gz-light gz-light-{}"><span class="gz-light-shape" aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span></span>',
        colour,
        SHAPES.get(str(colour), "‖"),
        label or colour_words(str(colour)),
    )


def light_words(thing: Any, colour: str, now: datetime) -> str:
    """Return what stands beside a light: the time left, or why no clock runs."""
    due = getattr(thing, "due_at", None) or getattr(thing, "promised_at", None)
    if colour != "grey" and due:
        return times.until(due, now, language())
    closed = getattr(thing, "closed_at", None)
    if closed:
        return _("closed %(day)s") % {"day": times.short_day(closed, now, language())}
    resume = getattr(thing, "resume_at", None)
    if resume:
        return _("on hold until %(day)s") % {"day": times.short_day(resume, now, language())}
    if getattr(thing, "stopped_at", None):
        return _("done late") if getattr(thing, "missed", False) else _("done in time")
    return _("paused") if getattr(thing, "status", "") == "paused" else _("no clock running")


def colour_words(colour: str) -> str:
    """Return the meaning of a light."""
    return {"green": _("in time"), "yellow": _("due soon"), "red": _("overdue")}.get(colour, _("no clock running"))


def _light(colour: str, text: str, *, short: bool, big: bool) -> SafeString:
    return format_html(
        '<span class="gz-light gz-light-{}{}{}"><span class="gz-light-shape" aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}{}</span><span>{}</span></span>',
        colour,
        " gz-light-short" if short else "",
        " gz-light-big" if big else "",
        SHAPES.get(colour, "‖"),
        colour_words(colour),
        "：" if times.is_chinese(language()) else ": ",
        text,
    )


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """Return the present query with some parameters set; None or '' takes one away."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
def role_name(role: str) -> str:
    """Write a role in words."""
    names = {
        Role.RESIDENT.value: _("Resident"),
        Role.GRID_WORKER.value: _("Grid worker"),
        Role.DUTY_OFFICER.value: _("Duty officer"),
        Role.DISPATCHER.value: _("Dispatcher"),
        Role.HANDLER.value: _("Handler"),
        Role.VERIFIER.value: _("Verifier"),
        Role.SUPERVISOR.value: _("Supervisor"),
        Role.ADMINISTRATOR.value: _("Administrator"),
        "reporter": _("Reporter"),
        "system": _("System"),
    }
    return str(names.get(str(role), role))


@register.simple_tag
def field_attributes(bound: Any, **attributes: Any) -> SafeString:
    """Write a form field's control with our class, its hint and its errors wired for screen readers."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    wanted = CONTROLS.get(kind, "form-control")
    described = [f"{bound.auto_id}_hint"] if attributes.pop("hint", "") else []
    attrs: dict[str, Any] = {"class": f"{wanted} {widget.attrs.get('class', '')}".strip()}
    if bound.errors:
        attrs["aria-invalid"] = "true"
        described.append(f"{bound.auto_id}_error")
    if attributes.pop("bare", False):
        attrs["placeholder"] = ""
    if described:
        attrs["aria-describedby"] = " ".join(described)
    attrs |= {key.replace("_", "-"): value for key, value in attributes.items() if value not in ("", None, False)}
    return SafeString(bound.as_widget(attrs=attrs))
