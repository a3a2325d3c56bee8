"""Made reports of four kinds, for learning: phrases put together by a fixed chance."""

import random
from collections.abc import Iterator

TOPICS = {
    "street-light": ["路灯不亮", "路灯坏了", "路燈故障不亮", "灯杆歪了", "street light is out", "路灯一闪一闪"],
    "exposed-rubbish": ["垃圾没人清", "垃圾堆成山", "生活垃圾发臭", "乱倒垃圾", "garbage not collected", "垃圾桶满了"],
    "pothole": ["路面有个大坑", "路面坑洼", "马路塌了一块坑", "沥青破损有坑", "pothole in the road", "路面坑洞"],
    "construction-noise": [
        "工地夜里施工",
        "施工噪声太大",
        "打桩声吵得睡不着",
        "深夜施工",
        "noisy building site",
        "工地噪音",
    ],
}
PLACES = ["东门口", "学校旁边", "菜市场对面", "三号楼下", "公园里", "河边", "桥头", "广场上"]
ENDS = ["请尽快处理", "好几天了", "希望解决", "老人小孩都不方便", "谢谢", "没人管", "since last week"]


def made_texts(count: int) -> Iterator[tuple[str, str]]:
    """Yield (category, text), `count` of each kind, always the same ones."""
    chance = random.Random(7)
    for _ in range(count):
        for label, phrases in TOPICS.items():
            parts = [chance.choice(PLACES), *chance.sample(phrases, 2), chance.choice(ENDS)]
            yield label, "，".join(parts)
