"""Erase what is kept about people and in their words once a case's retention has ended."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction

from gongzhi.cases.actions import erase_words
from gongzhi.intake.actions.evidence import delete_files
from gongzhi.intake.models import Attachment, Party, Report, Supporter


def erase_ended(*, now: datetime, progress: Callable[[int], None] | None = None) -> int:
    """Erase contact data, the tie to an account, pictures and the free words of cases closed longer than the retention.

    Some hundred cases a transaction; a run that was killed can be repeated. Returns how many cases were erased. The
    receipt goes on to show what happened, without the words.
    """
    closed_before = now - timedelta(days=settings.SITE.retention_days)
    total = 0
    while True:
        with transaction.atomic():
            ids = erase_words(closed_before=closed_before, now=now)
            Party.objects.filter(case_id__in=ids).delete()
            for picture in Attachment.objects.filter(case_id__in=ids):
                transaction.on_commit(partial(delete_files, picture))
            Attachment.objects.filter(case_id__in=ids).delete()
            Report.objects.filter(case_id__in=ids).update(reporter=None)
            Supporter.objects.filter(case_id__in=ids).update(sealed=None, person=None)
        if not ids:
            return total
        total += len(ids)
        if progress:
            progress(total)
