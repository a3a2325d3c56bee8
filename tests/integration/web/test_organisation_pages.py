"""Organisations in the pages: made, changed, closed, found."""

import pytest
from django.urls import reverse

from gongzhi.people import actions
from gongzhi.people.models import Organisation
from tests.cast import COUNTY, Cast
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def edit_of(cast: Cast) -> str:
    return reverse("organisation_edit", args=[cast.offices["fire"]])


def test_organisations_are_made_and_changed(cast: Cast, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("administrator")
    sent = {"name": "任城区水利局", "name_en": "Rencheng Water", "kind": "office", "area": COUNTY, "phone": "0537-1"}
    answer = client.post("/organisations/new/", {**sent, "functions": ["water", "water-resources"]})
    made = Organisation.objects.get(name="任城区水利局")
    assert answer.headers["Location"] == reverse("organisation", args=[made.id])
    assert made.functions == ["water", "water-resources"] and made.active
    page = client.get(reverse("organisation", args=[made.id])).content.decode()
    assert "供水" in page and "任城区" in page and "0537-1" in page
    assert "任城区水利局" in client.get("/organisations/?function=water&q=水利").content.decode()
    target = reverse("organisation_edit", args=[made.id])
    form = client.get(target).content.decode()
    assert "任城区水利局" in form and 'value="water" checked' in form
    assert client.post(target, {**sent, "functions": ["water"]}).status_code == 302
    made.refresh_from_db()
    assert made.functions == ["water"] and not made.active


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": ""}, "请填写名称"),
        ({"kind": "x"}, ""),
        ({"area": ""}, "请选择辖区"),
        ({"functions": ["flying"]}, "flying"),
    ],
)
def test_a_bad_organisation_keeps_what_was_typed(cast: Cast, enter, data: dict[str, object], words: str) -> None:  # type: ignore[no-untyped-def]
    sent = {"name": "某局", "name_en": "Some Office", "kind": "office", "area": COUNTY, "functions": ["fire"], **data}
    answer = enter("administrator").post("/organisations/new/", sent)
    text = answer.content.decode()
    assert answer.status_code == 422 and words in text and "Some Office" in text
    assert not Organisation.objects.filter(name_en="Some Office").exists()


def test_an_organisation_with_people_is_not_closed(cast: Cast, enter) -> None:  # type: ignore[no-untyped-def]
    sent = {"name": "消防", "kind": "office", "area": COUNTY, "functions": ["fire"]}
    answer = enter("administrator", "en").post(edit_of(cast), sent)
    assert answer.status_code == 422 and "People still work there" in answer.content.decode()


def test_an_organisation_that_leads_open_cases_is_not_closed(cast: Cast, enter) -> None:  # type: ignore[no-untyped-def]
    cast.take_to("dispatched", cast.report(NOON).case_id, NOON)
    actions.end_role(cast.role_of("handler"), by=cast.viewer("administrator", NOON), now=NOON)
    sent = {"name": "消防", "kind": "office", "area": COUNTY, "functions": ["fire"]}
    answer = enter("administrator").post(edit_of(cast), sent)
    assert answer.status_code == 422 and "还有 1 件未办结的案件" in answer.content.decode()
    assert Organisation.objects.get(pk=cast.offices["fire"]).active


def test_an_organisation_sent_twice_is_there_once(cast: Cast, enter) -> None:  # type: ignore[no-untyped-def]
    client, sent = enter("administrator"), {"name": "任城区水利局", "kind": "office", "area": COUNTY}
    assert client.post("/organisations/new/", sent).status_code == 302
    again = client.post("/organisations/new/", sent)
    assert again.status_code == 422 and "已有同名的部门" in again.content.decode()


def test_where_an_organisation_belongs(cast: Cast, enter) -> None:  # type: ignore[no-untyped-def]
    client, fire = enter("administrator"), cast.offices["fire"]
    sent = {"name": "古槐消防站", "kind": "office", "area": COUNTY, "parent": fire}
    made = client.post("/organisations/new/", sent).headers["Location"]
    assert "任城区消防救援大队" in client.get(made).content.decode()
    assert "古槐消防站" in client.get(reverse("organisation", args=[fire])).content.decode()
    assert f'value="{fire}" checked' in client.get(f"{made}edit/").content.decode()
    loop = {"name": "消防", "kind": "office", "area": COUNTY, "active": "on", "parent": made.split("/")[-2]}
    answer = client.post(edit_of(cast), loop)
    assert answer.status_code == 422 and "不能归属于自己" in answer.content.decode()
