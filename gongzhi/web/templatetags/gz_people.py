"""What the log of people says in plain words."""

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongzhi.people.queries import LogEntry
from gongzhi.web.templatetags.gz import role_name

register = template.Library()


@register.filter
def log_words(entry: LogEntry) -> str:
    """Write a line of the log: who did what to whom."""
    language = get_language() or "zh-hans"
    place = entry.organisation or entry.area
    values = {
        "actor": entry.actor or _("The site"),
        "person": entry.person or _("somebody"),
        "role": role_name(entry.role),
        "where": place.name(language) if place else _("the whole site"),
        "what": _changed(entry.changed),
    }
    return _sentence(entry) % values


def _sentence(entry: LogEntry) -> str:
    sentences = {
        "person.created": _("%(actor)s opened an account for %(person)s."),
        "person.invited": _("%(actor)s invited a colleague as %(role)s (%(where)s)."),
        "person.invitation_revoked": _("%(actor)s took back an invitation as %(role)s (%(where)s)."),
        "person.joined": _("%(person)s accepted an invitation as %(role)s (%(where)s)."),
        "person.renamed": _("%(actor)s changed the own name."),
        "person.deactivated": _("%(actor)s closed the account of %(person)s."),
        "person.reactivated": _("%(actor)s opened the account of %(person)s again."),
        "role.granted": _("%(actor)s gave %(person)s the role %(role)s (%(where)s)."),
        "role.ended": _("%(actor)s ended the role %(role)s of %(person)s (%(where)s)."),
        "organisation.created": _("%(actor)s added the organisation %(where)s."),
        "organisation.changed": _("%(actor)s changed the organisation %(where)s: %(what)s."),
    }
    return sentences.get(entry.type, entry.type.replace("%", "%%"))


def _changed(names: tuple[str, ...]) -> str:
    words = {
        "name": _("name"),
        "name_en": _("English name"),
        "functions": _("responsibilities"),
        "area_code": _("area"),
        "kind": _("kind"),
        "phone": _("phone"),
        "active": _("in service or closed"),
        "parent_id": _("where it belongs"),
    }
    found = [words[name] for name in names if name in words]
    comma = "、" if (get_language() or "zh-hans").startswith("zh") else ", "
    return comma.join(found) if found else _("nothing")
