"""The demonstration for texts: a tabloid's articles, published by others as their own and echoed in videos.

Its shape follows a case that a government has described in public: earlier coverage of the same subject draws no
reaction; then two articles about a candidate, a day later the same content on popular accounts without link or
credit, and videos that repeat the headline. Everything in it is invented.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

#: First moment of the period, and its days.
START, DAYS = datetime(2031, 5, 5, tzinfo=UTC), 30
#: Day and hour of the two articles; coverage before them lies on the days of :data:`_EARLIER`.
ARTICLES_AT = timedelta(days=20, hours=2)
_EARLIER = {"e1": 4, "e2": 9, "e3": 14}
PAPER, PAPER_HOST = "环海日报", "huanhai-daily.example"
COLUMNS = (
    "post_id", "platform", "account_id", "display_name", "created_at", "title", "text", "transcript", "text_ocr",
    "links", "url", "lang",
)  # fmt: skip
#: What a post is made as: the truth.
SOURCE, EARLIER, COPY, CREDITED, QUOTATION, DENIAL, ECHO, TRANSLATION, ORDINARY = (
    "source", "earlier_coverage", "copy", "credited", "quotation", "denial", "echo", "translation", "ordinary",
)  # fmt: skip
Rng = np.random.Generator
EVENTS = """at,label,kind,comparable
2031-05-09T02:00Z,First article on the ferry,coverage,yes
2031-05-14T02:00Z,Second article on the ferry,coverage,yes
2031-05-19T02:00Z,Third article on the ferry,coverage,yes
2031-05-25T02:00Z,Article on the candidate,coverage,no
"""
TIERS = f"""# Invented accounts. Each entry of a real list needs a source that anybody can read.
[[entry]]
name = "{PAPER}"
tier = "state_controlled"
domains = ["{PAPER_HOST}"]
source = "https://register.example/{PAPER_HOST}"
date = 2031-01-31

[[entry]]
name = "海风看世界"
tier = "state_linked"
accounts = ["douyin:dy-haifeng"]
source = "https://register.example/dy-haifeng"
date = 2031-01-31
"""
README = """An invented case: a tabloid's articles on a candidate, and what others made of them.

captures/    one table of posts per place, as an analyst would hand them in
events.csv   the paper's articles as events: the earlier ones are comparable triggers
tiers.toml   what two accounts openly are
truth.csv    what each post was made as, and from which post

No person, party, outlet or place here exists.
"""


@dataclass(frozen=True, slots=True)
class Told:
    """One post and the truth about it.

    Attributes:
        post: Its id.
        platform: Its platform.
        account: Id of its account.
        name: Name of the account.
        at: Its time.
        role: What it was made as.
        made_from: Id of the post it was made from, or empty.
        title: Headline.
        text: Text.
        transcript: What is spoken in it.
        text_ocr: What stands in its picture.
        links: Address it links to.
        lang: Language.
    """

    post: str
    platform: str
    account: str
    name: str
    at: datetime
    role: str
    made_from: str = ""
    title: str = ""
    text: str = ""
    transcript: str = ""
    text_ocr: str = ""
    links: str = ""
    lang: str = "zh"

    def row(self) -> list[str]:
        """Return the row of the capture."""
        url = f"https://{self.account}/{self.post}" if self.platform == "web" else ""
        return [
            self.post, self.platform, self.account, self.name, f"{self.at:%Y-%m-%dT%H:%M:%SZ}", self.title, self.text,
            self.transcript, self.text_ocr, self.links, url, self.lang,
        ]  # fmt: skip


@cache
def _words() -> Mapping[str, Any]:
    text = resources.files("crosscurrent.simulate").joinpath("tabloid.toml").read_text("utf-8")
    return tomllib.loads(text)


def make_tabloid(seed: int = 7) -> list[Told]:
    """Generate the posts.

    Args:
        seed: Same seed, same posts. Roles and texts do not depend on it; minutes and readers do.

    Returns:
        Posts in order of time: the paper's five articles, six copies without credit, one with, one quotation, one
        denial, three videos and a post that echo the headline, an English and a French retelling, and what others say.

    Example:
        >>> posts = make_tabloid(7)
        >>> sum(post.role == "copy" for post in posts), posts[-1].at.year
        (6, 2031)
    """
    rng = np.random.default_rng([seed, 31])
    posts = [*_paper(), *_copies(rng), *_spoken_of(rng), *_videos(rng), *_abroad(rng), *_people(rng)]
    return sorted(posts, key=lambda post: (post.at, post.post))


def _later(rng: Rng, hours: float) -> datetime:
    """Return a time so many hours after the first article, give or take a quarter of an hour."""
    return START + ARTICLES_AT + timedelta(hours=hours, seconds=int(rng.integers(-900, 900)))


def _paper() -> list[Told]:
    articles = _words()["articles"]
    at = {name: START + timedelta(days=day, hours=2) for name, day in _EARLIER.items()}
    at |= {"a1": START + ARTICLES_AT, "a2": START + ARTICLES_AT + timedelta(hours=5)}
    return [
        Told(
            name, "web", PAPER_HOST, PAPER, at[name], EARLIER if name in _EARLIER else SOURCE,
            title=articles[name]["title"], text=articles[name]["text"],
        )
        for name in at
    ]  # fmt: skip


def _copies(rng: Rng) -> list[Told]:
    """Accounts that publish the articles as their own; the second of them copied the first one's opening as well."""
    said, first, second = _words()["remarks"], *(_words()["articles"][name]["text"] for name in ("a1", "a2"))
    plan = [
        ("w1", "gh_beigang", "港湾新鲜事", 25.0, "a1", f"{said['opening']}{first}{said['closing']}"),
        ("w2", "gh_huaren", "华人生活圈", 26.5, "w1", f"{said['opening']}{first}{said['closing']}{said['third']}"),
        ("w3", "gh_redian", "今日热点谈", 28.0, "a1", f"{said['second_opening']}{first}"),
        ("w4", "gh_quanzi", "妈妈圈子", 31.0, "w3", f"{said['second_opening']}{first}{said['third']}"),
        ("w5", "gh_beigang", "港湾新鲜事", 33.0, "a2", f"{second}{said['closing']}"),
        ("w6", "gh_chengshi", "城里城外", 35.0, "a2", f"{second}{said['third']}"),
    ]
    return [
        Told(post, "wechat", account, name, _later(rng, hours), COPY, source, title="炸锅了！说停就停", text=text)
        for post, account, name, hours, source, text in plan
    ]


def _spoken_of(rng: Rng) -> list[Told]:
    """Accounts that name the paper, quote it, or hold something against it."""
    said, first = _words()["remarks"], _words()["articles"]["a1"]["text"]
    link = f"https://{PAPER_HOST}/a1"
    return [
        Told("w7", "wechat", "gh_dushu", "读书与城市", _later(rng, 29), CREDITED, "a1",
             text=f"{said['credit']}\n{first}", links=link),
        Told("w8", "wechat", "gh_laozhou", "老周评论", _later(rng, 40), QUOTATION, "a1", text=said["quoting"]),
        Told("w9", "wechat", "gh_hecha", "蓝汐港核查", _later(rng, 52), DENIAL, "a1", text=said["denial"]),
    ]  # fmt: skip


def _videos(rng: Rng) -> list[Told]:
    said = _words()["remarks"]
    caption = f"{said['headline']} #蓝汐港 #渡轮"
    return [
        Told("v1", "douyin", "dy-haifeng", "海风看世界", _later(rng, 27), ECHO, "a1", text=caption,
             transcript=said["spoken"]),
        Told("v2", "douyin", "dy-shijiao", "港城视角", _later(rng, 27.6), ECHO, "a1", text="今天说件大事",
             text_ocr=said["in_picture"]),
        Told("v3", "douyin", "dy-kuaixun", "一点快讯", _later(rng, 30), ECHO, "a1", text=caption),
        Told("b1", "weibo", "6100000001", "潮水巷口", _later(rng, 32), ECHO, "a1", text=f"【{said['headline']}】"),
    ]  # fmt: skip


def _abroad(rng: Rng) -> list[Told]:
    """The same in English, spoken, and in French, written; neither names where it is from."""
    english, french = _words()["english"], _words()["french"]
    return [
        Told("y1", "youtube", "UCharbourlens", "Harbour Lens", _later(rng, 44), TRANSLATION, "a1",
             title=english["title"], text=english["caption"], transcript=english["spoken"], lang="en"),
        Told("f1", "web", "quai-est.example", "Quai Est", _later(rng, 49), TRANSLATION, "a1", title=french["title"],
             text=french["text"], lang="fr"),
    ]  # fmt: skip


def _people(rng: Rng) -> list[Told]:
    """What readers write of their days, each sentence once; a few of them about the matter, in their own words."""
    said = _words()["ordinary"]
    own = [(text, 24 + 60 * float(draw)) for text, draw in zip(said["own_words"], rng.random(8), strict=True)]
    daily: list[tuple[str, float | None]] = [(text, None) for lang in ("zh", "en", "fr") for text in said[lang]]
    posts = []
    for number, (text, hours) in enumerate([*daily, *own], 1):
        at = START + timedelta(seconds=int(rng.integers(0, DAYS * 86_400))) if hours is None else _later(rng, hours)
        han = any("\u4e00" <= char <= "\u9fff" for char in text)
        account, name = f"62{number:08d}", f"读者{number}"
        posts.append(Told(f"o{number}", "weibo", account, name, at, ORDINARY, text=text, lang="zh" if han else ""))
    return posts


def write_tabloid(posts: Sequence[Told], folder: Path) -> Path:
    """Write one capture per platform, the events, the tiers and the truth.

    Args:
        posts: From :func:`make_tabloid`.
        folder: Folder, made if absent.

    Returns:
        The folder of the captures.
    """
    captures = folder / "captures"
    captures.mkdir(parents=True, exist_ok=True)
    for platform in sorted({post.platform for post in posts}):
        ours = [post.row() for post in posts if post.platform == platform]
        (captures / f"{platform}.csv").write_bytes(_table(COLUMNS, ours))
    truth = [[post.post, post.platform, post.account, post.role, post.made_from] for post in posts]
    (folder / "truth.csv").write_bytes(_table(("post_id", "platform", "account_id", "role", "made_from"), truth))
    for name, text in (("events.csv", EVENTS), ("tiers.toml", TIERS), ("README.txt", README)):
        (folder / name).write_text(text, encoding="utf-8")
    return captures


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return target.getvalue().encode()
