"""Where a viewer can go: the entries of the header and of the bar at the bottom of phones, by role."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.people.domain.roles import Role, Viewer

# Pages at other addresses that belong to an entry.
KIN = {"notices": ("notice_texts",), "people": ("organisations",), "catalogue": ("processes",)}


@dataclass(frozen=True)
class Entry:
    """One entry: its address, icon and words, whether it is the present page, and whether it carries the news count."""

    url: str
    icon: str
    words: str
    current: bool
    counts_news: bool = False


@dataclass(frozen=True)
class Navigation:
    """The entries of a page: `main` in the header, `account` in the reader's own menu, `bottom` on phones."""

    main: list[Entry]
    account: list[Entry]
    bottom: list[Entry]
    staff: bool


def navigation(viewer: Viewer, request: HttpRequest) -> Navigation:
    """Return the navigation for a viewer on the present page."""
    entry = _maker(request.path)
    public = [
        entry("home", "home", _("Home")),
        entry("report", "message-plus", _("Report")),
        entry("track", "progress-check", _("Track")),
        entry("public_map", "map", _("Map")),
        entry("public_list", "list", _("List")),
    ]
    own = []
    if viewer.person_id:
        own = [entry("account", "user-circle", _("My account")), entry("my_reports", "clipboard-list", _("My reports"))]
    if viewer.roles & {Role.ADMINISTRATOR, Role.SUPERVISOR}:
        own.append(entry("notices", "mail", _("Notices")))
    if not viewer.is_staff:
        return Navigation(main=public, account=own, bottom=public[:4], staff=False)
    desk = entry("desk", "inbox", _("Workbench"))
    news = entry("news", "bell", _("News"), counts_news=True)
    main = [desk]
    if viewer.has(Role.SUPERVISOR):
        main.append(entry("supervisor", "eye-check", _("Supervision")))
    if viewer.has(Role.DUTY_OFFICER):
        main.append(entry("call", "phone", _("Hotline desk")))
    main.append(news)
    if viewer.roles & {Role.GRID_WORKER, Role.DUTY_OFFICER}:
        main.append(public[1])
    if viewer.has(Role.GRID_WORKER):
        main.insert(0, entry("grid", "layout-grid", _("My grid")))
    if viewer.roles & {Role.ADMINISTRATOR, Role.SUPERVISOR}:
        main.append(entry("people", "users", _("People")))
    if viewer.roles & {Role.ADMINISTRATOR, Role.DUTY_OFFICER}:
        main.append(entry("codes", "qrcode", _("Place codes")))
    main.append(entry("catalogue", "books", _("Catalogue")))
    if viewer.roles & {Role.ADMINISTRATOR, Role.SUPERVISOR}:
        own.append(entry("suggestions", "bulb", _("Suggested categories")))
    bottom = [main[0], public[1], desk, news] if viewer.has(Role.GRID_WORKER) else []
    return Navigation(main=main, account=own + [each for each in public if each not in main], bottom=bottom, staff=True)


def _maker(path: str) -> Callable[..., Entry]:
    def make(name: str, icon: str, words: str, *, counts_news: bool = False) -> Entry:
        url = reverse(name)
        # Under the workbench's address lie other desks too; of them only the case is read from it.
        below = (f"{url}cases/",) if name == "desk" else (url, *(reverse(each) for each in KIN.get(name, ())))
        inside = path == url or (url != "/" and path.startswith(below))
        return Entry(url, icon, words, inside, counts_news)

    return make
