"""What all tests share: the embedded server of the tests, and the cast."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

if TYPE_CHECKING:
    from tests.cast import Cast

TESTS = Path(__file__).parent
NOON = datetime(2026, 10, 13, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
# Tests do not need to survive a power cut; those that test survival start a server of their own.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Start the embedded server of the tests unless DATABASE_URL names another."""
    from django.conf import settings

    from gongzhi.config import embedded

    if not settings.SITE.database_url:
        started = embedded.start(settings.HOME, extra=FAST)
        yield
        if started:
            embedded.stop(settings.HOME)
    else:
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """Let transactional tests empty the append-only tables, which nobody else may."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%_is_append_only_t'")
        for trigger, table in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {trigger} ON {table}")


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """Forget what a process remembers of the database for a few seconds."""
    from django.core.cache import cache

    from gongzhi.cases.queries import catalogue
    from gongzhi.places.queries import calendars

    cache.clear()
    catalogue.forget()
    calendars.forget()
    yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the quick folders first, so that what is broken shows early."""
    order = ["unit", "spec", "house", "integration", "functional"]
    place = {name: position for position, name in enumerate(order)}
    items.sort(key=lambda item: place.get(Path(item.path).relative_to(TESTS).parts[0], 0))


@pytest.fixture
def cast(db: None) -> "Cast":
    """The people, offices and areas of all stories, as of Tuesday 13 October 2026."""
    from tests.cast import make_cast

    return make_cast(NOON)
