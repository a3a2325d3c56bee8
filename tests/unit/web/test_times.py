"""Moments and limits in words."""

from datetime import UTC, datetime, timedelta

import pytest

from gongzhi.places.domain.calendar import Limit, LimitUnit
from gongzhi.web import times

# Tuesday 13 October 2026, 17:30 in Shanghai
MOMENT = datetime(2026, 10, 13, 9, 30, tzinfo=UTC)


def test_a_moment_in_full() -> None:
    assert times.when(MOMENT, "zh-hans") == "2026年10月13日 (周二) 17:30"
    assert times.when(MOMENT, "en") == "Tue 13 Oct 2026, 17:30"


def test_the_day_is_that_of_the_site_not_of_greenwich() -> None:
    late = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    assert times.when(late, "zh-hans") == "2027年1月1日 (周五) 00:30"
    assert times.day(late, "en") == "Fri 1 Jan 2027"


@pytest.mark.parametrize(
    ("left", "zh", "en"),
    [
        (timedelta(days=13), "还有 13 天", "13 days left"),
        (timedelta(days=2), "还有 2 天", "2 days left"),
        (timedelta(days=1), "明天 17:30 到期", "due tomorrow 17:30"),
        (timedelta(hours=3), "今天 17:30 到期", "due today 17:30"),
        (timedelta(minutes=59), "还有 59 分钟", "59 minutes left"),
        (timedelta(seconds=20), "还有 1 分钟", "1 minute left"),
        (timedelta(0), "超期 1 分钟", "overdue by 1 minute"),
        (timedelta(hours=-3, minutes=-40), "超期 3 小时", "overdue by 3 hours"),
        (timedelta(days=-1, hours=-2), "超期 1 天", "overdue by 1 day"),
    ],
)
def test_the_time_left(left: timedelta, zh: str, en: str) -> None:
    now = MOMENT - left
    assert times.until(MOMENT, now, "zh-hans") == zh
    assert times.until(MOMENT, now, "en") == en


def test_tomorrow_counts_days_of_the_calendar_not_hours() -> None:
    just_after_midnight = datetime(2026, 10, 12, 16, 10, tzinfo=UTC)
    assert times.until(MOMENT, just_after_midnight, "zh-hans") == "今天 17:30 到期"
    just_before = datetime(2026, 10, 12, 15, 50, tzinfo=UTC)
    assert times.until(MOMENT, just_before, "zh-hans") == "明天 17:30 到期"


@pytest.mark.parametrize(
    ("age", "zh", "en"),
    [
        (timedelta(seconds=5), "刚刚", "just now"),
        (timedelta(minutes=7), "7 分钟前", "7 minutes ago"),
        (timedelta(hours=1), "1 小时前", "1 hour ago"),
        (timedelta(days=12), "12 天前", "12 days ago"),
        (timedelta(days=40), "9月3日", "3 Sep"),
        (timedelta(days=400), "2025年9月8日", "8 Sep 2025"),
    ],
)
def test_how_long_ago(age: timedelta, zh: str, en: str) -> None:
    assert times.ago(MOMENT - age, MOMENT, "zh-hans") == zh
    assert times.ago(MOMENT - age, MOMENT, "en") == en


def test_a_moment_as_one_says_it_now() -> None:
    assert times.short_when(MOMENT, MOMENT - timedelta(days=1), "zh-hans") == "明天 17:30"
    assert times.short_when(MOMENT, MOMENT + timedelta(days=1), "en") == "yesterday 17:30"
    assert times.short_when(MOMENT, MOMENT + timedelta(days=9), "zh-hans") == "10月13日 17:30"


@pytest.mark.parametrize(
    ("limit", "zh", "en"),
    [
        (Limit(5, LimitUnit.WORKING_DAYS), "5 个工作日", "5 working days"),
        (Limit(1, LimitUnit.WORKING_DAYS), "1 个工作日", "1 working day"),
        (Limit(4, LimitUnit.WORKING_HOURS), "4 个工作小时", "4 working hours"),
        (Limit(24, LimitUnit.HOURS), "24 小时", "24 hours"),
        (Limit(15, LimitUnit.DAYS), "15 天", "15 days"),
    ],
)
def test_limits(limit: Limit, zh: str, en: str) -> None:
    assert times.limit_words(limit, "zh-hans") == zh
    assert times.limit_words(limit, "en") == en
