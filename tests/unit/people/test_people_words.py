"""What the log and refusals say, in both languages; keys of lists; what is kept of a link."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.utils.translation import override

from gongzhi.base.errors import Refused
from gongzhi.people.actions.wrong import wrong
from gongzhi.people.domain.invitations import hash_token
from gongzhi.people.queries import LogEntry, OrganisationRef
from gongzhi.people.queries.cursors import read_cursor, write_cursor
from gongzhi.web.templatetags.gz_people import log_words

NOW = datetime(2026, 10, 13, 4, 0, tzinfo=UTC)
FIRE = OrganisationRef(uuid4(), "任城区消防救援大队", "Rencheng Fire", 370811 * 10**9, 3, "office", ("fire",))


def entry(type_: str, **more: object) -> LogEntry:
    values = {
        "actor": "孟庆安",
        "person": "鲁明",
        "organisation": FIRE,
        "role": "handler",
        "changed": ("name", "phone"),
    }
    return LogEntry(id=uuid4(), type=type_, at=NOW, person_id=uuid4(), area=None, **{**values, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("type_", "zh", "en"),
    [
        ("role.granted", "孟庆安给鲁明设了经办人岗位", "孟庆安 gave 鲁明 the role Handler (Rencheng Fire)."),
        ("role.ended", "孟庆安结束了鲁明的经办人岗位", "孟庆安 ended the role Handler of 鲁明 (Rencheng Fire)."),
        ("person.joined", "鲁明接受邀请，担任经办人", "鲁明 accepted an invitation as Handler (Rencheng Fire)."),
        ("organisation.changed", "名称、电话", "Rencheng Fire: name, phone."),
        ("something.new", "something.new", "something.new"),
    ],
)
def test_a_line_of_the_log_in_plain_words(type_: str, zh: str, en: str) -> None:
    with override("zh-hans"):
        assert zh in log_words(entry(type_))
    with override("en"):
        assert en in log_words(entry(type_))


def test_a_line_without_names_still_reads() -> None:
    with override("en"):
        line = log_words(entry("role.ended", actor="", person="", organisation=None, changed=()))
    assert line == "The site ended the role Handler of somebody (the whole site)."


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "请写。"), ("en", "Write."), ("en-gb", "Write.")])
def test_fields_speak_the_readers_language(language: str, words: str) -> None:
    with override(language):
        error = wrong("x.y", {"name": ("请写。", "Write.")})
    assert error.fields == {"name": words} and (error.zh, error.en) == ("请写。", "Write.")


def test_a_key_comes_back_as_it_went() -> None:
    id_ = uuid4()
    assert read_cursor(write_cursor("孟庆安", id_)) == ("孟庆安", id_)


@pytest.mark.parametrize("key", ["x", "!!!", "e30", "WzEsMl0", "WyJhIl0", "😀", "a" * 5001])
def test_a_key_that_is_not_ours_is_refused(key: str) -> None:
    with pytest.raises(Refused):
        read_cursor(key)


def test_of_a_link_only_the_hash_is_kept() -> None:
    assert len(hash_token("any\ud800 text")) == 32 and hash_token("a") != hash_token("b")
