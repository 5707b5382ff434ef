"""Words of the demo scenario: invented names, templates, and the awkward texts every capture holds.

No person, party, outlet or place here exists. Hosts end in ``.example``, which is reserved and never resolves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import opencc

PLATFORM = "plaza"
NEWS_ACCOUNT, NEWS_NAME, NEWS_HOST = "harbour-daily", "Harbour Daily", "harbour-daily.example"
SINGER_ACCOUNT, SINGER = "mirelle-oto", "Mirelle Oto"
CANDIDATE, CANDIDATE_ZH = "R. Alderwick", "奥德维克"
OUTLETS = (
    "northgate-news.example",
    "lindall-post.example",
    "quayside.example",
    "evening-ferry.example",
    "zaobao-wan.example",
)
ZH, EN = "zh", "en"


@dataclass(frozen=True, slots=True)
class Article:
    """One boosted article.

    Attributes:
        day: Day of publication, counted from the start of the period.
        slug: Last part of its address.
        text: What the news account posts with it.
        main: True for the two that draw most.
    """

    day: int
    slug: str
    text: str
    main: bool


#: A handful before, then praise, then criticism. Days leave room for five days of boosting each.
BOOSTED = (
    Article(3, "ferry-toll", "渡轮涨价背后：蓝汐港的账本谁来看？ The ledger behind the ferry toll", False),
    Article(6, "night-market", "夜市牌照风波：三百个摊位一夜之间没了着落", False),
    Article(8, "debate-dates", "辩论日程公布，奥德维克的对手临时缺席，观众席一片哗然", False),
    Article(10, "school-roof", "Why the school roof on Tidewater Lane still leaks: 校舍漏水两年无人管", False),
    Article(12, "harbour-poll", "民调出现意外转折：奥德维克在蓝汐港领先四个百分点", False),
    Article(15, "steady-hand", "硬汉掌舵：奥德维克如何让邻港的关税谈判代表哑口无言 A steady hand at the helm", True),
    Article(25, "adrift", "风向变了：奥德维克的港口计划让家庭随波逐流 Alderwick's plan leaves families adrift", True),
)  # fmt: skip

_NEWS_ZH = "蓝汐港|潮水巷|北门区|旧灯塔|渡轮公司|海关大楼|东岸学校|夜市|盐场公园|市政厅"
_DID_ZH = "公布新的收费办法|将于下周关闭维修|迎来二十年来最大客流|被指隐瞒账目|计划增加夜班|收到居民联名信"
_SAID_ZH = "居民反应不一|负责人拒绝评论|细节尚未公布|专家呼吁谨慎|周边商户表示担忧|明天开会讨论"
_NEWS_EN = "Port Lindall|Tidewater Lane|the Northgate bridge|the old lighthouse|the ferry company|the customs house"
_DID_EN = "raises its evening fares|closes for repairs next week|sees its busiest day in years|loses its permit"
_SAID_EN = "residents are divided|the board declined to comment|no date has been set|traders are worried|talks go on"
NEWS = {ZH: tuple(part.split("|") for part in (_NEWS_ZH, _DID_ZH, _SAID_ZH)),
        EN: tuple(part.split("|") for part in (_NEWS_EN, _DID_EN, _SAID_EN))}  # fmt: skip

_OPEN_ZH = "今天|刚刚|昨晚|说实话，|没想到|终于|又一次|早上|下班路上|周末"
_DO_ZH = "去了蓝汐港的市场|在渡轮上看完一本书|等了半小时的巴士|学会了做鱼汤|给阳台的番茄浇水|陪孩子做功课|跑完五公里"
_END_ZH = "，心情不错|，有点累|，明天还要继续|，推荐大家试试|，大家呢？|，风好大|，拍了照片|，价格又涨了"
_OPEN_EN = "Today I|Just now I|Last night we|Honestly, I|Finally we|This morning I|On the way home I"
_DO_EN = "walked along the quay|missed the last ferry|baked bread for the whole street|fixed the gate|read by the canal"
_END_EN = (
    "and it was worth it|and I am tired|and nobody believed me|again tomorrow maybe|what about you?|and the wind won"
)
CHAT = {ZH: tuple(part.split("|") for part in (_OPEN_ZH, _DO_ZH, _END_ZH)),
        EN: tuple(part.split("|") for part in (_OPEN_EN, _DO_EN, _END_EN))}  # fmt: skip

_REMARKS_ZH = "同意|真的吗|转给家人看看|哈哈|说得好|不太相信|求链接|太难了|支持|围观|[doge]|👍"
_REMARKS_EN = (
    "so true|is this real?|worth a read|ha|not sure about this|source?|well said|oh no|👍|same here|tell me more"
)
REMARKS = {ZH: tuple(_REMARKS_ZH.split("|")), EN: tuple(_REMARKS_EN.split("|"))}
_URGED_ZH = "大家都来看看|说到心坎里了|必须转|终于有人讲真话|蓝汐港的朋友注意了|转给身边的人|🔥🔥"
BOOST_REMARKS = (*_URGED_ZH.split("|"), "Everyone should read this", "=1+1 谁不会算")
STOCK = ("Good morning Port Lindall, have a lovely day!", "早上好蓝汐港，祝大家今天一切顺利！")
_TAG_STEMS = "蓝汐港 渡轮日记 夜市 海风 Harbour Ferry Northgate Tidewater gardenlife bakers runclub Lighthouse"
TAGS = tuple(f"{stem}{number}" for number, stem in enumerate(_TAG_STEMS.split(" ")))

#: What breaks careless readers: quotes, commas, line breaks, formulas, markup, reversed and hidden characters.
AWKWARD = (
    '=1+1',
    '+cmd|"/c calc"!A0',
    '@SUM(1+1)*cmd',
    '-2+3, "quoted", and a comma',
    "<script>alert('plaza')</script>",
    '"><img src=x onerror=alert(1)>',
    'She said "the ""ferry"" is late", then left,\nwithout a word.\n\nReally.',
    "tab\there; semicolon; pipe | and a backslash \\",
    "emoji 👩‍👩‍👧‍👦 🏳️‍🌈 🇺🇳 1️⃣ and ﷽",
    "\u202etxt.exe si siht\u202c reversed",
    "zero\u200bwidth\u200djoined\ufeff text",
    "مرحبا من الميناء، العبارة متأخرة اليوم",
    "https://good.example\\@evil.example/ javascript:alert(1) http://[::1]/",
    "'; DROP TABLE posts; --",
    "{{7*7}} ${7*7} %s %n \\u0000",
    "０１２３ ｆｕｌｌ　ｗｉｄｔｈ ＝１＋１",
)  # fmt: skip

_TRADITIONAL = opencc.OpenCC("s2t")


def traditional(text: str) -> str:
    """Return a Chinese text in traditional characters."""
    return str(_TRADITIONAL.convert(text))


def pick(parts: tuple[list[str], ...], rng: np.random.Generator) -> list[str]:
    """Draw one phrase of each part."""
    return [part[int(draw * len(part))] for part, draw in zip(parts, rng.random(len(parts)), strict=True)]


def headline(lang: str, rng: np.random.Generator, number: int) -> str:
    """Return a news headline; ``number`` keeps two articles apart."""
    what, did, said = pick(NEWS[lang], rng)
    return f"{what}{did}，{said}（第{number}号）" if lang == ZH else f"{what} {did}: {said} (No. {number})".capitalize()


def chatter(lang: str, rng: np.random.Generator) -> str:
    """Return an everyday post of one person; the figures in it make equal texts rare."""
    opening, doing, ending = pick(CHAT[lang], rng)
    count = int(rng.integers(2, 2_000))
    return f"{opening}{doing}{ending}（{count}步）" if lang == ZH else f"{opening} {doing} {ending} ({count} steps)"


def boosted_copy(text: str, rng: np.random.Generator) -> str:
    """Return an account's own copy of a boosted post: the same, in the other script, decorated, or added to."""
    draw = rng.random()
    if draw < 0.65:
        return text
    if draw < 0.78:
        return traditional(text)
    if draw < 0.9:
        return f"🔥 {text} ‼️"
    return f"{BOOST_REMARKS[int(rng.integers(len(BOOST_REMARKS)))]}：{text}"


def tracked(address: str, rng: np.random.Generator) -> str:
    """Return the same address as different share buttons write it."""
    host, _, path = address.removeprefix("https://").partition("/")
    token = int(rng.integers(10**8, 10**9))
    forms = (
        f"https://{host}/{path}?utm_source=plaza&utm_medium=share&utm_term={token}",
        f"https://m.{host}/{path}?from=singlemessage&isappinstalled=0",
        f"http://www.{host}/{path}/?share_token={token}",
        f"https://{host}/{path}?spm=a1.{token}#comments",
        f"https://{host}/{path}",
    )
    return forms[int(rng.integers(len(forms)))]
