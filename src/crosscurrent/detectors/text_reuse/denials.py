"""Whether one of two texts denies what it shares with the other, in what it adds beside it: "This is false: …".

Rules that compare what two texts say of one matter do not see this: the shared part is the same, and the denial says
nothing else. Read is what stands beside the shared part; it must point at it ("this", "the claim", a label before a
colon) or say that a claim which it repeats is false. A denial of something else does neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from crosscurrent.detectors.text_reuse import cues
from crosscurrent.detectors.text_reuse.passages import Span

#: So many sentences on either side of the shared part are beside it.
_BESIDE = 2
#: Where passages meet by chance, this many characters of a denial may lie inside the shared part.
_BLURRED = 3
#: Stands where a sentence goes on into the shared part, without any sign between: its last word is no label.
_GOES_ON = "_"
#: A sentence repeats a claim if it has so many of its words, or pairs of Han characters.
_REPEATED = 2
#: Longer pieces are no sentences.
_LONGEST = 300

_SENTENCE = re.compile(r"(?<=[.!?…;])(?=\s|$)|(?<=[。！？…；])|\n+")
_LETTER = re.compile(r"\w")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_STOP = re.compile(r"[:：!！。.?？,，;；\s]")
_QUESTION = re.compile(r"[?？]|(?:吗|么|呢|真的假的)\W*$")
_I = re.IGNORECASE

#: A word that begins with one of these, or one of the characters, stands in whatever the patterns below match; looking
#: for them costs a tenth of the patterns.
_STEM = 4
_STEMS = frozenset(
    (
        "accu", "arri", "avér", "base", "basi", "beli", "canu", "corr", "croy", "debu", "deni", "deny", "disi", "dism",
        "doct", "déme", "dési", "evid", "exac", "exis", "fabr", "fact", "fake", "fall", "fals", "faus", "faux", "happ",
        "hoax", "impo", "inco", "indi", "inex", "info", "into", "inve", "lie", "lies", "lieu", "made", "mens", "misi",
        "misl", "mont", "myth", "nons", "occu", "phot", "preu", "proo", "real", "refu", "rume", "rumo", "réel", "réfu",
        "stag", "subs", "such", "take", "took", "trom", "true", "trus", "trut", "unfo", "untr", "vrai", "véri", "wron",
    )
)  # fmt: skip
_SIGNS = frozenset("谣假虚实捏伪编误胡真没无信否清")
_WORD = re.compile(r"\w+")

#: Not a denial, or the denial of one.
_CONFIRMS = re.compile(
    r"\b(?:not|no|never|n['’]t) (?:an? |just |some |all )?(?:rumou?rs?|hoax|fake|false|lies?|joke|myth|misinformation"
    r"|untrue|wrong)\b|\bisn['’]t (?:an? )?(?:rumou?r|hoax|fake|false|lie|joke|wrong)\b"
    r"|fact[- ]?check\w*\W+(?:\w+\W+){0,2}?(?:true|correct|accurate|vrai)\b|\bdebunk\w* (?:that )?(?:myth|denial)"
    r"|\b(?:not|never|n['’]t|cannot|yet to|without) (?:\w+ )?den(?:y|ied|ying)\b"
    r"|\b(?:nobody|no one|none) (?:\w+ )?den(?:y|ies|ied)\b"
    r"|\bsans démentir\b|\bpas (?:été )?démenti|\bpersonne n['’](?:a démenti|e dément)"
    r"|\bpas (?:une? |des |de la |du |d['’])?(?:rumeur|intox|infox|faux|fausse|fake|canular|mensonge|blague"
    r"|hoax|démenti)"
    r"|(?:不是|并非|绝非|并不是|非)(?:一?[个条则]|什么)?(?:谣|假|虚假|造谣)|不[信传造]谣|(?:没有?|并未|未|无法|不)否认"
    r"|不是不|不得不信|不假",
    _I,
)

_CLAIM_EN = (
    r"(?:claims?|stor(?:y|ies)|rumou?rs?|reports?|posts?|messages?|videos?|news|statements?|allegations?|articles?"
    r"|information)"
)
_IT_EN = r"(?:this|that|it|all of (?:this|it))"
_NAMED_EN = (
    rf"(?:th(?:is|at|ese|ose) {_CLAIM_EN}|the (?:above|below|following)"
    rf"|the {_CLAIM_EN}(?: above| below| (?:that is )?(?:going around|circulating))?)"
)
_THIS_EN = rf"(?:{_IT_EN}|{_NAMED_EN})"
_IS_EN = (
    r"(?:['’]s| is| are| was| were| has been| have been)"
    r"(?: (?:simply|completely|totally|entirely|absolutely|utterly|all|just|an?|total|complete|pure|clearly|known to be"
    r"|proven|outright|another|yet))*"
)
#: After what somebody did, "this is wrong" and "a total lie" speak of what was done or promised, not of the text.
_ANGRY_EN = r"(?:lies?|(?:wrong|nonsense)(?! that))"
_FALSE_EN = (
    r"(?:false|fake(?: news)?|untrue|not (?:at all )?true|hoax|incorrect|misinformation|disinformation"
    r"|fabricated|a fabrication|made up|invented|debunked|rumou?rs?|misleading|baseless|unfounded"
    r"|photoshopped|doctored|staged)"
)
_WRONG_EN = rf"(?:{_FALSE_EN}|{_ANGRY_EN})"
_ENDS = (
    r"(?=\s*(?:$|[^\w\s]|(?:that|and|but|so|according|says?|said|please|officials?|police|selon|que|et|mais|dit"
    r"|d['’]après)\b))"
)
_OPENS_EN = r"(?:^(?:_ )?|\b(?:says?|said|warns?|confirms?|confirmed|that|but|and)|[:,;–—-])\s*\W*"
_VERDICT = re.compile(
    # English: this is false; False: …; do not believe this; this never happened; officials deny this
    rf"{_OPENS_EN}(?:(?:{_IT_EN}{_IS_EN} {_FALSE_EN}|{_NAMED_EN}{_IS_EN} {_WRONG_EN})\b{_ENDS}"
    rf"|{_IT_EN} (?:was|were|has been|have been) debunked\b"
    rf"|{_THIS_EN} (?:is|are|was|were)(?:n['’]t| not) (?:at all )?(?:true|real|correct|accurate)\b)"
    r"|\bfact[- ]?check\w*\W+(?:as )?(?:mostly )?(?:false|fake|untrue|incorrect|misleading)\b"
    rf"|\bturn(?:s|ed) out to be (?:an? )?{_FALSE_EN}\b{_ENDS}"
    r"|^\W*(?:false|fake(?: news)?|hoax|debunked|myth|untrue|not true|misinformation|disinformation"
    r"|fact[- ]?check(?:ed|ing)?|rumou?rs? (?:alert|control|check)|misleading"
    rf"|(?:an? )?(?:false|fake) {_CLAIM_EN})(?: alert| warning)?\s*(?:[:!.–—-]|$)"
    r"|\b(?:do not|don['’]t|never) (?:believe|trust|fall for) (?:this|it|that|these|the )"
    r"|(?:^(?:_ )?|[,:;] ?)\W*(?:this|that|it) (?:never|did not|didn['’]t|has not|hasn['’]t)(?: ever| actually)?"
    r" (?:happen\w*|took place|taken? place|occur\w*)\b|\bno such thing (?:ever )?(?:happened|exists?|was said)\b"
    rf"|\bno (?:truth|basis|substance|evidence|proof) (?:to|for|in) {_THIS_EN}\W*$"
    r"|\bno (?:evidence|truth|proof|indication)(?: to the claim)? that[\W_]*$"
    r"|\bit (?:is|was)(?: simply| just)? (?:false|untrue|not true|a lie|a myth|incorrect) that[\W_]*$"
    rf"|\b(?:den(?:y|ies|ied)|debunk(?:s|ed)?|refut(?:es?|ed)|dismiss(?:es|ed)?)(?: (?:{_THIS_EN}|that|as false))*"
    r"(?: (?:they|he|she|we))?[\W_]*$"
    # … which the shared part is the subject of: [the story that] the ferry sank is a hoax
    rf"|^(?:_ )?(?:is|was|are|were)(?: (?:simply|completely|totally|entirely|all|just|an?|total|complete|pure))*"
    rf" {_WRONG_EN}\b{_ENDS}|^_ (?:is|was|are|were|has been) (?:denied|debunked|refuted)(?: by\b|\W*$)"
    r"|^_ an? (?:false|fake) (?:claim|story|rumou?r|report)\W*$|\bthere (?:is|are|was|were) no such \w+\W*$",
    _I,
)
_CLAIM_FR = (
    r"(?:infos?|informations?|nouvelles?|rumeurs?|histoires?|affirmations?|messages?|publications?|vidéos?|photos?"
    r"|allégations?|articles?)"
)
_ANGRY_FR = r"(?:mensonges?|n['’]importe quoi)"
_FALSE_FR = (
    r"(?:faux|fausses?(?: informations?| nouvelles?| infos?| rumeurs?)?|intox|infox|fake(?: news)?|mensong[eè]re?s?"
    r"|canulars?|rumeurs?(?: infondées?)?|désinformation|infondée?s?|inexacte?s?|inventée?s?|inventions?"
    r"|trompeu\w+|hoax|montages?)"
)
_WRONG_FR = rf"(?:{_FALSE_FR}|{_ANGRY_FR})"
_OPENS_FR = r"(?:^(?:_ )?|\b(?:que|mais|et)|[:,;–—-])\s*\W*"
_IT_FR = r"(?:c['’](?:est|était)|(?:ceci|cela|ça|tout (?:ceci|cela|ça)) (?:est|était|sont|étaient))"
_NAMED_FR = rf"(?:cet|cette|ce|ces|l['’]|la|les) ?{_CLAIM_FR}(?: (?:est|était|sont|étaient)|,? c['’](?:est|était))"
_VERY_FR = (
    r"(?: (?:totalement|complètement|tout|simplement|entièrement|absolument|une?|du|de la|des|juste|encore|donc"
    r"|clairement|pure?))*"
)
_VERDICT_FR = re.compile(
    rf"{_OPENS_FR}(?:{_IT_FR}{_VERY_FR} {_FALSE_FR}|{_NAMED_FR}{_VERY_FR} {_WRONG_FR}){_ENDS}"
    r"|^\W*(?:faux|fausses?(?: (?:informations?|nouvelles?|infos?|rumeurs?|alertes?))?|intox|infox|canular"
    r"|démenti|désinformation|vérification(?: des faits)?|fact[- ]?check\w*)\s*(?:[:!.–—-]|$)"
    r"|\bne croyez pas (?:ceci|cela|ça|cette|cet|ce|ces)\b|\bn['’]y croyez pas\b"
    r"|\b(?:ce n['’]est|c['’]est|cela n['’]est|ceci n['’]est) pas (?:du tout )?(?:vrai|exact|réel|avéré)\b"
    r"|\b(?:cela|ça|ceci|rien de tel) n['’](?:a|est|a été) ?(?:jamais|pas) (?:eu lieu|arrivé|existé)"
    r"|\bil (?:est|serait) faux (?:de dire |d['’]affirmer )?qu(?:e|['’])[\W_]*$|\baucune preuve qu(?:e|['’])[\W_]*$"
    r"|\b(?:dément(?:ent)?|(?:a|ont) démenti|réfute(?:nt)?|(?:a|ont) réfuté)"
    rf"(?: (?:(?:cette|ces|cet|ce|l['’]|la|les) ?{_CLAIM_FR}|cela|ceci|que|qu['’]))?[\W_]*$"
    rf"|\brumeurs? selon (?:laquelle|lesquelles)[\W_]*$|^(?:_ )?(?:est|sont|était|étaient)"
    rf"(?: (?:totalement|tout|une?|des|de la))* {_WRONG_FR}{_ENDS}"
    r"|^(?:_ )?\W*démentie?s? par\b|^_ fausses? (?:informations?|nouvelles?|infos?|rumeurs?)\W*$",
    _I,
)
#: Denials before the shared part only: "This is a lie! …", "Wrong: …".
_ANGRY = re.compile(
    rf"{_OPENS_EN}{_IT_EN}{_IS_EN} {_ANGRY_EN}\b{_ENDS}|{_OPENS_FR}{_IT_FR}{_VERY_FR} {_ANGRY_FR}{_ENDS}"
    r"|^\W*(?:lies?|wrong|mensonges?)(?: alert| warning)?\s*(?:[:!.–—-]|$)",
    _I,
)
_FALSE_ZH = (
    "(?:谣言|谣传|假的|假消息|假新闻|虚假(?:信息|消息|新闻|内容)?|不实(?:信息|消息|传言|言论|内容)?|不属实|造谣|虚构|捏造|伪造的?"
    "|编造的?|子虚乌有|误传|胡说八道|不是真的)"
)
#: What a text tells: these people's promises that are false are none of it.
_CLAIM_ZH = "(?:消息|说法|传言|传闻|信息|内容|视频|报道|新闻|帖子?|文章|言论|图片?|照片|截图)"
_REST_ZH = "[^，,。！!；;：:]"
_VERDICT_ZH = re.compile(
    rf"(?:(?:上述|以上|以下|网传){_REST_ZH}{{0,6}}?|(?:这|此|该|那)(?:{_REST_ZH}{{0,6}}?{_CLAIM_ZH}{_REST_ZH}{{0,3}}?"
    r"|一?[些个条则篇段切]?|[件回]?事情?)(?:完全|根本|简直|显然|明显|肯定)?)"
    rf"(?:(?:都|全|就)?是|系|为|属于?|纯属)?{_FALSE_ZH}"
    rf"|^\W*(?:全是|都是|又是|系|均?为|属于?|纯属|是|完全是|(?:已|均)?被?(?:证实|查实)(?:是|为|系))?{_FALSE_ZH}了?\W*$"
    rf"|^\W*(?:(?:网络)?辟谣|事实核查|谣言粉碎|网络谣言|{_FALSE_ZH})\s*[】\]]?\s*[：:！!]"
    "|^.{0,8}(?:没有?(?:这|那)[回么件码]*事|没这回事|(?:查)?无此事)|^\\W*(?:大家|请|千万)?(?:别|不要|切勿|勿)(?:相?信|轻信)"
    "(?:了|这|此|该|：|:|！|!|。|，|$)"
    rf"|^(?:_ |\W*){_CLAIM_ZH}(?:(?:都|全)?是|系|为|属|纯属)?{_FALSE_ZH}\W*$|^_ (?:谣言|谣传|假消息|假新闻)\W*$"
    rf"|^_ (?:全是|都是|又是|系|均?为|属于?|纯属|是|完全是|(?:已|均)?被?(?:证实|查实)(?:是|为|系)){_FALSE_ZH}了?\W*$"
    "|^[^对就]{0,14}(?:否认|辟谣|澄清)了?(?:此事|该(?:消息|说法|传言)|这[一个则条]*(?:消息|说法|传言)"
    "|上述(?:消息|说法|传言)|传闻|传言)?[\\W_]*$"
)
_REPEATS = re.compile(
    rf"\b{_CLAIM_EN}\b.*\b{_WRONG_EN}\b|\b(?:false|fake|baseless|unfounded|debunked) {_CLAIM_EN}\b"
    rf"|\b{_CLAIM_FR}\b.*\b{_WRONG_FR}\b|\bfausses? {_CLAIM_FR}\b|(?:传言|消息|说法|网传|传闻|信息).*{_FALSE_ZH}",
    _I,
)


def added(a: str, b: str, found: Sequence[Span]) -> tuple[bool, bool]:
    """Return whether exactly one, and whether each, of two texts denies what they share, in what it adds to it.

    Args:
        a: One text, as written.
        b: The other.
        found: Passages they share.

    Returns:
        (one denies beside the shared part and the other nowhere; both deny).

    Example:
        >>> added("The dam cracked.", "This is false: The dam cracked.", [Span(0, 16, 15, 31)])
        (True, False)
        >>> added("The dam cracked.", "I sold a fake watch. The dam cracked.", [Span(0, 16, 21, 37)])
        (False, False)
    """
    if not found:
        return False, False
    first, last = min(span.start_a for span in found), max(span.end_a for span in found)
    shared = a[first:last]
    part_a = _parts(a, first, last)
    part_b = _parts(b, min(span.start_b for span in found), max(span.end_b for span in found))
    anywhere = [_denies(part, shared) for part in (part_a, part_b)]
    if all(anywhere):
        return False, True
    near = (here and _denies(_beside(part), shared) for here, part in zip(anywhere, (part_a, part_b), strict=True))
    return any(near), False


def _parts(text: str, first: int, last: int) -> tuple[list[str], list[str]]:
    """Return the sentences before and after the shared part, without what holds no word."""
    if not _may_deny(f"{text[: first + _BLURRED]} {text[max(0, last - _BLURRED) :]}"):
        return [], []
    before, after = _sentences(text[: _forward(text, first)]), _sentences(text[_back(text, last) :])
    if before and _LETTER.match(text[:first].rstrip()[-1:]):
        before[-1] = f"{before[-1]} {_GOES_ON}"
    if after and _LETTER.match(text[last:].lstrip()[:1]):
        after[0] = f"{_GOES_ON} {after[0]}"
    return before, after


def _may_deny(text: str) -> bool:
    return not _SIGNS.isdisjoint(text) or any(word[:_STEM] in _STEMS for word in _WORD.findall(text.lower()))


def _forward(text: str, first: int) -> int:
    """Return where a word or label ends that a shared passage begins inside of."""
    if first == 0:
        return 0
    stop = _STOP.search(text, first, first + _BLURRED)
    inside = _LETTER.match(text, first - 1) and _LETTER.match(text, first)
    return stop.end() if inside and stop else first


def _back(text: str, last: int) -> int:
    """Return where a word begins that a shared passage ends inside of."""
    if last >= len(text) or not (_LETTER.match(text, last) and _LETTER.match(text, last - 1)):
        return last
    for place in range(last - 1, max(0, last - _BLURRED) - 1, -1):
        if _STOP.match(text, place):
            return place + 1
    return last


def _sentences(text: str) -> list[str]:
    pieces = (piece.strip() for piece in _SENTENCE.split(text))
    return [piece for piece in pieces if _LETTER.search(piece) and len(piece) <= _LONGEST]


def _beside(parts: tuple[list[str], list[str]]) -> tuple[list[str], list[str]]:
    return parts[0][-_BESIDE:], parts[1][:_BESIDE]


def _denies(parts: tuple[list[str], list[str]], shared: str) -> bool:
    return any(_is_denial(sentence, shared, after=after) for after, part in enumerate(parts) for sentence in part)


def _is_denial(sentence: str, shared: str, *, after: int) -> bool:
    if not _may_deny(sentence) or _QUESTION.search(sentence) or _CONFIRMS.search(sentence):
        return False
    if _VERDICT.search(sentence) or _VERDICT_FR.search(sentence) or (not after and _ANGRY.search(sentence)):
        return True
    if _HAN.search(sentence) and _VERDICT_ZH.search(sentence):
        return True
    return _REPEATS.search(sentence) is not None and len(cues.content(sentence) & cues.content(shared)) >= _REPEATED
