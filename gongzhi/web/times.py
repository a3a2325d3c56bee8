"""Moments and limits in words, in Chinese and English; never a second, for a clock that ticks only worries."""

from datetime import date, datetime, timedelta

from django.utils.timezone import localtime

from gongzhi.places.domain.calendar import Limit, LimitUnit

DAYS_ZH = "一二三四五六日"
DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LIMITS = {
    LimitUnit.WORKING_HOURS: ("个工作小时", "working hour"),
    LimitUnit.WORKING_DAYS: ("个工作日", "working day"),
    LimitUnit.HOURS: ("小时", "hour"),
    LimitUnit.DAYS: ("天", "day"),
}


def is_chinese(language: str) -> bool:
    """Say whether words are wanted in Chinese."""
    return language.startswith("zh")


def when(moment: datetime, language: str) -> str:
    """Write a moment in full: 2026年10月13日 (周二) 17:30, Tue 13 Oct 2026, 17:30."""
    here = localtime(moment)
    if is_chinese(language):
        return f"{day(here, language)} {here:%H:%M}"
    return f"{day(here, language)}, {here:%H:%M}"


def day(moment: datetime | date, language: str) -> str:
    """Write a day in full: 2026年10月13日 (周二), Tue 13 Oct 2026."""
    here = localtime(moment).date() if isinstance(moment, datetime) else moment
    if is_chinese(language):
        return f"{here.year}年{here.month}月{here.day}日 (周{DAYS_ZH[here.weekday()]})"
    return f"{DAYS_EN[here.weekday()]} {here.day} {MONTHS_EN[here.month - 1]} {here.year}"


def short_day(moment: datetime | date, now: datetime, language: str) -> str:
    """Write a day as one says it now: 今天, tomorrow, 10月13日, 13 Oct; with the year when it is another one."""
    here = localtime(moment).date() if isinstance(moment, datetime) else moment
    today = localtime(now).date()
    near = {-1: ("昨天", "yesterday"), 0: ("今天", "today"), 1: ("明天", "tomorrow")}.get((here - today).days)
    if near:
        return near[0] if is_chinese(language) else near[1]
    if is_chinese(language):
        year = "" if here.year == today.year else f"{here.year}年"
        return f"{year}{here.month}月{here.day}日"
    year = "" if here.year == today.year else f" {here.year}"
    return f"{here.day} {MONTHS_EN[here.month - 1]}{year}"


def short_when(moment: datetime, now: datetime, language: str) -> str:
    """Write a moment as one says it now: 明天 17:30, 13 Oct 17:30."""
    return f"{short_day(moment, now, language)} {localtime(moment):%H:%M}"


def until(due: datetime, now: datetime, language: str) -> str:
    """Write how much time is left, or by how much it is overdue: 还有 2 天, 明天 17:30 到期, 超期 3 小时."""
    zh = is_chinese(language)
    if now >= due:
        span = amount(now - due, language)
        return f"超期 {span}" if zh else f"overdue by {span}"
    if due - now < HOUR:
        span = amount(due - now, language)
        return f"还有 {span}" if zh else f"{span} left"
    days = (localtime(due).date() - localtime(now).date()).days
    if days <= 1:
        moment = short_when(due, now, language)
        return f"{moment} 到期" if zh else f"due {moment}"
    return f"还有 {days} 天" if zh else f"{days} days left"


def ago(moment: datetime, now: datetime, language: str) -> str:
    """Write how long ago it was: 3 小时前, 2 days ago; after a month the day itself."""
    zh = is_chinese(language)
    if now - moment < MINUTE:
        return "刚刚" if zh else "just now"
    if now - moment > 30 * DAY:
        return short_day(moment, now, language)
    span = amount(now - moment, language)
    return f"{span}前" if zh else f"{span} ago"


def amount(span: timedelta, language: str) -> str:
    """Write a length of time in its largest unit, rounded down, at least one minute: 3 小时, 2 days."""
    units = ((DAY, "天", "day"), (HOUR, "小时", "hour"), (MINUTE, "分钟", "minute"))
    for unit, zh, en in units:
        if span >= unit:
            return counted(span // unit, zh, en, language)
    return counted(1, "分钟", "minute", language)


def limit_words(limit: Limit, language: str) -> str:
    """Write a limit: 5 个工作日, 24 hours."""
    zh, en = LIMITS[limit.unit]
    return counted(limit.amount, zh, en, language)


def counted(number: int, zh: str, en: str, language: str) -> str:
    """Write a number with its unit, in English with the plural."""
    return f"{number} {zh}" if is_chinese(language) else f"{number} {en}{'' if number == 1 else 's'}"
