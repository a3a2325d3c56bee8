"""What of the words of a report is kept, and what cannot be taken."""

import re
import unicodedata
from collections.abc import Mapping

TEXT_LIMIT = 2000
PLACE_LIMIT = 200
LIMITS = {
    "description": TEXT_LIMIT,
    "settled": TEXT_LIMIT,
    "place": PLACE_LIMIT,
    "name": 80,
    "phone": 40,
    "email": 254,
}
# Characters that nobody sees and that can make a text read otherwise than it was written: controls other than the
# line end and the tab, and marks that turn the direction of writing. The null byte is left in, to be told of.
_UNSEEN = re.compile(r"[\x01-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


def cleaned(text: str) -> str:
    """Return a text as it is kept: one kind of line end, no unseen controls, nothing around it."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def wrong_texts(texts: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return, for each field that cannot be taken, what to do about it in Chinese and English."""
    wrong: dict[str, tuple[str, str]] = {}
    for name, text in texts.items():
        limit = LIMITS[name]
        if len(text) > limit:
            wrong[name] = (
                f"文字太长：现在 {len(text)} 个字，最多 {limit} 个字。请缩短，您写的内容都还在。",
                f"This has {len(text):,} characters; at most {limit:,} are taken. Shorten it; nothing was lost.",
            )
        if "\x00" in text:
            wrong[name] = (
                "文字里有无法识别的字符（空字节），请删除后再发送。您写的内容都还在。",
                "The text holds a character that cannot be read (a null byte). Remove it and send again;"
                " nothing was lost.",
            )
    if "description" in texts and not readable(texts["description"]):
        wrong["description"] = ("请用几个字写明发生了什么。", "Say what is wrong, in a few words.")
    return wrong


def readable(text: str) -> bool:
    """Say whether a text holds anything that can be seen."""
    return any(unicodedata.category(each)[0] not in "CZM" for each in text)
