"""Names in texts, and whether two texts name the same: in one script by spelling, between Han and Latin by sound."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

#: Characters with which Chinese writes foreign names, under the consonants they stand for. Voiced and voiceless, l and
#: r, all sibilants count as one, because the transcriptions do not keep them apart; h and vowels are left out.
_SOUNDS = {
    "P": "巴贝比彼波伯博布普帕佩皮珀保鲍包拜柏伯泊芭蓓", "PN": "班本宾邦庞彭潘",
    "T": "达德戴迪蒂杜多特塔泰陶托图提代岱道妲黛", "TN": "丹邓顿登坦汤廷唐敦丁滕腾田通",
    "K": "加盖戈格古哥卡凯科克库基考柯奎夸葛", "KN": "甘冈根金坎康肯孔昆",
    "M": "马玛迈麦梅米密莫默穆姆毛美", "MN": "曼蒙门明芒",
    "N": "纳娜奈内尼诺努妮恩安昂因翁", "NN": "南宁农楠",
    "L": "拉莱劳勒雷里利莉丽列洛罗鲁卢露吕尔蕾璐萝", "LN": "琳林伦隆兰朗莲廉仑龙",
    "S": "萨塞赛斯苏索席西锡希谢兹泽茨扎祖佐齐查切奇乔朱茱吉杰贾沙夏舍施什舒绍肖薛", "SN": "桑森孙辛圣珍简詹申香尚琼松",
    "F": "法菲费弗福夫佛瓦维威韦沃伍魏薇芙", "FN": "芬范冯温文梵",
    "": "阿艾埃爱奥欧伊依尤约亚雅耶叶乌哈海赫胡霍豪休惠", "N ": "亨汉洪杨扬",
}  # fmt: skip
_SOUND = {char: sound.strip() for sound, chars in _SOUNDS.items() for char in chars}
_RUN = re.compile(f"[{''.join(_SOUND)}](?:[{''.join(_SOUND)}·]*[{''.join(_SOUND)}])")
#: Ordinary words whose characters also spell names.
_ORDINARY = re.compile(
    "马拉松|比赛|巴士|比特|里面|安全|特别|道理|马上|什么|多少|内部|明白|通道|加油|文明|西南|东南|美金|基本|根本"
    "|本来|代理|通达|图文"
    "|多里|美丽|保安|加班|斯文|里头|内里|基金|保守|西安|南海|海南|上海|海里|文本|苏维埃|沙发|吉他|奥运|马达"
    "|卡拉|拉面|米勒"
    "|特色|图书|通过|达到|多名|多个|多次|多年|多人|古代|因此|南部|南方|加上|加强|加入|大道|一道|道路|难道|知道"
    "|报道|夏天|安静"
)
_LATIN_WORD = re.compile(r"[^\W\d_][\w'’\-]*", re.UNICODE)
_ELIDED = re.compile(r"^(?:[lLdDnNsSjJcCmMtT]|[qQ]u)['’]")
_ENDS_SENTENCE = re.compile(r"[.!?:;…»\"“”|\n]\s*[»\"”)]*\s*$|^\s*$")
_SILENT_R = re.compile("(?<=[aeiou])r(?=[^aeiouyr])")
_SOFT = re.compile("[eiy]")
_LATIN_SOUNDS = (
    ("sch", "S"), ("tch", "S"), ("ch", "S"), ("sh", "S"), ("zh", "S"), ("ph", "F"), ("th", "T"), ("ck", "K"), ("qu",
    "K"),
    ("gn", "N"), ("wh", "F"), ("gh", "K"),
)  # fmt: skip
_LETTER = {
    **dict.fromkeys("bp", "P"), **dict.fromkeys("dt", "T"), **dict.fromkeys("kqg", "K"), **dict.fromkeys("fvw", "F"),
    **dict.fromkeys("szjç", "S"), **dict.fromkeys("lr", "L"), "m": "M", "n": "N", "x": "KS",
}  # fmt: skip
_ALIKE, _ALIKE_INSIDE, _LEAST_SOUNDS, _LEAST_LETTERS, _MOST_NAMES = 0.74, 0.88, 2, 3, 24
_LONGEST = 2_000
#: A word beside so many others or more, itself among them, and alone in less than this share, is a part of names.
_BESIDE, _SELDOM_ALONE = 5, 0.3
#: Capitalised in English, and read as dates already.
_CALENDAR = frozenset((
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """Names of one text.

    Attributes:
        latin: Capitalised words inside sentences, without accents, in lower case; each with the first word of the
            name it belongs to (Sophie Donnay is one name).
        opening: Capitalised words at the beginning of sentences: names only if they are elsewhere.
        plain: Words that are not capitalised.
        han: Runs of characters that transcribe foreign names.
    """

    latin: dict[str, str]
    opening: dict[str, str]
    plain: frozenset[str]
    han: frozenset[str]


def named(text: str) -> Named:
    """Return what looks like a name in a text.

    Example:
        >>> sorted(named("Mayor Sophie Donnay said no. Lindall agrees").latin.items())
        [('donnay', 'sophie'), ('sophie', 'sophie')]
        >>> sorted(named("马尔贝克昨天在多雷莫说").han)
        ['多雷莫', '马尔贝克']
    """
    latin: dict[str, str] = {}
    opening: dict[str, str] = {}
    plain: set[str] = set()
    head, ends, words = "", -2, 0
    for match in _LATIN_WORD.finditer(text[:_LONGEST]):
        word = _ELIDED.sub("", match[0])
        words += 1
        bare = _bare(word)
        if not word[:1].isupper():
            plain.add(bare)
            continue
        begins = _ENDS_SENTENCE.search(text, max(0, match.start() - 6), match.start()) is not None
        head = head if match.start() == ends + 1 and not begins and head in latin else bare
        ends = match.end()
        if len(bare) >= _LEAST_LETTERS:
            (opening if begins else latin)[bare] = head if head in latin or not begins else bare
    if words and len(latin) > 0.5 * words + 1:  # a headline in capitals names nobody in particular
        latin = {}
    han = set(_RUN.findall(_ORDINARY.sub(" ", text)))
    return Named(latin, opening, frozenset(plain), frozenset(sorted(han)[:_MOST_NAMES]))


@lru_cache(maxsize=1 << 16)
def _bare(word: str) -> str:
    word = word.casefold().removesuffix("'s").removesuffix("’s")
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


def settle(texts: Sequence[Named]) -> list[dict[str, str]]:
    """Return the Latin names of each text: those inside sentences, and first words that are names elsewhere.

    What is as often written without a capital is no name: "Heads up, Sleep well" does not name Sleep.
    """
    capital = Counter(word for text in texts for word in text.latin)
    plain = Counter(word for text in texts for word in text.plain)
    known = {word for word, count in capital.items() if count > plain[word]}
    return [{word: head for word, head in (text.opening | text.latin).items() if word in known} for text in texts]


def particular(texts: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Leave out what is part of many names and no name itself: the Hospital of one town is not that of another.

    A word is left out that stands beside at least four others and seldom alone: Central, Hospital, Bank, East. So are
    months and days of the week.

    Example:
        >>> towns = ("malko", "colta", "lindall", "feldo")
        >>> listed = particular([{town: town, "dairy": town} for town in towns] + [{"colta": "colta"}])
        >>> listed[0], listed[1] == listed[4]
        ({'malko': 'malko'}, True)
    """
    beside: dict[str, set[str]] = {}
    alone: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for latin in texts:
        joined = Counter(latin.values())
        for word, head in latin.items():
            count[word] += 1
            alone[word] += joined[head] == 1
            if joined[head] > 1:
                beside.setdefault(word, set()).update(other for other in latin if latin[other] == head)
    part = _CALENDAR.union(
        word for word, others in beside.items() if len(others) >= _BESIDE and alone[word] < _SELDOM_ALONE * count[word]
    )
    return [_without(latin, part) for latin in texts]


def _without(latin: dict[str, str], part: frozenset[str]) -> dict[str, str]:
    if part.isdisjoint(latin):
        return latin
    kept: dict[str, str] = {}
    heads: dict[str, str] = {}
    for word, head in latin.items():
        if word not in part:
            kept[word] = heads.setdefault(head, word if head in part else head)
    return kept


@lru_cache(maxsize=1 << 16)
def sound_of_latin(word: str) -> str:
    """Return the consonants of a name in Latin letters.

    Example:
        >>> sound_of_latin("trudeau"), sound_of_latin("alderwick"), sound_of_latin("poilievre")
        ('TLT', 'LTLFK', 'PLFL')
    """
    sounds, place = [], 0
    while place < len(word):
        for letters, sound in _LATIN_SOUNDS:
            if word.startswith(letters, place):
                sounds.append(sound)
                place += len(letters)
                break
        else:
            letter = word[place]
            soft = letter == "c" and _SOFT.match(word, place + 1)
            sounds.append("S" if soft else "K" if letter == "c" else _LETTER.get(letter, ""))
            place += 1
    joined = "".join(sounds)
    return re.sub(r"(.)\1+", r"\1", joined)


@lru_cache(maxsize=1 << 16)
def sound_of_han(run: str) -> str:
    """Return the consonants a run of characters transcribes.

    Example:
        >>> sound_of_han("特鲁多"), sound_of_han("奥德维克"), sound_of_han("波利耶夫")
        ('TLT', 'TFK', 'PLF')
    """
    return re.sub(r"(.)\1+", r"\1", "".join(_SOUND.get(char, "") for char in run))


@lru_cache(maxsize=1 << 16)
def sounds_alike(latin: str, run: str) -> bool:
    """Return whether a Latin name may be what a run of Han characters, or a part of it, transcribes.

    Example:
        >>> sounds_alike("trudeau", "特鲁多"), sounds_alike("poilievre", "波利耶夫"), sounds_alike("lindall", "马尔科")
        (True, True, False)
    """
    # An r that is not spoken before a consonant is not transcribed either: Carney is 卡尼.
    wanted = {sound_of_latin(latin), sound_of_latin(_SILENT_R.sub("", latin))}
    heard = [sound_of_han(part) for part in (run, *run.split("·"))]
    return any(_near(one, part) for one in wanted if len(one) >= _LEAST_SOUNDS for part in heard)


def _near(wanted: str, heard: str) -> bool:
    if len(heard) < _LEAST_SOUNDS:
        return False
    if min(len(wanted), len(heard)) == _LEAST_SOUNDS:  # two consonants are shared by too many
        return wanted == heard
    return Indel.normalized_similarity(wanted, heard) >= (_ALIKE if wanted[0] == heard[0] else _ALIKE_INSIDE)


def shared_by_sound(latin: Iterable[str], runs: frozenset[str]) -> frozenset[str]:
    """Return the Latin names that some run of Han characters transcribes."""
    return frozenset(name for name in latin if any(sounds_alike(name, run) for run in runs))
