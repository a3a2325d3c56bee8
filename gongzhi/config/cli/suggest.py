"""`gongzhi suggest`: learn to suggest categories, measure it, and see how suggestions fare."""

import csv
import gzip
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click
from rich.console import Console
from rich.table import Table as Lines

from gongzhi.config.cli import set_up

if TYPE_CHECKING:
    from gongzhi.intake.domain.training import Measured, Table
    from gongzhi.intake.queries import Fared

MOST = 60_000
LONGEST_FIELD = 1_000_000
TIMED = 500
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
Options = Callable[[Callable[..., None]], Callable[..., None]]


def _source(command: Callable[..., None]) -> Callable[..., None]:
    options: list[Options] = [
        click.option("--file", type=FILE, help="Learn from this CSV file (or .csv.gz) instead of the closed matters."),
        click.option("--text", default="text", show_default=True, help="Its columns with the words, comma separated."),
        click.option("--label", default="label", show_default=True, help="Its column with the category."),
        click.option("--most", default=MOST, show_default=True, type=click.IntRange(10), help="Texts, newest first."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.group()
def suggest() -> None:
    """Learn to suggest categories from closed matters."""


@suggest.command()
@_source
def train(file: Path | None, text: str, label: str, most: int) -> None:
    """Learn the model from the site's closed matters and put it in use at once.

    A running site reads the new model by itself. No words are kept outside the model's file, which holds pieces of at
    most two characters, or two words, that stood in three different texts or more.
    """
    set_up()
    from gongzhi.base import clock
    from gongzhi.intake.actions import learn_model
    from gongzhi.intake.domain.training import TooLittle

    begin = time.perf_counter()
    samples = None if file is None else ((each[0], each[1]) for each in _rows(file, text, label, (), most))
    try:
        with Console(stderr=True).status("Reading …") as status:
            model = learn_model(most=most, now=clock.now(), samples=samples, say=status.update)
    except TooLittle as error:
        raise click.ClickException(f"Nothing was learnt: {error}. The keyword suggestions stay as they are.") from error
    click.echo(
        f"Learnt {len(model.classes)} categories from {model.about['texts']:,} texts with {len(model.vocabulary):,} "
        f"pieces in {time.perf_counter() - begin:.0f} s. It is in use now."
    )


@suggest.command()
@_source
@click.option("--given", default="", help="Columns known at intake that count as a whole, comma separated.")
@click.option("--folds", default=5, show_default=True, type=click.IntRange(2, 20), help="Folds of cross-validation.")
@click.option("--time", "moment", help="Column with the time: learn from the past, judge the end, instead of folds.")
@click.option("--last-days", default=14, show_default=True, type=click.IntRange(1), help="Length of that end in days.")
@click.option("--confidence", type=click.FloatRange(0, 1), help="Confidence asked for (default: the site's).")
def evaluate(file: Path | None, text: str, label: str, most: int, **how: Any) -> None:
    """Measure suggestions on texts that the model has not seen: by cross-validation, or on the last days.

    Prints accuracy, macro F1, how far the confidence is off, how often the model would speak and be right, and the
    figures of each category. Changes nothing.
    """
    set_up(database=file is None)
    from django.conf import settings

    from gongzhi.intake.domain.training import Corpus, TooLittle, folds, measure

    corpus, times = Corpus(), list[str]()
    some: list[tuple[str, dict[str, str]]] = []
    given = tuple(name for name in how["given"].split(",") if name)
    with Console(stderr=True).status("Reading …") as status:
        for category, words, known, at in _samples(file, text, label, given, most, how["moment"]):
            corpus.add(category, words, known)
            times.append(at)
            some += [(words, known)] if len(some) < TIMED else []
        table = corpus.table()
        splits = _past_and_end(times, how["last_days"]) if how["moment"] else folds(table, how["folds"])
        sure = settings.SITE.suggest_confidence if how["confidence"] is None else how["confidence"]
        try:
            found = measure(table, splits, sure, status.update)
        except (TooLittle, ValueError) as error:
            raise click.ClickException(f"Nothing was measured: {error}.") from error
        _show(found, sure)
        _show_speed(table, some, status.update)


@suggest.command()
@click.option("--weeks", default=12, show_default=True, type=click.IntRange(1, 520), help="Weeks to look back.")
def report(weeks: int) -> None:
    """Show how often people chose what was suggested, by week and category, and signs of drift."""
    set_up()
    from gongzhi.base import clock
    from gongzhi.intake.queries import agreement_since, model

    learnt = model()
    when = f"learnt {learnt.about['at'][:10]} from {learnt.about['texts']:,} texts" if learnt else "none"
    click.echo(f"Model: {when}. Counts of the last {weeks} weeks:")
    found = agreement_since(clock.today() - timedelta(weeks=weeks))
    for title, lines in (
        ("week of", found.weeks),
        ("category chosen", found.categories),
        ("suggestion", (found.seen, found.unseen)),
    ):
        Console().print(_fared(title, lines))


def _fared(title: str, lines: "tuple[Fared, ...]") -> Lines:
    table = Lines()
    for column in (title, "reports", "agreement", "abstained", "strange"):
        table.add_column(column, justify="left" if column == title else "right")
    for each in lines:
        shares = [_share(each.agreement), _share(each.abstention), _share(each.unseen)]
        table.add_row(each.key, f"{each.times:,}", *shares)
    return table


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _samples(
    file: Path | None, text: str, label: str, given: tuple[str, ...], most: int, moment: str | None
) -> Iterator[tuple[str, str, dict[str, str], str]]:
    if file is not None:
        yield from _rows(file, text, label, given, most, moment)
        return
    if given or moment:
        raise click.UsageError("--given and --time are columns of a --file.")
    from gongzhi.cases.queries import closed_words

    yield from ((category, words, {}, "") for category, words in closed_words(most))


def _rows(
    file: Path, text: str, label: str, given: tuple[str, ...], most: int, moment: str | None = None
) -> Iterator[tuple[str, str, dict[str, str], str]]:
    # The limit is the whole process's: it goes back to what it was.
    before = csv.field_size_limit(LONGEST_FIELD)
    try:
        yield from _read(file, text, label, given, most, moment)
    finally:
        csv.field_size_limit(before)


def _read(
    file: Path, text: str, label: str, given: tuple[str, ...], most: int, moment: str | None
) -> Iterator[tuple[str, str, dict[str, str], str]]:
    columns = [name for name in text.split(",") if name]
    with _open(file) as lines:
        reader = csv.DictReader(lines)
        missing = {*columns, label, *given, *([moment] if moment else [])} - set(reader.fieldnames or ())
        if missing:
            raise click.UsageError(f"The file has no column {', '.join(sorted(missing))}.")
        for number, row in enumerate(reader):
            if number >= most:
                return
            if row[label]:
                words = "\n".join(row[name] or "" for name in columns)
                yield row[label], words, {name: row[name] or "" for name in given}, row[moment] if moment else ""


def _open(file: Path) -> TextIO:
    if file.suffix == ".gz":
        return gzip.open(file, "rt", encoding="utf-8-sig", newline="")
    return file.open(encoding="utf-8-sig", newline="")


def _past_and_end(times: list[str], days: int) -> Iterator[tuple[Any, Any]]:
    from datetime import datetime

    import numpy as np

    moments = [datetime.fromisoformat(each) for each in times]
    end = max(moments) - timedelta(days=days)
    late = np.array([each >= end for each in moments])
    yield np.flatnonzero(~late), np.flatnonzero(late)


def _show(found: "Measured", sure: float) -> None:
    out = Console()
    out.print(
        f"{found.texts:,} texts judged: accuracy {found.accuracy:.4f}, macro F1 {found.macro_f1:.4f}, confidence off "
        f"by {found.off:.3f}, strange pieces {found.unseen:.1%}."
    )
    out.print(f"At confidence {sure}: speaks to {found.spoke:.1%}, of these right {found.right_when_spoken:.1%}.")
    table = Lines()
    for column in ("category", "precision", "recall", "F1", "texts"):
        table.add_column(column, justify="left" if column == "category" else "right")
    for each in found.classes:
        table.add_row(each.name, f"{each.precision:.3f}", f"{each.recall:.3f}", f"{each.f1:.3f}", f"{each.texts:,}")
    out.print(table)


def _show_speed(table: "Table", some: list[tuple[str, dict[str, str]]], say: Callable[[str], None]) -> None:
    import numpy as np

    from gongzhi.intake.domain.training import learn

    begin = time.perf_counter()
    model = learn(table, np.arange(len(table)), {}, say)
    spent = time.perf_counter() - begin
    took = []
    for words, given in some:
        begin = time.perf_counter()
        model.suggest(words, 0.0, given)
        took.append((time.perf_counter() - begin) * 1000)
    Console().print(
        f"Learning from all {len(table):,} texts took {spent:.1f} s after reading. A suggestion, of {len(some)}: "
        f"median {np.median(took):.2f} ms, 95 % within {np.percentile(took, 95):.2f} ms."
    )
