"""The same form sent several times at the same moment, by real threads on real PostgreSQL, is one report."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from gongzhi.intake.actions import Receipt, ReportInput, submit_report
from gongzhi.intake.models import Party, Report
from gongzhi.intake.queries import Contact
from gongzhi.people.domain.roles import ANONYMOUS
from tests.cast import Cast, make_cast
from tests.conftest import NOON

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    yield make_cast(NOON)


def at_once(act: Callable[[], Receipt]) -> list[Receipt]:
    gate = Barrier(AT_ONCE)

    def one(_: int) -> Receipt:
        try:
            gate.wait(10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_one_form_from_many_threads_is_one_report(cast: Cast) -> None:
    form = ReportInput(uuid4(), "street-light", "路灯不亮", point=cast.inside, contact=Contact(phone="13800000000"))
    receipts = at_once(lambda: submit_report(form, by=ANONYMOUS, now=NOON))
    assert len({(receipt.code, receipt.case_id) for receipt in receipts}) == 1
    assert sum(not receipt.again for receipt in receipts) == 1
    assert Report.objects.count() == Party.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM cases_case), (SELECT count(*) FROM cases_event)")
        assert cursor.fetchone() == (1, 1)


def test_many_forms_at_once_are_many_reports(cast: Cast) -> None:
    def act() -> Receipt:
        return submit_report(
            ReportInput(uuid4(), "street-light", "路灯不亮", point=cast.inside), by=ANONYMOUS, now=NOON
        )

    receipts = at_once(act)
    assert len({receipt.code for receipt in receipts}) == len({receipt.number for receipt in receipts}) == AT_ONCE
