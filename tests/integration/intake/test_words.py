"""The site learns from its closed cases, suggests with reasons beside the keywords, and counts without a word."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gongzhi.base.errors import NotAllowed
from gongzhi.cases.actions import MoveInput, move_case
from gongzhi.cases.queries import categories, closed_words
from gongzhi.config.cli.suggest import suggest as command
from gongzhi.intake.actions import count_suggestion, keep_model, learn_model
from gongzhi.intake.domain.learnt import Model
from gongzhi.intake.domain.training import TooLittle
from gongzhi.intake.models import SuggestionCount
from gongzhi.intake.queries import agreement, model, suggested
from gongzhi.intake.queries.words import model_path
from tests.cast import Cast
from tests.conftest import NOON
from tests.made_texts import made_texts


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def learnt(cast: Cast) -> Iterator[Model]:
    yield learn_model(most=1000, now=NOON, samples=made_texts(30), say=lambda words: None)


def best(words: str) -> Any:
    return suggested(words, categories(), 6)


def test_it_learns_from_closed_cases_only_and_puts_the_model_in_use(cast: Cast) -> None:
    for number, (category, words) in enumerate(made_texts(7)):
        receipt = cast.report(NOON + timedelta(minutes=number), category=category, description=words)
        if category not in ("exposed-rubbish", "pothole"):
            continue
        settle(cast, receipt.case_id)
    found = list(closed_words(100))
    assert {category for category, _ in found} == {"exposed-rubbish", "pothole"} and len(found) == 14
    assert best("路面坑洞")[0].learnt is False
    made = learn_model(most=100, now=NOON, say=lambda words: None)
    assert model() is not None and made.about["texts"] == len(found)
    assert set(made.classes) == {category for category, _ in found}
    assert (model_path().stat().st_mode & 0o777) == 0o600
    assert [each.name for each in model_path().parent.iterdir()] == ["model.npz"]


def settle(cast: Cast, case_id: Any) -> None:
    now = NOON + timedelta(hours=1)
    move_case(case_id, MoveInput("settle", {"note": "已处理"}), by=cast.viewer("grid_worker", now), now=now)


def test_declined_cases_teach_nothing(cast: Cast) -> None:
    receipt = cast.report(NOON)
    cast.move(receipt.case_id, "decline", "duty_officer", NOON, reason="不属于", elsewhere="请联系物业")
    assert list(closed_words(10)) == []


def test_too_little_changes_nothing(cast: Cast, learnt: Model) -> None:
    before = model_path().read_bytes()
    with pytest.raises(TooLittle):
        learn_model(most=10, now=NOON, say=lambda words: None)
    assert model_path().read_bytes() == before


def test_the_learnt_one_comes_first_with_its_words_and_keywords_after(learnt: Model) -> None:
    found = best("学校旁边路燈故障不亮，希望解决")
    assert found[0].learnt and found[0].code == "street-light" and found[0].because
    assert len({each.code for each in found}) == len(found)


def test_without_a_say_the_keywords_stay_as_they_are(cast: Cast) -> None:
    plain = best("有车堵了消防通道")
    learn_model(most=1000, now=NOON, samples=made_texts(30), say=lambda words: None)
    assert best("有车堵了消防通道") == plain and plain


def test_a_withdrawn_category_is_not_suggested(cast: Cast, learnt: Model) -> None:
    left = [each for each in categories() if each.code != "street-light"]
    assert "street-light" not in {each.code for each in suggested("路灯不亮", left, 6)}


def test_a_replaced_model_is_read_anew_and_a_damaged_one_is_none(
    learnt: Model, caplog: pytest.LogCaptureFixture
) -> None:
    first = model()
    assert first is model() and first is not None
    keep_model(Model(**{**vars(learnt), "about": {"texts": 1, "at": "2027"}}))
    assert model() is not first and model().about == {"texts": 1, "at": "2027"}  # type: ignore[union-attr]
    model_path().write_bytes(b"torn")
    assert model() is None and model() is None and best("路灯不亮")[0].learnt is False
    assert caplog.text.count("cannot be used") == 1


def test_a_write_that_fails_leaves_the_old_model_and_no_litter(learnt: Model, monkeypatch: Any) -> None:
    before = model_path().read_bytes()

    def full(*_: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        keep_model(learnt)
    assert model_path().read_bytes() == before and len(list(model_path().parent.iterdir())) == 1


def test_counts_hold_no_words_and_add_up(cast: Cast, learnt: Model) -> None:
    day = NOON.date()
    for chosen in ("street-light", "street-light", "pothole"):
        count_suggestion("桥头路灯不亮", chosen, seen=True, day=day)
    for _ in range(6):
        count_suggestion("鼋鼍蛟龙", "pothole", seen=False, day=day + timedelta(days=7))
    found = agreement(cast.viewer("supervisor"), today=day + timedelta(days=8))
    assert [each.times for each in found.weeks] == [6, 3]
    assert found.weeks[0].abstention == 1.0 and found.weeks[0].agreement is None and found.weeks[0].unseen == 1.0
    assert found.weeks[1].agreed == 2 and found.weeks[1].agreement is None  # three are too few to tell
    assert {each.key: each.times for each in found.categories} == {"pothole": 7, "street-light": 2}
    assert (found.seen.times, found.unseen.times) == (3, 6)
    assert "路" not in str(list(SuggestionCount.objects.values()))


@pytest.mark.parametrize("name", ["resident", "handler", "duty_officer", "grid_worker"])
def test_only_supervisors_and_administrators_see_how_it_fares(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        agreement(cast.viewer(name), today=NOON.date())


def test_the_commands_learn_measure_and_report(cast: Cast, home: Path) -> None:
    file = home / "texts.csv"
    lines = "\n".join(f'{label},"{text}",2026-0{1 + at // 80}-01' for at, (label, text) in enumerate(made_texts(40)))
    file.write_text(f"kind,words,day\n{lines}\n", encoding="utf-8")
    how = ["--file", str(file), "--text", "words", "--label", "kind"]
    run = CliRunner().invoke
    folds = run(command, ["evaluate", *how])
    assert folds.exit_code == 0 and "macro F1 1.0" in folds.output and "street-light" in folds.output
    past = run(command, ["evaluate", *how, "--time", "day", "--last-days", "10"])
    assert past.exit_code == 0 and "accuracy" in past.output
    trained = run(command, ["train", *how])
    assert trained.exit_code == 0 and "Learnt 4 categories from 160 texts" in trained.output
    report = run(command, ["report"])
    assert report.exit_code == 0 and "160 texts" in report.output
    wrong = run(command, ["evaluate", "--file", str(file)])
    assert wrong.exit_code == 2 and "no column label, text" in wrong.output
    nothing = run(command, ["train"])
    assert nothing.exit_code == 1 and "Nothing was learnt" in nothing.output
