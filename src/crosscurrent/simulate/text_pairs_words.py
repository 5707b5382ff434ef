"""Words of the generated text pairs: invented names in three languages, decoration, remarks, and how numbers are put.

No person, place, outlet or event here exists; hosts end in ``.example``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

LANGUAGES = ("zh", "en", "fr")
SUBJECTS = ("politics", "economy", "disasters", "sport")
#: Slots that hold numbers: a small one, thousands, millions of money, per cent, a date.
NUMBER_SLOTS = "nkmcd"
WORDINGS = 3

_PLACES = (
    "蓝汐港 Lindall|诺斯盖特 Northgate|马尔科 Malko|潮水镇 Tidewater|贝尔维克 Belwick|卡斯顿湾 Castonbay|"
    "多雷莫 Doremo|松岩 Pinerock|瓦尔登堡 Valdenburg|科尔塔 Colta|米雷索 Mireso|旧灯塔 Oldlight|"
    "鹿溪 Deercreek|塔兰托拉 Tarantola|霍尔姆 Holmstead|基尔南 Kilnan|罗萨拉 Rosala|布兰克福 Brankford|"
    "苏雷纳 Surena|盐原 Saltfield|格林港 Grenport|费尔多 Feldo|维斯马尔 Wismar Cove|佩特兰 Petlan|"
    "达里乌 Dariou|洛克米尔 Lochmere|桑塔维 Santavi|雾角 Fogcape|特伦巴 Tremba|云渡 Yundu"
)
_PEOPLE = (
    "奥德维克 Alderwick|林兆宇 Lin Zhaoyu|马尔贝克 Marbeck|苏菲·唐奈 Sophie Donnay|佐兰·佩特科 Zoran Petko|"
    "高敏仪 Gao Minyi|布里斯托 Bristow|卡米耶·罗兰 Camille Rolland|丹尼尔·霍尔特 Daniel Holt|"
    "陈启南 Chen Qinan|雷蒙·杜瓦 Raymond Duvoir|塔拉·维兹 Tara Viz|莫雷蒂 Moretti|周文锦 Zhou Wenjin|"
    "帕特里克·库恩 Patrick Kuhn|梅拉尼·博 Melanie Baud|格兰特 Grantham|许若澜 Xu Ruolan|"
    "维克多·萨恩 Victor Saan|诺拉·凯恩 Nora Kane|德拉克鲁 Delacru|韩立衡 Han Liheng|洛伦·帕克 Loren Parke|"
    "蒂博·马松 Thibaut Masson|贾斯敏·罗 Jasmine Rowe|方思远 Fang Siyuan|克罗夫特 Croft|里贝罗 Ribeiro|"
    "泽曼 Zeman|沃尔芙 Wolffe"
)


def _pairs(listed: str) -> tuple[dict[str, str], ...]:
    split = [entry.split(" ", 1) for entry in listed.split("|")]
    return tuple({"zh": zh, "en": latin, "fr": latin} for zh, latin in split)


def _with_parts(towns: tuple[dict[str, str], ...]) -> tuple[dict[str, str], ...]:
    """Add quarters of the towns after the towns themselves."""
    parts = (("东{}", "East {}", "{}-Est"), ("新{}", "New {}", "{}-le-Neuf"), ("{}山", "{} Hills", "{}-les-Monts"))
    named = [dict(zip(LANGUAGES, part, strict=True)) for part in parts]
    quarters = [{lang: part[lang].format(town[lang]) for lang in LANGUAGES} for part in named for town in towns]
    return (*towns, *quarters)


PLACES, PEOPLE = _with_parts(_pairs(_PLACES)), _pairs(_PEOPLE)
OPENERS = {
    "zh": ("突发！", "刚看到：", "转发周知，", "朋友圈都在传，", "早上好，", "说个事，", "【快讯】", "不敢相信，"),
    "en": (
        "Breaking: ",
        "Just in: ",
        "Heads up, ",
        "Saw this today. ",
        "Everyone is sharing this: ",
        "Wow. ",
        "NEWS | ",
    ),
    "fr": ("Alerte : ", "À l'instant : ", "Vu ce matin. ", "Tout le monde en parle : ", "Incroyable. ", "INFO | "),
}
ENDINGS = {
    "zh": (" 🔥🔥", "[吃瓜]", " #今日热点#", " https://n.example/z1", "！！", " @身边人", "😮", "大家怎么看？"),
    "en": (" 🔥", " #news", " https://n.example/e7", "!!", " @citydesk", " 😮", " Thoughts?", " 👇"),
    "fr": (" 🔥", " #actu", " https://n.example/f3", " !!", " @redaction", " 😮", " Qu'en pensez-vous ?", " 👇"),
}
REMARKS = {
    "zh": (
        "我住在附近，一点也不意外。", "说好的公开透明呢？", "希望有关部门给个说法。", "这几年日子真是越来越难了。",
        "转给家里老人看看。", "评论区别吵，先看完再说。", "我表哥就在那边上班，他也这么讲。", "小时候可不是这样的。",
        "等后续吧。", "有没有懂行的朋友出来解释一下？", "看完心里五味杂陈。", "先收藏，过几天再回来看。",
        "别的地方会不会也这样？", "媒体怎么都不报？",
    ),
    "en": (
        "I live around the corner and I am not surprised at all.", "So much for openness.",
        "Somebody should explain this.",
        "Life gets harder every year.", "Show this to your parents.", "Please read before you argue in the replies.",
        "My cousin works there and says the same.", "It was different when I was a child.", "Let us wait for more.",
        "Can anyone who knows the field tell us what it means?", "Mixed feelings after reading.",
        "Saving this for later.",
        "Could it happen elsewhere too?", "Why is no paper writing about it?",
    ),
    "fr": (
        "J'habite à deux pas et cela ne m'étonne pas.", "Et la transparence, alors ?", "Il faudrait une explication.",
        "La vie devient plus dure chaque année.", "Montrez ceci à vos parents.", "Lisez avant de vous disputer en bas.",
        "Mon cousin y travaille et dit la même chose.", "Dans mon enfance, c'était autre chose.", "Attendons la suite.",
        "Quelqu'un du métier peut-il nous éclairer ?", "Sentiments partagés après lecture.",
        "Je garde ça pour plus tard.",
        "Est-ce possible ailleurs aussi ?", "Pourquoi aucun journal n'en parle ?",
    ),
}  # fmt: skip
_SMALL = {
    "zh": "零 一 二 三 四 五 六 七 八 九 十 十一 十二",
    "en": "zero one two three four five six seven eight nine ten eleven twelve",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze",
}
_MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTHS_FR = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that can be said about an invented place.

    Attributes:
        name: Its identifier.
        wordings: Per language, ways to say it; the same index is a translation of the same wording.
        contrary: Per language, ways to contradict it.
    """

    name: str
    wordings: dict[str, tuple[str, ...]]
    contrary: dict[str, tuple[str, ...]]


@cache
def opinions() -> tuple[dict[str, str], ...]:
    """Return what people say of persons: each in one or more languages, none a wording of another."""
    text = resources.files(__package__).joinpath("text_pairs_opinions.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["opinion"])


@cache
def claims() -> tuple[Claim, ...]:
    """Return every claim, in a fixed order."""
    found = []
    for subject in SUBJECTS:
        text = resources.files(__package__).joinpath(f"text_pairs_{subject}.toml").read_text("utf-8")
        for entry in tomllib.loads(text)["claim"]:
            wordings = {lang: tuple(entry[lang]) for lang in LANGUAGES}
            contrary = {lang: tuple(entry[f"not_{lang}"]) for lang in LANGUAGES}
            found.append(Claim(entry["id"], wordings, contrary))
    return tuple(found)


#: Put in place of a number by those who do not state it.
VAGUE = {"n": {"zh": "好几", "en": "several", "fr": "plusieurs"}, "k": {"zh": "好多", "en": "many", "fr": "bien des"}}


def drawn(slot: str, random: np.random.Generator) -> int:
    """Draw what fills a slot: money in hundred thousands, per cent in halves, a date as month * 100 + day."""
    if slot == "d":
        return int(random.integers(1, 13)) * 100 + int(random.integers(1, 29))
    if slot == "k":
        return int(random.integers(12, 980)) * 100
    low, high = {"n": (3, 96), "m": (12, 950), "c": (6, 97)}[slot]
    return int(random.integers(low, high))


def written(slot: str, number: int, lang: str, style: float) -> str:
    """Put a number into words of a language; ``style`` (0 … 1) chooses among the customary forms.

    A negative number is left vague.

    Example:
        >>> written("k", 12400, "zh", 0.1), written("k", 12400, "fr", 0.1), written("m", 45, "zh", 0.9)
        ('1.24万', '12 400', '450万')
        >>> written("d", 301, "fr", 0.5), written("c", 25, "en", 0.1)
        ('1er mars', '12.5 percent')
    """
    if number < 0:
        return VAGUE[slot][lang]
    return {"n": _small, "k": _thousands, "m": _money, "c": _share, "d": _day}[slot](number, lang, style)


def _point(tenths: float, lang: str) -> str:
    text = f"{tenths:g}"
    return text.replace(".", ",") if lang == "fr" else text


def _small(number: int, lang: str, style: float) -> str:
    if number <= 12 and style < 0.3:
        return _SMALL[lang].split()[number]
    return _han(number) if lang == "zh" and style < 0.15 else str(number)


def _han(number: int) -> str:
    digits = _SMALL["zh"].split()
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{digits[tens]}十")
    return head + (digits[ones] if ones or not tens else "")


def _thousands(number: int, lang: str, style: float) -> str:
    if lang == "zh":
        return f"{number / 10000:g}万" if number >= 10000 and style < 0.5 else str(number)
    return f"{number:,}" if lang == "en" else f"{number:,}".replace(",", " " if style < 0.7 else "\u202f")


def _money(number: int, lang: str, style: float) -> str:
    if lang == "zh":
        return f"{number * 10}万" if number < 1000 or style < 0.5 else f"{number / 1000:g}亿"
    millions = _point(number / 10, lang)
    return f"{millions} million" + ("s" if lang == "fr" and number >= 20 else "")


def _share(number: int, lang: str, style: float) -> str:
    share = _point(number / 2, lang)
    if lang == "zh":
        return f"百分之{_han(number // 2)}" if number % 2 == 0 and style < 0.3 else f"{share}%"
    return f"{share} percent" if lang == "en" and style < 0.4 else f"{share}%" if lang == "en" else f"{share} %"


def _day(number: int, lang: str, style: float) -> str:
    month, day = divmod(number, 100)
    if lang == "zh":
        return f"{month}月{day}日"
    if lang == "fr":
        return f"{'1er' if day == 1 else day} {_MONTHS_FR[month - 1]}"
    return f"{_MONTHS_EN[month - 1]} {day}" if style < 0.6 else f"{day} {_MONTHS_EN[month - 1]}"
