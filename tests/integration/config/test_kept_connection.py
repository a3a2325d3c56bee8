"""A kept connection is looked at without a question to the server, and one that ended is noticed."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import CaptureQueriesContext

from gongzhi.base import clock
from gongzhi.web.sessions import SessionStore


@pytest.fixture
def other(db: None) -> BaseDatabaseWrapper:
    """A connection beside the test's own."""
    found = connection.copy("other")
    found.connect()
    return found


def test_a_live_connection_is_usable_without_asking(other: BaseDatabaseWrapper) -> None:
    with CaptureQueriesContext(other) as asked:
        assert other.is_usable()
    assert len(asked) == 0
    other.close()
    assert not other.is_usable()


def test_a_connection_that_the_server_ended_is_not_usable(other: BaseDatabaseWrapper) -> None:
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        assert cursor.fetchone()[0]
    assert not other.is_usable()
    other.close()


@pytest.mark.django_db
def test_a_session_is_read_until_it_ends() -> None:
    store = SessionStore()
    store["colour"] = "teal"
    store.save()
    key = store.session_key
    with CaptureQueriesContext(connection) as asked:
        assert SessionStore(key)["colour"] == "teal"
    assert len(asked) == 1
    Session.objects.filter(pk=key).update(expire_date=clock.now() - timedelta(seconds=1))
    for gone in (key, "unknown"):
        ended = SessionStore(gone)
        assert ended.load() == {} and ended.session_key is None
