"""The hotline desk over HTTP: what helps while the caller speaks, sending as a plain form, the receipt."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from gongzhi.cases.queries import log_of
from gongzhi.intake.actions import PlaceInput, register_place
from gongzhi.intake.queries import case_by_receipt, coded_place
from tests.cast import COMMUNITY, Cast
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("at_noon")
Enter = Callable[..., Client]


def sent(**more: str) -> dict[str, str]:
    values = {
        "submission": str(uuid4()),
        "description": "三号楼前的路灯不亮",
        "category": "street-light",
        "where": f"area:{COMMUNITY}",
        "place": "3号楼前",
        "phone": "13800138000",
    }
    return {**values, **more}


def code_of(answer: Any) -> str:
    assert answer.status_code == 303, answer.content.decode()[:2000]
    return str(answer.headers["Location"]).rsplit("=", 1)[-1]


def test_a_call_as_a_plain_form_ends_with_a_receipt_to_read_out(enter: Enter) -> None:
    clerk = enter("duty_officer")
    code = code_of(clerk.post("/desk/call/", sent()))
    page = clerk.get(f"/desk/call/done/?code={code}").content.decode()
    assert all(f"<strong>{group}</strong>" in page for group in code.split("-"))
    assert "现在立案" in page and "13800138000" not in page
    answer = clerk.post("/desk/call/file/", {"code": code}, follow=True)
    assert "已立案" in answer.content.decode() and "现在立案" not in answer.content.decode()
    kinds = [(event.type, event.data.get("verb")) for event in log_of(case_by_receipt(code))]
    assert kinds[:2] == [("case.opened", None), ("case.moved", "file")]


def test_an_anonymous_call_leaves_no_contact(enter: Enter) -> None:
    code = code_of(enter("duty_officer").post("/desk/call/", sent(phone="")))
    page = enter("duty_officer").get(f"/desk/cases/{case_by_receipt(code)}/").content.decode()
    assert "只有中心" not in page and "tel:" not in page


def test_words_bring_categories_and_danger_and_nothing_is_opened(enter: Enter) -> None:
    clerk = enter("duty_officer", "en")
    page = clerk.post("/desk/call/look/words/", {"description": "there is a fire in the stairs"}).content.decode()
    assert "Hand over to 119 now" in page and 'hx-swap-oob="true"' in page and 'name="told" value="fire"' in page
    again = clerk.post("/desk/call/look/words/", {"description": "a big fire", "danger_shown": "fire"}).content.decode()
    assert "Hand over" not in again, "an unchanged panel is not read aloud once more"
    over = clerk.post("/desk/call/look/words/", {"description": "lamp out", "danger_shown": "fire"}).content.decode()
    assert "is-empty" in over, "the panel goes when the danger is taken back"


def test_without_javascript_danger_comes_back_with_everything_typed(enter: Enter) -> None:
    clerk = enter("duty_officer")
    first = clerk.post("/desk/call/", sent(description="路灯杆着火了"))
    page = first.content.decode()
    assert first.status_code == 422 and "先转 119" in page and "路灯杆着火了" in page and "13800138000" in page
    assert re.search(r'name="where" value="area:370811008001" checked', page)
    code = code_of(clerk.post("/desk/call/", sent(description="路灯杆着火了", told="fire")))
    assert [event.type for event in log_of(case_by_receipt(code))] == ["case.opened", "case.danger_told"]


def test_places_are_areas_and_codes_of_ones_own(cast: Cast, enter: Enter) -> None:
    new = PlaceInput("lift", "胜利3号楼电梯", point=cast.inside)
    token = register_place(new, by=cast.viewer("duty_officer"), now=NOON)
    page = enter("duty_officer").post("/desk/call/look/places/", {"place_words": "胜利"}).content.decode()
    assert f"code:{token}" in page and f"area:{COMMUNITY}" in page
    assert page.index("code:") < page.index("area:")
    elsewhere = enter("other_duty_officer").post("/desk/call/look/places/", {"place_words": "胜利"}).content.decode()
    assert f"code:{token}" not in elsewhere and f"area:{COMMUNITY}" in elsewhere
    assert "甲" not in enter("duty_officer").post("/desk/call/look/places/", {"place_words": "甲"}).content.decode()


def test_a_place_with_a_code_gives_point_grid_and_name(cast: Cast, enter: Enter) -> None:
    token = register_place(PlaceInput("lift", "3号楼电梯", point=cast.inside), by=cast.viewer("duty_officer"), now=NOON)
    clerk = enter("duty_officer")
    found = clerk.post(
        "/desk/call/look/known/", {"where": f"code:{token}", "category": "street-light"}
    ).content.decode()
    assert "胜利社区第1网格" in found and "已有坐标" in found and "请登记" in found
    code = code_of(clerk.post("/desk/call/", sent(where=f"code:{token}", place="")))
    page = clerk.get(f"/desk/call/done/?code={code}").content.decode()
    assert "3号楼电梯" in page and "胜利社区第1网格" in page


def test_a_known_matter_is_read_out_and_one_more_caller_counts(enter: Enter) -> None:
    clerk = enter("duty_officer")
    code = code_of(clerk.post("/desk/call/", sent()))
    case_id = case_by_receipt(code)
    asked = {"category": "street-light", "where": f"area:{COMMUNITY}"}
    page = clerk.post("/desk/call/look/known/", asked).content.decode()
    assert "中心正在看您反映的问题" in page and "由金城街道综治中心负责" in page and "10月14日" in page
    assert "13800138000" not in page and code not in page
    answer = clerk.post("/desk/call/", sent(known=str(case_id), description="整条路都黑"), follow=True)
    assert "又一位来电人反映这件事" in answer.content.decode()
    assert [event.type for event in log_of(case_id)] == ["case.opened", "case.noted", "case.noted"]
    assert clerk.post("/desk/call/", sent(known="nonsense")).status_code == 404
    assert enter("other_duty_officer").post("/desk/call/", sent(known=str(case_id))).status_code == 422
    assert len(log_of(case_id)) == 3


def test_an_earlier_call_only_by_its_receipt(enter: Enter) -> None:
    clerk = enter("duty_officer")
    code = code_of(clerk.post("/desk/call/", sent(name="王居民")))
    spoken = code.lower().replace("-", " ")
    page = clerk.post("/desk/call/look/receipt/", {"code": spoken}).content.decode()
    assert "路灯" in page and "中心正在看您反映的问题" in page and "打开这件事" in page
    assert "13800138000" not in page and "王居民" not in page
    for other in ("13800138000", "王居民", "#1", code[:-1] + ("0" if code[-1] != "0" else "1"), ""):
        assert "打开这件事" not in clerk.post("/desk/call/look/receipt/", {"code": other}).content.decode()
    elsewhere = enter("other_duty_officer").post("/desk/call/look/receipt/", {"code": code}).content.decode()
    assert "中心正在看您反映的问题" in elsewhere and "打开这件事" not in elsewhere
    plain = clerk.post("/desk/call/", sent(find="receipt", code=code)).content.decode()
    assert "打开这件事" in plain and "三号楼前的路灯不亮" in plain


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"description": ""}, "写明"),
        ({"category": ""}, "请选择"),
        ({"where": "area:99"}, "请从列表里选"),
        ({"where": "code:0000000000"}, "请从列表里选"),
        ({"place": ""}, "请写明地址"),
        ({"category": "no-such"}, "没有这个事件类别"),
        ({"phone": "1" * 41}, "文字太长"),
        ({"description": "x\x00y"}, "空字节"),
        ({"submission": "x", "place": ""}, "请写明地址"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(enter: Enter, wrong: dict[str, str], told: str) -> None:
    answer = enter("duty_officer").post("/desk/call/", sent(**wrong))
    page = answer.content.decode()
    assert answer.status_code == 422 and told in page
    assert wrong.get("phone", "13800138000") in page


def test_a_choice_kept_beside_the_list_counts(enter: Enter) -> None:
    given = sent(kept_category="street-light", kept_where=f"area:{COMMUNITY}")
    del given["category"], given["where"]
    assert code_of(enter("duty_officer").post("/desk/call/", given))


def test_an_ended_session_loses_nothing_and_says_so(enter: Enter) -> None:
    answer = Client().post("/desk/call/look/words/", {"description": "x"}, headers={"HX-Request": "true"})
    assert answer.status_code == 401 and answer.headers["HX-Retarget"] == "#gz-messages"
    assert Client().post("/desk/call/", sent()).status_code == 401
    assert Client().get("/desk/call/").status_code == 302


def test_the_desk_asks_the_database_little(cast: Cast, enter: Enter, django_assert_max_num_queries: Any) -> None:
    clerk = enter("duty_officer")
    for n in range(6):
        clerk.post("/desk/call/", sent(description=f"路灯不亮，第{n}处"))
    asked = {"category": "street-light", "where": f"area:{COMMUNITY}", "description": "路灯不亮"}
    clerk.post("/desk/call/look/known/", asked)
    with django_assert_max_num_queries(34):
        clerk.post("/desk/call/look/known/", asked)
    with django_assert_max_num_queries(8):
        clerk.post("/desk/call/look/words/", asked)


def test_a_label_leads_to_the_filled_report_and_a_retired_one_to_the_ordinary(cast: Cast, enter: Enter) -> None:
    new = PlaceInput("bin", "东门垃圾桶", point=cast.inside, place="东门外", category="exposed-rubbish")
    token = register_place(new, by=cast.viewer("duty_officer"), now=NOON)
    answer = Client().get(f"/q/{token[:5].lower()}-{token[5:]}")
    assert answer.status_code == 302 and answer.headers["Location"] == f"/report/?at={token}#details"
    page = Client().get(f"/report/?at={token}").content.decode()
    assert "已扫码：东门垃圾桶" in page and "我不在这里" in page and f'value="{cast.inside.lon!r}"' in page
    assert re.search(r'value="exposed-rubbish" checked', page) and 'value="东门垃圾桶 东门外"' in page
    again = Client().post("/report/", {"at": token, "submission": str(uuid4())}).content.decode()
    assert "已扫码：东门垃圾桶" in again, "the note stays when the form comes back"
    enter("duty_officer").post(f"/codes/{token}/retire/")
    for gone in (token, "0000000000", "x", "二维码"):
        lost = Client().get(f"/q/{gone}")
        assert lost.status_code == 404 and 'href="/report/"' in lost.content.decode()
    plain = Client().get(f"/report/?at={token}").content.decode()
    assert "已扫码" not in plain


def test_guessing_codes_is_slowed(cast: Cast) -> None:
    client = Client()
    answers = [client.get(f"/q/000000{n:04d}").status_code for n in range(61)]
    assert answers[:60] == [404] * 60 and answers[60] == 429


def test_places_are_registered_edited_and_printed_on_pages(cast: Cast, enter: Enter) -> None:
    clerk = enter("duty_officer", "en")
    wrong = clerk.post("/codes/new/", {"kind": "bin", "name": "", "area": COMMUNITY})
    assert wrong.status_code == 422 and "Give it a name" in wrong.content.decode()
    made = clerk.post("/codes/new/", {"kind": "bin", "name": "Bin <1>", "area": COMMUNITY, "place": "East gate"})
    token = made.headers["Location"].strip("/").rsplit("/", 1)[-1]
    assert coded_place(token).name == "Bin <1>"
    page = clerk.get(f"/codes/print/?token={token}").content.decode()
    assert (
        "<svg" in page and "Bin &lt;1&gt;" in page and f"testserver<wbr><span>/q/{token[:5]}-{token[5:]}</span>" in page
    )
    assert "style=" not in page, "the security policy allows no inline style"
    outside = clerk.post("/codes/new/", {"kind": "bin", "name": "x", "area": "370812001001", "place": "x"})
    assert outside.status_code == 422 and "outside your area" in outside.content.decode()
    assert enter("other_duty_officer").get(f"/codes/{token}/").status_code == 404
    assert 'for="id_name">Name on the label</label>' in clerk.get(f"/codes/{token}/").content.decode()
    changed = clerk.post(f"/codes/{token}/", {"kind": "bin", "name": "Bin 2", "area": COMMUNITY, "place": "East gate"})
    assert changed.status_code == 302 and coded_place(token).name == "Bin 2"


def test_all_grids_are_counted_first_and_made_once(cast: Cast, enter: Enter) -> None:
    clerk = enter("duty_officer", "en")
    page = clerk.get(f"/codes/grids/?area={COMMUNITY}&category=").content.decode()
    assert "4 grids have no code" in page and "Make 4 codes" in page
    done = clerk.post("/codes/grids/", {"area": COMMUNITY, "category": ""}, follow=True).content.decode()
    assert "4 codes made." in done and "胜利社区第4网格" in done
    assert "Every grid of this area has a code" in clerk.get(f"/codes/grids/?area={COMMUNITY}").content.decode()
    assert clerk.get("/codes/grids/?area=370812").status_code == 422
    assert clerk.post("/codes/grids/", {"area": "370812"}).status_code == 422


def test_many_labels_cost_few_queries(cast: Cast, enter: Enter, django_assert_max_num_queries: Any) -> None:
    clerk = enter("administrator")
    clerk.post("/codes/grids/", {"area": COMMUNITY})
    for path in ("/codes/", "/codes/print/"):
        with django_assert_max_num_queries(12):
            assert clerk.get(path).status_code == 200


def test_a_promise_of_work_is_told_once_dispatched(cast: Cast, enter: Enter, settings: Any) -> None:
    receipt = cast.report(NOON)
    cast.take_to("handling", receipt.case_id, NOON)
    settings.GONGZHI_NOW = NOON + timedelta(hours=1)
    asked = {"category": "blocked-fire-lane", "where": f"area:{COMMUNITY}"}
    page = enter("duty_officer", "en").post("/desk/call/look/known/", asked).content.decode()
    assert "Promised by Tue 13 Oct 2026" in page and "Responsible: 任城区消防救援大队." in page
