"""A learnt model: says what it saw, why, and when it has no say; its file is read without running any of it."""

import io
import json
import pickle
import zipfile
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.intake.domain.grams import counted, grams
from gongzhi.intake.domain.learnt import Model, ModelDamaged, joined, packed, unpacked
from gongzhi.intake.domain.training import Corpus, TooLittle, folds, learn, measure
from tests.made_texts import TOPICS, made_texts


def corpus(count: int = 40) -> Corpus:
    found = Corpus()
    for label, text in made_texts(count):
        found.add(label, text)
    return found


@pytest.fixture(scope="module")
def model() -> Model:
    table = corpus().table()
    return learn(table, np.arange(len(table)), {"at": "2026-10-13"})


def test_it_says_the_category_and_the_words_as_they_stand(model: Model) -> None:
    answer = model.suggest("我家门口的路灯不亮了，晚上看不见", 0.5)
    assert answer.suggestions[0].code == "street-light"
    assert any("路灯" in words for words in answer.suggestions[0].because)
    assert all(words in "我家门口的路灯不亮了,晚上看不见" for words in answer.suggestions[0].because)


def test_traditional_characters_and_english_are_learnt_too(model: Model) -> None:
    assert model.suggest("路燈故障不亮", 0.5).suggestions[0].code == "street-light"
    answer = model.suggest("The GARBAGE was not collected", 0.4)
    assert answer.suggestions[0].code == "exposed-rubbish" and "garbage" in " ".join(answer.suggestions[0].because)


@pytest.mark.parametrize("words", ["", "   ", "鼋鼍", "12345", "xyzzy plugh", "😀"])
def test_it_has_no_say_to_strange_words(model: Model, words: str) -> None:
    answer = model.suggest(words, 0.0)
    assert answer.abstained and answer.unseen == answer.grams


@given(words=st.text(max_size=200), confidence=st.floats(0, 1))
def test_it_abstains_below_the_confidence_and_never_says_more_than_three(
    model: Model, words: str, confidence: float
) -> None:
    answer = model.suggest(words, confidence)
    chances = [each.confidence for each in answer.suggestions]
    assert len(chances) <= 3 and chances == sorted(chances, reverse=True)
    assert not chances or (chances[0] >= confidence and sum(chances) <= 1.001)
    assert 0 <= answer.unseen <= answer.grams


@given(st.integers(2, 6), st.integers(1, 30), st.floats(0.1, 20), st.randoms(use_true_random=False))
def test_what_is_packed_is_unpacked_the_same(classes: int, rows: int, sharpness: float, random: object) -> None:
    chance = np.random.default_rng(random.randint(0, 2**32))  # type: ignore[attr-defined]
    made = Model(
        classes=tuple(f"类{n}" for n in range(classes)),
        vocabulary={f"词\n{n}\x1f": n for n in range(rows)},
        rarity=chance.random(rows).astype(np.float32),
        weights=chance.normal(size=(rows, classes)).astype(np.float16).astype(np.float32),
        bias=chance.normal(size=classes).astype(np.float32),
        sharpness=sharpness,
        about={"texts": rows},
    )
    read = unpacked(packed(made))
    assert (read.classes, read.vocabulary, read.sharpness, read.about) == (
        made.classes,
        made.vocabulary,
        made.sharpness,
        made.about,
    )
    for name in ("rarity", "weights", "bias"):
        assert np.array_equal(getattr(read, name), getattr(made, name))


@settings(max_examples=60)
@given(data=st.data())
def test_a_damaged_file_is_refused_in_one_way(model: Model, data: st.DataObject) -> None:
    whole = packed(model)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(ModelDamaged):
        unpacked(whole[:cut])
    with pytest.raises(ModelDamaged):
        unpacked(data.draw(st.binary(max_size=200)))


class _Trap:
    """Says when it is unpickled."""

    ran: list[str] = []

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return _Trap.ran.append, ("run",)


def test_a_pickle_in_the_file_is_never_run(model: Model) -> None:
    trap = pickle.dumps(_Trap())
    array = io.BytesIO()
    np.save(array, np.array([_Trap()], dtype=object), allow_pickle=True)
    for inner in (trap, array.getvalue()):
        with pytest.raises(ModelDamaged):
            unpacked(_with(model, "bias.npy", inner))
    with pytest.raises(ModelDamaged):
        unpacked(trap)
    assert _Trap.ran == []


def test_parts_that_do_not_belong_together_are_refused(model: Model) -> None:
    for bias in (model.bias[:-1], np.full_like(model.bias, np.nan)):
        array = io.BytesIO()
        np.save(array, bias)
        with pytest.raises(ModelDamaged):
            unpacked(_with(model, "bias.npy", array.getvalue()))


def _with(model: Model, name: str, inner: bytes) -> bytes:
    """Return the model's file with one part exchanged."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed(model))) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, inner if entry.filename == name else old.read(entry))
    return made.getvalue()


def test_what_fewer_than_three_texts_say_and_what_has_digits_is_not_in_it() -> None:
    made = corpus(20)
    for _ in range(5):
        made.add("street-light", "欧阳钰联系电话13812345678")  # one text, sent five times
    made.add("street-light", "欧阳钰住在这里")
    table = made.table()
    known = learn(table, np.arange(len(table)), {}).vocabulary
    assert "路灯" in known and "欧阳" not in known
    assert not [gram for gram in known if any(each.isdigit() for each in gram)]
    assert "13812345678" not in packed(learn(table, np.arange(len(table)), {})).decode("latin-1")


def test_two_categories_with_texts_are_the_least() -> None:
    made = Corpus()
    for _label, text in made_texts(20):
        made.add("one", text)
    made.add("two", "太少")
    table = made.table()
    with pytest.raises(TooLittle):
        learn(table, np.arange(len(table)), {})


def test_two_categories_are_enough() -> None:
    made = Corpus()
    for label, text in made_texts(20):
        if label in ("street-light", "exposed-rubbish"):
            made.add(label, text)
    table = made.table()
    model = learn(table, np.arange(len(table)), {})
    assert model.suggest("路灯不亮", 0.5).suggestions[0].code == "street-light"
    assert model.suggest("垃圾没人清", 0.5).suggestions[0].code == "exposed-rubbish"


def test_what_was_given_decides_where_words_do_not() -> None:
    made = Corpus()
    for at, (_label, text) in enumerate(made_texts(20)):
        district = ("东区", "西区")[at // 4 % 2]
        made.add(f"{district}所", text, {"district": district})
    table = made.table()
    model = learn(table, np.arange(len(table)), {})
    answer = model.suggest("桥头路灯不亮，请尽快处理", 0.5, {"district": "西区"})
    assert answer.suggestions[0].code == "西区所"
    assert all("\x1f" not in words for words in answer.suggestions[0].because)


def test_figures_are_of_texts_not_seen_and_add_up() -> None:
    table = corpus().table()
    found = measure(table, folds(table, 4), 0.5)
    assert found.texts == len(table) == sum(each.texts for each in found.classes)
    assert found.accuracy > 0.95 and found.macro_f1 > 0.95 and found.spoke > 0.9 and found.off < 0.2
    assert {each.name for each in found.classes} == set(TOPICS)


def test_labels_without_words_are_guessed_badly_and_it_knows() -> None:
    chance = np.random.default_rng(1)
    made = Corpus()
    for _label, text in made_texts(60):
        made.add(str(chance.choice(["a", "b", "c"])), text)
    table = made.table()
    found = measure(table, folds(table, 3), 0.8)
    assert found.accuracy < 0.5 and found.spoke < 0.1


@given(st.text(max_size=300))
def test_grams_stand_where_they_say_and_hold_no_digit(text: str) -> None:
    from gongzhi.cases.domain.text import normal

    flat = normal(text)
    for gram in grams(flat):
        assert not any(each.isdigit() for each in gram.text)
        assert flat[gram.start : gram.end].startswith(gram.text[:1]) and gram.start < gram.end <= len(flat)


def test_neighbours_are_joined_to_words() -> None:
    assert joined("路灯不亮，路灯坏", {"路灯": 1.0, "灯不": 0.5, "不亮": 0.5}) == ("路灯不亮", "路灯")
    assert joined("别的", {"路灯": 1.0}) == ()


def test_what_is_given_is_no_text() -> None:
    assert counted("a\x1fb", None).keys() == {"a", "b", "a b"}
    assert (
        head_of(packed(Model(("a", "b"), {}, *[np.zeros(s, np.float32) for s in (0, (0, 2), 2)], 1.0)))["format"] == 1
    )


def head_of(data: bytes) -> dict[str, object]:
    with np.load(io.BytesIO(data), allow_pickle=False) as found:
        head: dict[str, object] = json.loads(found["head"].tobytes())
        return head
