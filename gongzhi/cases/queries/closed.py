"""The words of closed cases with their categories, for learning; read one after the other, never all at once."""

from collections.abc import Iterator

from gongzhi.cases.models import Case

AT_ONCE = 2_000


def closed_words(most: int) -> Iterator[tuple[str, str]]:
    """Yield (category, words) of at most `most` closed cases, the newest first; those declined say nothing."""
    found = Case.objects.filter(open=False).exclude(outcome="declined").exclude(description="").order_by("-id")
    rows = found.values_list("category", "title", "description")[:most]
    for category, title, description in rows.iterator(chunk_size=AT_ONCE):
        # A title made of the first words of the description would count them twice.
        own = title and not description.startswith(title.rstrip("…"))
        yield category, f"{title}\n{description}" if own else description
