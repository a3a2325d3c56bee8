"""Words people really type, and the category they mean; and words that mean none."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.cases.domain.catalogue import shipped_catalogue
from gongzhi.cases.domain.matching import match

CATEGORIES = shipped_catalogue().categories

MEANT = [
    ("有辆车把消防通道堵住了", "blocked-fire-lane"),
    ("消防通道", "blocked-fire-lane"),
    ("消防 通道 被 占了", "blocked-fire-lane"),
    ("消防通到让车堵了", "blocked-fire-lane"),
    ("3号楼楼下停了好几辆面包车，把救火的通道堵得死死的，消防车进不来，万一着火怎么办", "blocked-fire-lane"),
    ("car parked in the fire lane", "blocked-fire-lane"),
    ("垃圾没人清都臭了", "exposed-rubbish"),
    ("楼后头一大堆生活垃圾好几天没人管", "exposed-rubbish"),
    ("垃圾桶满了", "full-bin"),
    ("垃圾桶都冒尖了也不来拉", "full-bin"),
    ("garbge everywhere on the pavement", "exposed-rubbish"),
    ("路灯不亮", "street-light"),
    ("俺们村口那个路灯坏了半个多月了，晚上黑灯瞎火的", "street-light"),
    ("the street lights are out", "street-light"),
    ("井盖没了", "manhole-cover"),
    ("路中间有个下水道盖子破了", "manhole-cover"),
    ("manhole cover missing near school", "manhole-cover"),
    ("家里没水了", "water-outage"),
    ("怎么又停水了，通知都没有", "water-outage"),
    ("自来水发黄有股味", "water-quality"),
    ("水管昨天半夜爆了，一直往外冒水", "burst-pipe"),
    ("停电了", "power-outage"),
    ("空调开不了，整个楼都没电了", "power-outage"),
    ("blackout in our building", "power-outage"),
    ("天然气打不着火", "gas-outage"),
    ("楼道里有股煤气味", "gas-leak"),
    ("smell of gas in the stairwell", "gas-leak"),
    ("暖气片冰凉，家里只有14度", "heating-outage"),
    ("暖气不热", "heating-outage"),
    ("no heating since monday", "heating-outage"),
    ("电梯困人了快来", "lift-trapped"),
    ("有人被困在电梯里", "lift-trapped"),
    ("电梯老是异响，不敢坐", "lift-fault"),
    ("电动车推到楼上充电", "ebike-charging"),
    ("有人从五楼扯线下来给电瓶车充电", "ebike-charging"),
    ("楼道里堆满了纸箱子和旧鞋柜", "stairway-clutter"),
    ("乱停车把俺家门口堵了出不去", "illegal-parking"),
    ("illegal parking on pavement", "illegal-parking"),
    ("红绿灯坏了一直是红灯", "traffic-light"),
    ("traffc light broken", "traffic-light"),
    ("马路上好大一个坑", "pothole"),
    ("potholes on Xinhua road", "pothole"),
    ("下雨积水过不去人", "standing-water"),
    ("下水道堵了往外冒污水", "blocked-drain"),
    ("厕所返水，化粪池满了", "blocked-drain"),
    ("小广告贴满墙", "flyposting"),
    ("摆摊的把人行道都占了", "street-stall"),
    ("楼上有人私搭乱建，楼顶盖房子", "unauthorised-building"),
    ("夜里两点还在打桩", "construction-noise"),
    ("construction noise at night", "construction-noise"),
    ("广场舞音响声音太大睡不着", "public-noise"),
    ("流浪狗咬人", "stray-dogs"),
    ("大树让风刮倒了挡着路", "fallen-tree"),
    ("树枝把路灯挡住了该修剪了", "tree-care"),
    ("绿地让人种上菜了", "green-damage"),
    ("有人烧秸秆呛死了", "open-burning"),
    ("工地灰尘太大没有盖网", "dust"),
    ("化工厂晚上偷着排放刺鼻的味道", "air-pollution"),
    ("河水发臭变黑", "sewage-discharge"),
    ("饭店油烟直接往我家灌", "cooking-fumes"),
    ("老板拖欠工资半年了", "unpaid-wages"),
    ("干了三个月活工钱一分没给", "unpaid-wages"),
    ("unpaid wages from building site", "unpaid-wages"),
    ("物业啥也不管", "property-service"),
    ("物业费涨得离谱", "property-fees"),
    ("顶楼漏雨墙都湿了", "roof-leak"),
    ("健身房跑路了办的卡怎么退款", "consumer-refund"),
    ("超市卖过期食品", "food-safety"),
    ("买的虾缺斤短两", "short-weight"),
    ("养老金怎么认证", "social-insurance"),
    ("医保报销不了", "medical-insurance"),
    ("孩子转学怎么报名", "school-admission"),
    ("低保给停了", "low-income-aid"),
    ("浇地的机井坏了浇不上水", "irrigation"),
    ("村里的路全是泥没硬化", "rural-road"),
    ("养猪场臭得开不开窗", "livestock"),
    ("办个证跑了好几趟，窗口互相踢皮球", "government-service"),
    ("路面塌陷了一个大洞", "road-collapse"),
    ("电线断了掉在地上", "power-line-down"),
    ("共享单车堆得人行道走不了", "shared-bikes"),
    ("小区里停着一辆僵尸车", "abandoned-vehicle"),
    ("盲道被占了轮椅过不去", "barrier-free"),
    ("WiFi断网了，宽带报修没人理", "network-outage"),
    ("老人吃饭不方便，想要个助餐点", "elderly-care"),
    ("着火了", "emergency-danger"),
    ("有人落水", "emergency-danger"),
    ("门口的马路牙子塌了一块", "pothole"),
    ("小区门口老有三轮车卖菜堵路", "street-stall"),
    ("孩子放学校门口堵得水泄不通", "school-surroundings"),
    ("工地晚上十一点还在施工", "construction-noise"),
    ("河里飘着好多死鱼", "sewage-discharge"),
    ("water is yellow", "water-quality"),
    ("how do I apply for public housing", "public-housing"),
    ("身份证丢了怎么补", "inquiry"),
    ("我要投诉", "hotline-matter"),
]


@pytest.mark.parametrize(("words", "code"), MEANT, ids=[words for words, _ in MEANT])
def test_the_category_that_is_meant_comes_first(words: str, code: str) -> None:
    found = match(words, CATEGORIES)
    assert [each.code for each in found][:1] == [code], found


@pytest.mark.parametrize(
    "words",
    ["", "   ", "，。！？", "😀😀😀", "asdfgh qwerty", "你好", "123456", "\x00", "今天天气真不错", "the", "老公打我"],
)
def test_it_abstains_when_nothing_fits(words: str) -> None:
    assert match(words, CATEGORIES) == []


def test_it_says_which_words_spoke_for_it() -> None:
    best = match("有辆车把消防通道堵住了", CATEGORIES)[0]
    assert "消防通道" in best.because
    assert 0.5 < best.score < 1
    assert match("traffc light", CATEGORIES)[0].because


def test_it_stays_within_the_limit_and_in_order() -> None:
    found = match("垃圾 路灯 停水 停电 井盖 噪音 暖气不热 违停", CATEGORIES, limit=3)
    assert len(found) == 3
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_a_withdrawn_category_is_not_suggested() -> None:
    gone = [each.model_copy(update={"withdrawn": each.code == "blocked-fire-lane"}) for each in CATEGORIES]
    assert "blocked-fire-lane" not in {each.code for each in match("消防通道堵了", gone)}


def test_one_character_finds_what_has_it_as_a_keyword_or_nothing() -> None:
    assert all("狗" in each.because for each in match("狗", CATEGORIES))


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.text(alphabet="消防通道垃圾水电停路灯不坏了 abcdefg,。", max_size=200)))
def test_no_text_makes_it_fail(words: str) -> None:
    found = match(words, CATEGORIES)
    assert len(found) <= 5
    assert all(0 < each.score < 1 and each.because for each in found)


@pytest.mark.parametrize("unit", ["消防通道堵了", "a", "word ", "垃", "ﷺ", "1, "])
def test_a_hundred_thousand_characters_stay_quick(unit: str) -> None:
    match("垃圾", CATEGORIES)
    started = time.perf_counter()
    match(unit * (100_000 // len(unit)), CATEGORIES)
    assert time.perf_counter() - started < 0.5
