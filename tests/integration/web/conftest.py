"""Signing one of the cast in, and noon on a Tuesday."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from gongzhi.people.models import Person
from tests.cast import Cast
from tests.conftest import NOON


@pytest.fixture
def at_noon(settings: Any) -> None:
    """Let it be Tuesday 13 October 2026, 12:00."""
    settings.GONGZHI_NOW = NOON


@pytest.fixture
def enter(cast: Cast) -> Callable[..., Client]:
    """Return how to sign one of the cast in."""

    def signed_in(name: str, language: str = "zh-hans") -> Client:
        client = Client()
        client.force_login(Person.objects.get(pk=cast.people[name]))
        client.cookies["gongzhi_language"] = language
        return client

    return signed_in
