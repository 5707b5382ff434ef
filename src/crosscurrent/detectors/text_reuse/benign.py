"""What reuse may be that needs neither coordination nor concealment. Labels are facts about the texts, not verdicts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.actions.link_tables import PLATFORM_HOSTS
from crosscurrent.actions.text_marks import names
from crosscurrent.detectors.text_reuse.passages import Span
from crosscurrent.model.text import BENIGN

#: A relation is boilerplate where at least this share of what covers the later text is.
MOSTLY = 0.5
#: A passage is a quotation where at least this share of it stands between quotation marks.
QUOTED = 0.8
#: An attribution stands at most so many characters from the quotation.
NEAR = 60
#: A byline shorter than this is too ordinary a word to be looked for in a text.
SHORTEST_NAME = {True: 5, False: 2}  # by "is ASCII"

#: Agency -> names that make a credit in brackets, before a dash or after a word of credit; names in Chinese.
AGENCIES = {
    "reuters": ("reuters", "路透社|路透"),
    "afp": ("afp|agence france-presse", "法新社"),
    "ap": ("ap|the associated press|associated press", "美联社|美聯社"),
    "xinhua": ("xinhua|xinhua news agency|agence xinhua|chine nouvelle", "新华社|新華社|新华网|新華網"),
    "cns": ("ecns|china news service", "中新社|中新网|中新網"),
    "cp": ("cp|the canadian press|canadian press|la presse canadienne", "加拿大通讯社|加拿大通訊社|加通社"),
    "tass": ("tass", "塔斯社"),
    "ria": ("ria novosti|sputnik", "俄新社|俄罗斯卫星通讯社"),
    "upi": ("upi|united press international", "合众国际社"),
    "dpa": ("dpa", "德新社"),
    "efe": ("efe", "埃菲社"),
    "yonhap": ("yonhap", "韩联社|韓聯社"),
    "kyodo": ("kyodo|kyodo news", "共同社"),
    "cna": ("cna", "中央社"),
    "newswire": ("prnewswire|pr newswire|cnw|globe newswire|business wire", "美通社"),
}
#: Names long enough to be a credit wherever they stand.
_ALONE = "agence france-presse|the associated press|the canadian press|la presse canadienne"


def _credit(names_: str, in_chinese: str) -> str:
    """Return the pattern of one agency's credit lines: (AFP), Reuters -, avec l'AFP, 据新华社, 新华社北京3月1日电."""
    return (
        rf"[(/]\s*(?:{names_})\s*[)/]|\b(?:{names_})\s*[-–—]\s"
        rf"|(?:©\s*(?:\d{{4}}\s*)?|\b(?:with files from|source\s*:|according to|selon|avec|via)\s+(?:l['’])?)"
        rf"(?:{names_})\b"
        rf"|(?:据|據|来源[:：]?\s*|來源[:：]?\s*|转自|轉自|[（(【\[])(?:{in_chinese})"
        rf"|(?:{in_chinese})(?:.{{0,14}}?[电電讯訊]|报道|報道|報導|记者|記者|消息|[）)】\]])"
    )


_AGENCY = {name: re.compile(_credit(*written), re.IGNORECASE) for name, written in AGENCIES.items()}
_LONG_NAME = re.compile(rf"\b(?:{_ALONE})\b|reporting by [^.]{{3,80}}(?:editing by|;)", re.IGNORECASE)
#: One of these stands in every text the patterns can match; looking for them costs a tenth of the patterns.
_AGENCY_KEYS = {name: tuple("|".join(written).split("|")) for name, written in AGENCIES.items()}
_ALONE_KEYS = (*_ALONE.split("|"), "reporting by")

#: What buttons and applications write, not people.
_SHARE = re.compile(
    r"[（(【\[]?\s*分享自|[（(]\s*[来來]自\s*[@#]|[来來]自\s*@\S{1,30}\s*[)）]?\s*$|[来來]自.{1,12}客[户戶]端"
    r"|分享(?:图片|圖片|视频|視頻|单曲|單曲|文章|链接|鏈接|网页|網頁)"
    r"|我在\s*[@#《「【]?\S{1,20}(?:发现|發現|分享了|看到了|参与|參與)"
    r"|^\s*(?:转发微博|轉發微博|转发|轉發)[。.]?\s*$|[点點][击擊]查看"
    r"|推[荐薦]\s*@\S{1,30}?\s*的(?:帖子|文章|博文|微博|视频|視頻|图片|圖片|相册|相冊)"
    r"|(?:发表|發表|发布|發布)了?(?:一篇)?(?:博文|文章|日志|日誌)\s*[《「【]"
    r"|我(?:刚刚?|剛剛?)?(?:上传|上傳|收藏|评论|評論|赞|讚|喜欢|喜歡)了\s*[@《「【]"
    r"|我(?:刚刚?|剛剛?)?(?:参与|參與|参加|參加|发起|發起)了.{0,24}投票"
    r"|\bvia\s+@\w+|\bshared? via |\bi (?:liked|added|uploaded) a (?:@?youtube )?video"
    r"|\bcheck out this \w+ (?:on|from|via) |\bsent from my |\bjust posted a (?:photo|video)\b"
    r"|\bvient de publier une (?:photo|vid[ée]o)|j['’]aime une vid[ée]o|j['’]ai ajout[ée] une vid[ée]o"
    r"|partag[ée] (?:depuis|via) |envoy[ée] de mon ",
    re.IGNORECASE,
)
_SHARE_KEYS = (
    "分享", "来自", "來自", "我在", "转发", "轉發", "查看", "推荐", "推薦", "发表", "發表", "发布", "發布", "投票",
    "上传了", "上傳了", "收藏了", "评论了", "評論了", "赞了", "讚了", "喜欢了", "喜歡了",
    "via ", "liked a", "added a", "uploaded a", "posted a ", "check out this ", "sent from my ",
    "aime une vid", "une vid", "publier une ", "partag", "envoy",
)  # fmt: skip
_PETITION = re.compile(
    r"\bi(?:['’]ve)? just signed\b|\bsign (?:the|this|our|my) petition\b|\badd your name\b|\bplease sign\b"
    r"|change\.org/p/|avaaz\.org/|\bje viens de signer\b|\bsigne[zr] (?:la|cette|notre|ma) p[ée]tition\b"
    r"|(?:签署|簽署|联署|聯署|签名|簽名|参与|參與).{0,8}(?:请愿|請願|联署|聯署)|(?:请愿|請願|联署|聯署).{0,8}(?:签名|簽名|签署|簽署)"
    r"|[请請].{0,4}[联聯]署|我(?:刚刚?|剛剛?|已经?|已經?)(?:签|簽)"
    r"|\bcopy (?:and|&|n|\+) ?paste\b.{0,40}\b(?:this|it|share|status|wall|post)\b|\b(?:share|post) (?:this )?by copy"
    r"|\bcopie[zr]?[ -](?:et[ -])?colle[zr]?\b|(?:请|請).{0,6}(?:复制|複製|拷贝|拷貝)"
    r"|(?:复制|複製)(?:粘贴|黏貼|贴上|貼上)",
    re.IGNORECASE,
)
_PETITION_KEYS = (
    "just signed", "petition", "pétition", "add your name", "please sign", "change.org/p/", "avaaz.org/",
    "viens de signer", "请愿", "請願", "联署", "聯署", "签", "簽", "copy", "copie", "复制", "複製", "拷贝", "拷貝",
)  # fmt: skip
#: What stands behind one of these was written by the account that is named: //@name: on Weibo, RT @name: on X.
_PASSED_ON = re.compile(r"(?://\s*@|\b[RM]T:?\s+@|[转轉]自\s*@)[\w.\-·]{1,50}\s*[:：]")
_QUOTED = re.compile(
    '“([^”]{2,})”|«([^»]{2,})»|「([^」]{2,})」|『([^』]{2,})』|"([^"\n]{2,})"|‘([^’]{8,})’|《([^》]{2,})》'
)
_MARKS = frozenset('“«「『"‘《')
_ATTRIBUTION = re.compile(
    r"\b(?:said|says|say|told|wrote|writes|tweeted|according to|quoted|stated|claims?|claimed)\b"
    r"|\ba (?:dit|déclaré|affirmé|écrit|indiqué|expliqué|ajouté)\b"
    r"|\b(?:dit|déclare|affirme|écrit|selon|d['’]après|explique)\b"
    r"|表示|指出|[称稱][，：:「“]|[说說][，：:道]|[写寫]道|强调|強調|认为|認為|引述|引用|回[应應]|宣布|告[诉訴]"
    r"|[据據].{1,12}(?:报道|報道|報導|消息)",
    re.IGNORECASE,
)


class Reading(NamedTuple):
    """What one text says of its making.

    Attributes:
        agencies: Agencies it credits; ``unnamed`` for a credit line that is recognised by its form.
        from_button: Whether a button or an application wrote part of it.
        petition: Whether it asks to sign, or says that somebody signed.
        quoted: Stretches between quotation marks.
        passed_on: From where on it is said to be the words of an account that is named; ``None`` if nowhere.
    """

    agencies: frozenset[str]
    from_button: bool
    petition: bool
    quoted: tuple[tuple[int, int], ...]
    passed_on: int | None


def _read(text: str) -> Reading:
    folded = text.lower()
    agencies = {
        name for name, keys in _AGENCY_KEYS.items() if any(key in folded for key in keys) and _AGENCY[name].search(text)
    }
    if any(key in folded for key in _ALONE_KEYS) and _LONG_NAME.search(text):
        agencies.add("unnamed")
    return Reading(
        frozenset(agencies),
        any(key in folded for key in _SHARE_KEYS) and _SHARE.search(text) is not None,
        any(key in folded for key in _PETITION_KEYS) and _PETITION.search(text) is not None,
        tuple(match.span() for match in _QUOTED.finditer(text)) if _MARKS.intersection(text) else (),
        named.end() if "@" in text and (named := _PASSED_ON.search(text)) else None,
    )


_cached = lru_cache(maxsize=1 << 14)(_read)
_CACHED_CHARS = 2_000
_NOTHING = Reading(frozenset(), False, False, (), None)


@cache
def _any_key() -> str:
    """Return the pattern of everything that :func:`_read` asks for before it looks closer."""
    agencies = (key for keys in _AGENCY_KEYS.values() for key in keys)
    every = dict.fromkeys((*agencies, *_ALONE_KEYS, *_SHARE_KEYS, *_PETITION_KEYS, *sorted(_MARKS), "@"))
    return "|".join(re.escape(key).replace("\\ ", " ") for key in every)


def silent(texts: Sequence[str]) -> list[bool]:
    """Return which texts say nothing of their making, sooner than by reading each.

    Example:
        >>> silent(["Prices rose.", "(Reuters) Prices rose.", "“Prices” rose."])
        [True, False, False]
    """
    try:
        folded = pa.array([text.lower() for text in texts], pa.string())
    except UnicodeEncodeError:  # lone surrogates
        return [False] * len(texts)
    return list(pc.invert(pc.match_substring_regex(folded, _any_key())).to_pylist())


@dataclass
class TextFacts:
    """One text and what stands around it; readings of it are made once.

    Attributes:
        text: As written.
        account_uid: Who published it.
        url: Its own address.
        links: Addresses it links to, canonical.
        mentions: Accounts it names.
        byline: Names the capture shows of its author.
        silent: Whether it is known (:func:`silent`) that the text says nothing of its making.
    """

    text: str
    account_uid: str | None = None
    url: str | None = None
    links: Sequence[str] = ()
    mentions: Sequence[str] = ()
    byline: str | None = None
    silent: bool = False

    @cached_property
    def says(self) -> Reading:
        """What the text itself says of its making."""
        if self.silent:
            return _NOTHING
        return _cached(self.text) if len(self.text) <= _CACHED_CHARS else _read(self.text)

    @cached_property
    def handles(self) -> frozenset[str]:
        """@names in the text, case-folded."""
        return frozenset(names(self.text))

    @cached_property
    def site(self) -> str | None:
        """Host of its own address, unless a platform's: an outlet, that can be credited by a link to any page."""
        host = _host(self.url)
        return None if host is None or host in PLATFORM_HOSTS else host


def labels(earlier: TextFacts, later: TextFacts, spans: Sequence[Span], boilerplate: float) -> list[str]:
    """Return what the reuse of ``earlier`` in ``later`` may be, in the order of ``model.text.BENIGN``.

    Args:
        earlier: The earlier text.
        later: The later text.
        spans: Passages they share; empty where they are the same from end to end.
        boilerplate: Share of what covers the later text that is boilerplate.

    Returns:
        Labels, possibly none.

    Example:
        >>> labels(TextFacts("Prices rose."), TextFacts("OTTAWA (Reuters) - Prices rose."), [], 0.0)
        ['wire_copy']
    """
    found = {
        "wire_copy": bool(later.says.agencies),
        "share_button": later.says.from_button,
        "quotation": is_quotation(later, spans),
        "petition": later.says.petition,
        "boilerplate": boilerplate >= MOSTLY,
        "credited": credits(later, earlier) or is_passed_on(later, spans),
        "same_author": earlier.account_uid is not None and earlier.account_uid == later.account_uid,
    }
    return [label for label in BENIGN if found[label]]


def is_quotation(later: TextFacts, spans: Sequence[Span]) -> bool:
    """Return whether what ``later`` shares stands in quotation marks, with somebody named as saying it nearby."""
    every = sum(span.end_b - span.start_b for span in spans)
    if not every or not later.says.quoted:
        return False
    inside, attributed = 0, False
    for first, last in later.says.quoted:
        shared = sum(max(0, min(last, span.end_b) - max(first, span.start_b)) for span in spans)
        inside += shared
        around = later.text[max(0, first - NEAR) : first + 1] + later.text[last - 1 : last + NEAR]
        attributed = attributed or (shared > 0 and _ATTRIBUTION.search(around) is not None)
    return attributed and inside >= QUOTED * every


def is_passed_on(later: TextFacts, spans: Sequence[Span]) -> bool:
    """Return whether what ``later`` shares stands, for the most part, behind the name of the account it comes from."""
    first = later.says.passed_on
    if first is None:
        return False
    every = sum(span.end_b - span.start_b for span in spans)
    return sum(max(0, span.end_b - max(span.start_b, first)) for span in spans) >= MOSTLY * every


def credits(later: TextFacts, source: TextFacts) -> bool:
    """Return whether a text links to, mentions or names its source: the post, its account or its site."""
    if source.account_uid and source.account_uid in later.mentions:
        return True
    if source.url and any(_same_page(link, source.url) for link in later.links):
        return True
    if source.site and (any(_host(link) == source.site for link in later.links) or source.site in later.text.lower()):
        return True
    handle = source.account_uid.split(":", 1)[-1].casefold() if source.account_uid else None
    return (handle is not None and handle in later.handles) or _names(later.text, source.byline)


def _names(text: str, byline: str | None) -> bool:
    if not byline or len(byline) < SHORTEST_NAME[byline.isascii()]:
        return False
    if not byline.isascii():
        return byline in text
    return re.search(rf"(?<!\w){re.escape(byline)}(?!\w)", text, re.IGNORECASE) is not None


def _same_page(link: str, page: str) -> bool:
    return link == page or _bare(link) == _bare(page)


def _bare(address: str) -> str:
    return address.split("://", 1)[-1].removeprefix("www.").rstrip("/")


def _host(address: str | None) -> str | None:
    if not address:
        return None
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
