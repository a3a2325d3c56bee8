"""The demo's two months: invented matters, each taken through the real actions at the times of its story."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from gongzhi.base.errors import GongzhiError
from gongzhi.cases.actions import MoveInput, answer, move_case, raise_alarms
from gongzhi.cases.queries import subject_for
from gongzhi.config.demo.codes import register_places
from gongzhi.config.demo.site import DemoSite, Grid, build_site, cast, stories
from gongzhi.intake.actions import ReportInput, submit_report
from gongzhi.intake.queries import Contact
from gongzhi.people.domain.roles import ANONYMOUS, Role, Viewer
from gongzhi.people.queries import handlers_of, viewer_of
from gongzhi.places.domain.geo import Point
from gongzhi.places.queries import calendar_for, roots

DAYS = 60
CASES = 260
PLACES = (
    "东门外",
    "北侧路口",
    "南墙边",
    "菜市场旁",
    "小学对面",
    "河堤步道",
    "3号楼前",
    "公交站旁",
    "老年活动室门口",
    "物业办公室后",
)
# What people act on: the town's own desk for Jincheng, the district's desk for the other towns.
DESKS = {True: ("duty", "dispatch", "verify"), False: ("duty3", "dispatch3", "verify3")}
JINCHENG = "370811008"
Progress = Callable[[int, int], None]


def is_loaded() -> bool:
    """Say whether this database holds the demo (or anything else) already."""
    return bool(roots())


def load_demo(password: str, *, now: datetime, cases: int = CASES, progress: Progress | None = None) -> DemoSite:
    """Make the demo site and its invented matters of the last two months; the same seed gives the same stories."""
    site = build_site(password, now=now)
    chance = random.Random(20261013)  # noqa: S311 — a story, not a secret
    # More of it lately, so that the desks are full today.
    moments = sorted(now - timedelta(minutes=20 + DAYS * 24 * 60 * chance.random() ** 3) for _ in range(cases))
    for done, moment in enumerate(moments, start=1):
        _tell(site, chance, moment, now)
        if progress:
            progress(done, cases)
    raise_alarms(now=now)
    register_places(site, now=now)
    return site


def demo_people() -> list[tuple[str, str, str]]:
    """Return (user name, name, role) of those who can sign in."""
    return [(row["user"], row["zh"], row["role"]) for row in cast()]


class _Story:
    """One matter on its way: acts at moments that move on, until its history reaches the present."""

    def __init__(self, site: DemoSite, chance: random.Random, case_id: UUID, start: datetime, end: datetime) -> None:
        self.site, self.chance, self.case_id, self.now, self.end = site, chance, case_id, start, end
        self.over = False

    def after(self, hours: float) -> bool:
        """Let working time pass; False once the story has reached the present."""
        seconds = int(self.chance.lognormvariate(0, 0.6) * hours * 3600)
        self.now = calendar_for(0).add_working_seconds(self.now, max(seconds, 60)).astimezone(self.end.tzinfo)
        self.over = self.over or self.now >= self.end
        return not self.over

    def do(self, verb: str, by: Viewer, hours: float, *, reporter: bool = False, **texts: str) -> bool:
        """Carry out a verb after some time; False if the present was reached first."""
        if not self.after(hours):
            return False
        raise_alarms(now=self.now)
        try:
            move_case(self.case_id, MoveInput(verb, texts), by=by, now=self.now, is_reporter=reporter)
        except GongzhiError:
            self.over = True
        return not self.over


def _tell(site: DemoSite, chance: random.Random, moment: datetime, now: datetime) -> None:
    told = stories()
    category = chance.choice(list(told))
    story = told[category]
    grid = chance.choice(site.grids)
    here = chance.random() < 0.35
    if here:
        grid = chance.choice([each for each in site.grids if str(each.code).startswith(JINCHENG)])
    settled = chance.random() < 0.42
    by, new = _report(site, chance, category, chance.choice(story["say"]), grid, settled, moment)
    if settled and new.channel == "grid_worker":
        new = ReportInput(**{**vars(new), "settled": chance.choice(story["done"])})
    receipt = submit_report(new, by=by, now=moment)
    if new.settled:
        return
    in_town = str(grid.code).startswith(JINCHENG)
    _handle(_Story(site, chance, receipt.case_id, moment, now), chance.choice(story["done"]), in_town)


def _report(
    site: DemoSite, chance: random.Random, category: str, words: str, grid: Grid, settled: bool, moment: datetime
) -> tuple[Viewer, ReportInput]:
    lon = sum(x for x, _ in grid.ring) / len(grid.ring) + chance.uniform(-0.002, 0.002)
    lat = sum(y for _, y in grid.ring) / len(grid.ring) + chance.uniform(-0.0015, 0.0015)
    workers = [site.viewer(row["user"], moment) for row in cast() if row["role"] == Role.GRID_WORKER]
    covers = [worker for worker in workers if any(grant.covers(grid.code) for grant in worker.grants)]
    contact = (
        Contact(name="卜先生", phone="1380537" + f"{chance.randrange(10000):04d}")
        if chance.random() < 0.4
        else Contact()
    )
    new = ReportInput(
        submission_id=UUID(int=chance.getrandbits(128)),
        category=category,
        description=words,
        channel="grid_worker" if covers and (settled or chance.random() < 0.5) else "web",
        point=Point(round(lon, 6), round(lat, 6)),
        place=chance.choice(PLACES),
        contact=contact,
    )
    return (covers[0] if new.channel == "grid_worker" else ANONYMOUS), new


def _handle(story: _Story, done: str, in_town: bool) -> None:
    chance, site = story.chance, story.site
    duty, dispatcher, verifier = (site.viewer(user, story.now) for user in DESKS[in_town])
    if chance.random() < 0.06:
        story.do(
            "decline",
            duty,
            1,
            reason="不属于受理范围，已电话说明。",
            elsewhere="请拨打 12345 咨询，或到区政务服务大厅二楼。",
        )
        return
    if not story.do("file", duty, 1):
        return
    lead = _lead(story, dispatcher)
    if lead is None:
        return
    slow = 6 if chance.random() < 0.18 else 1
    if not (story.do("respond", lead, 1.2 * slow) and story.do("resolve", lead, 5 * slow, note=done)):
        return
    if chance.random() < 0.1:
        again = story.do("verify_fail", verifier, 2, reason="现场仍有残留，未彻底解决。") and story.do(
            "resolve", lead, 4, note=done
        )
        if not again:
            return
    if not (story.do("verify_pass", verifier, 3) and story.do("close", dispatcher, 1)):
        return
    if chance.random() < 0.5 and story.after(6):
        solved = chance.random() < 0.86
        answer(story.case_id, solved=solved, satisfied=solved and chance.random() < 0.9, by=ANONYMOUS, now=story.now)
        if not solved:
            story.do("reopen", ANONYMOUS, 1, reporter=True, reason="过了两天又出现了，没有彻底解决。")


def _lead(story: _Story, dispatcher: Viewer) -> Viewer | None:
    """Return a handler of the office in charge, after dispatching where filing did not do it by itself."""
    subject = subject_for(story.case_id)
    if subject.lead_id is None:
        if not story.do("dispatch", dispatcher, 1):
            return None
        subject = subject_for(story.case_id)
    handlers = handlers_of(subject.lead_id, story.now) if subject.lead_id else []
    return viewer_of(handlers[0][0], story.now) if handlers else None
