"""In what two texts differ that otherwise tell the same: negation, fact-check, numbers, quotation, names, length.

An encoder puts a denial beside the rumour it denies. These rules keep the two apart, in Chinese, English and French;
they read words, not sentences, so what they mark is shown to a person as a difference and never hidden.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from crosscurrent.actions.normal_text import weight
from crosscurrent.detectors.text_reuse import cues, figures, names
from crosscurrent.detectors.text_reuse.encoder import plain_words
from crosscurrent.detectors.text_reuse.hints import Hints, hints
from crosscurrent.model.text import DIFFERENCES

#: Any of these keeps two texts apart.
CONTRARY = frozenset(("negation", "fact_check", "numbers"))
#: Beyond this, one of two texts says so much more that the rest is an addition.
_MUCH_LONGER = 1.6
#: Rules read so many characters of a text.
_LONGEST = 4_000
#: So few characters that transcribe a name may be another word.
_SHORT_RUN = 2

_I = re.IGNORECASE


@dataclass(frozen=True, slots=True)
class Rules:
    """Words that tell of negation and checking in one language.

    Attributes:
        not_negation: Read first and taken away: phrases with a negating word that deny nothing.
        strong: Denies the main claim.
        any: Negates something; where both texts have it, neither denies the other.
        check: Says of a claim that it is false or was checked.
        opposite: Pairs of words of which one denies the other.
    """

    not_negation: re.Pattern[str]
    strong: re.Pattern[str]
    any: re.Pattern[str]
    check: re.Pattern[str]
    opposite: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]


def _opposites(flags: int, *listed: tuple[str, str]) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((re.compile(one, flags), re.compile(other, flags)) for one, other in listed)


_EN = Rules(
    not_negation=re.compile(
        r"\bnot (?:only|just|merely|least)\b|\bno (?:doubt|matter|wonder|longer|more|later than|fewer than|less than)\b"
        r"|\bnot to mention\b|\bif not\b|\bwhy not\b|\bno\. ?\d|\bwhether or not\b|\bnot until\b|\bnothing but\b"
        r"|\bcan(?:not|'t|’t) wait\b|\bno less\b|\bnever before\b|\bnot (?:a|one|any) \w+ to be had\b|\bor not\b"
        r"|\bnever (?:\w+ ){1,3}again\b|\bnot (?:\w+ )?(?:yet|been (?:found|seen|heard))\b|\bno (?:reason"
        r"|comment|one says|date|injur\w+|casualt\w+)\b|\b(?:says?|is) it'?s? no\b",
        _I,
    ),
    strong=re.compile(
        r"\b(?:did|does|do|has|have|had|is|are|was|were|will|would) (?:not|never)\b(?! know| say)"
        r"|\b(?:did|does|do|has|have|had|is|are|was|were|wo|would)n['’]t\b(?! know| say)"
        r"|\bnever\b|\bno such\b|\bthere (?:is|are|was|were) no\b|(?:^|[.:;!?] )no,? |(?:^|[.:;!?] )no \w+ \w+"
        r"|(?:^|[.:;!?] )nothing was\b|\bnone of\b|\bno evidence\b|\bneither\b",
        _I,
    ),
    any=re.compile(
        r"\b(?:not|never|no|none|nobody|nothing|neither|nor|cannot|without|nowhere|hardly|stops?|stopped|skip\w*)\b"
        r"|n['’]t\b|\bun(?:able|true|founded)\b|\b(?:fail|refus|reject|den|lack)\w*",
        _I,
    ),
    check=re.compile(
        r"\bfact[- ]?check\w*|\bdebunk\w*|\bhoax\w*|\bfake news\b|\bmis-?information\b|\bdis-?information\b"
        r"|\bmisleading\b"
        r"|\b(?:is|are|was|were|be|as|it'?s) (?:completely |entirely |simply |all )?(?:false|fake|untrue"
        r"|fabricated|staged"
        r"|made up|invented|a forgery|a fabrication|wrong|a mistake|an? \w+ invention|doctored|baseless)\b"
        r"|\b(?:false|fake|baseless|unfounded) (?:claim|report|rumou?r|story|news|post|video|picture)\w*"
        r"|(?:^|[.!?] )(?:false|fake|wrong|untrue)\s*[:.!]|\brumou?rs?\b|\bden(?:y|ies|ied)\b|\brefut\w+|\bmyth\b"
        r"|\bclarif(?:y|ies|ied)\b|\bis not true\b|\bisn['’]t true\b|\buntrue\b|\bunconfirmed\b|\bforger(?:y|ies)\b"
        r"|\b(?:video|photo|picture|chart|image) (?:of .{0,60} )?(?:is|was|are) (?:old|from|shot|years"
        r"|\w+ years old)\b",
        _I,
    ),
    opposite=_opposites(
        _I, (r"\bclosed?s?\b(?= on| from|,|\.|$)", r"\bopen(?:s|ed)?\b"), (r"\bbanned\b", r"\ballowed\b"),
        (r"\b(?:rose|rises?|up|increase\w*|climb\w*)\b", r"\b(?:fell|falls?|down|decrease\w*|drop(?:s|ped)?)\b"),
        (r"\b(?:won|wins?|beat)\b", r"\b(?:lost|loses?)\b"), (r"\bguilty\b", r"\b(?:acquitted|cleared|innocent)\b"),
        (r"\b(?:sign(?:s|ed)|approv\w+|adopt\w+)\b", r"\b(?:cancel\w*|refus\w+|reject\w+|dropp?ed|abandon\w*)\b"),
        (r"\baccused\b", r"\bclear(?:s|ed)\b"),
    ),
)  # fmt: skip
_FR = Rules(
    not_negation=re.compile(
        r"\bnon seulement\b|\bpas (?:seulement|que)\b|\bsans (?:doute|aucun doute)\b|\bn['’ ]?e? ?\w+ que\b"
        r"|\bpourquoi pas\b"
        r"|\bpas moins de\b|\bpas (?:plus )?tard\b|\bne (?:\w+ )?(?:\w+ )?que\b|\bn['’]\w+ (?:\w+ )?que\b|\bsinon\b"
        r"|\bpas à pas\b|\bpas mal\b|\bn['’]empêche\b|\bplus que jamais\b|\bn['’]est-ce pas\b|\baucun blessé\b"
        r"|\b(?:ne |n['’])\w+ plus jamais\b|\bcomme jamais\b|\bdu jamais vu\b|\baucune (?:raison|date)\b"
        r"|\bpas de doute\b|\brien (?:que|de tel)\b",
        _I,
    ),
    strong=re.compile(
        r"\b(?:n['’]|ne )(?:\w+['’ ]){0,3}?(?:pas|jamais|aucune?|nullement|point)\b"
        r"|\b(?:n['’]|ne )(?:\w+['’ ]){0,3}?(?:plus|rien)\b(?= (?:été|eu|changé|lieu))"
        r"|(?:^|[.:;!?] )(?:aucune?|pas de|non,)\b|\bil n['’]y a (?:ni|pas|aucun)|\brien n(?:e|['’])\b"
        r"|\bni \w+.{0,40}\bni\b",
        _I,
    ),
    any=re.compile(
        r"\b(?:ne|pas|jamais|aucune?s?|rien|personne|sans|ni|non|nul(?:le)?|plus (?:de|un|une|du|potable))\b|\bn['’]"
        r"|\b(?:refus|rejet|échou)\w*|\bimpossible\w*",
        _I,
    ),
    check=re.compile(
        r"(?:^|[.!?] )(?:faux|fausse|intox|infox|trompeur|trompeuse|vérification|désinformation|fact[- ]?check\w*)\b"
        r"|\bdésinformation\b|\binfox\b|\bintox\b(?!ication)|\bcanular\w*|\bfausses? (?:nouvelle|information"
        r"|rumeur|info)s?\b"
        r"|\b(?:est|sont|était|étaient|soit|soient) (?:un |une |des |tout à fait |totalement )?"
        r"(?:faux|fausses?|infondée?s?|mensong\w+|inventée?s?|inexacte?s?|trompeu\w+|erronée?s?|montages?|invention)\b"
        r"|\brumeurs?\b|\bdéme(?:nt|ntent|nti|nti[er]s?|ntie|ntir)\b|\bréfut\w+|\brectifi\w+"
        r"|\bprécise l['’]organisation\b"
        r"|\bun faux\b|\bde faux\b|\bune erreur\b|\bmise en scène\b|\bblanchi\w*\b|\bvérification\b|\bdécrypt\w+"
        r"|\bgénérée? par ordinateur\b|\b(?:photo|vidéo|image) .{0,50}(?:est ancienne|vient d|a \w+ ans)",
        _I,
    ),
    opposite=_opposites(
        _I, (r"\bferm(?:e|é|ée|és|ées|er|ent)\b", r"\b(?:ouvr\w+|ouvert\w*|rouvr\w+)\b"),
        (r"\b(?:augment\w+|haussen?t?|en hausse|grimp\w+)\b", r"\b(?:baiss\w+|diminu\w+|recul\w+|en baisse)\b"),
        (r"\b(?:gagné?e?s?|remporte\w*|battu)\b", r"\b(?:perdu\w*|perd(?:ent)?)\b"),
        (r"\binterdit\w*\b", r"\bautoris\w+\b"), (r"\baccusée?s?\b", r"\bblanchi\w*\b"),
        (r"\b(?:signé\w*|approuv\w+|adopt\w+|voté\w*)\b", r"\b(?:annul\w+|refus\w+|rejet\w+|renonc\w+|abandonn\w+)\b"),
    ),
)  # fmt: skip
_ZH = Rules(
    not_negation=re.compile(
        "不仅|不但|不只|不光|不止|并不只|不管|不论|无论|不得不|不料|不少|不久|不断|不同|不过|不错|不幸|不满"
        "|不如|不明|不详|不禁"
        "|没想到|没关系|没错|没完没了|无不|无非|非常|非法|非洲|非但|莫非|除非|非遗|未来|未免|不一样|好不容易"
        "|差不多|了不起|对不起"
        "|用不着|不敢相信|不由得|不好意思|忍不住|不必说|不妨|不愧|无数|无比|无奈|是不是|有没有|能不能|会不会"
        "|要不要|并非偶然"
        "|再也不|再也没|不意外|可不是|未成年|不可思议|没多久|不可避免|不再|史无前例|前所未有|从未有过|没这么"
        "|不容|无人伤亡|没人受伤|不得了"
    ),
    strong=re.compile(
        "没有(?!人理|出现|动|回应|收到理由|透露|说明|公布|派人|招标)|并没|并未|从未|从没|并不|并非|不会(?!说"
        "|认)|不是|不存在|没能"
        "|未(?:获|经证实|发生|停|被|收|见|取消|通过|批准|并未)|尚未|绝不|绝无|绝非|不属实|不实|毫无|无此|不再是"
        "|未曾|也不|均无"
    ),
    any=re.compile(
        "不|没|无(?!锡|线|人机)|未|非|别(?!人|墅|处|的|名|国)|勿|莫|否|拒|停|失|禁|作废|空|缺席"
    ),
    check=re.compile(
        "辟谣|谣言|谣传|造谣|传谣|不实(?:信息|消息|传言|言论)?|不属实|假消息|假新闻|虚假(?:信息|消息|新闻)?"
        "|澄清|查证|核实为假"
        "|子虚乌有|查无实据|无根据|没有根据|误传|误读|系伪造|是伪造|伪造的|是假的|是编|编造|编的|摆拍|旧图|剧照"
        "|真相(?:是|:|：)"
        "|否认|不可信|事实核查|打假|证实算错|演习|有误|系谣|属谣|拍自别|来自别国|电脑生成"
    ),
    opposite=_opposites(
        0, ("上涨|上调|增长|涨了", "下跌|下调|下降|略降|减少|不变"), ("击败|夺冠|赢", "输了|落败|不敌"),
        ("关闭|关门|停工|停课", "开放|照常|重开|恢复"), ("通过|签署|批准", "否决|取消|撤回|拒绝|搁置"),
        ("有罪|被控|被指", "无罪|清白|洗清"), ("禁止|禁映", "允许|解禁"),
    ),
)  # fmt: skip
_RULES = {"en": _EN, "fr": _FR, "zh": _ZH}
_QUOTED = re.compile(r"“([^”]{4,})”|「([^」]{4,})」|『([^』]{4,})』|\"([^\"]{6,})\"|«\s*([^»]{6,}?)\s*»|‘([^’]{6,})’")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。!?！？…])|\n+")
_SAYS = re.compile(
    r"\b(?:according to|claims? that|claimed|quot(?:es?|ed|ing)|told (?:us|reporters)|as .{2,30} put it)\b"
    r"|\b(?:selon|d['’]après|affirme|prétend(?:ent)?|a déclaré|cite)\b|据.{1,12}(?:报道|称|说)|声称|引述|引用"
    r"|转述|原话",
    _I,
)


def differences(text_a: str, text_b: str, lang_a: str, lang_b: str) -> tuple[bool, list[str]]:
    """Return whether two texts that agree in topic contradict each other, and in what they differ.

    Args:
        text_a: One text, as written.
        text_b: The other.
        lang_a: Language of the first, BCP 47; rules exist for zh, en and fr, elsewhere only numbers are compared.
        lang_b: Language of the second.

    Returns:
        True where negation, fact-check or numbers keep them apart; and the differences, in the order of
        ``model.text.DIFFERENCES``.

    Example:
        >>> differences("The dam cracked, 12 hurt", "The dam did not crack, 12 hurt", "en", "en")
        (True, ['negation'])
        >>> differences("大坝裂了，12人受伤", "Le barrage a craqué, 15 blessés", "zh", "fr")
        (True, ['numbers'])
        >>> differences("Not only the dam, the bridge too", "The dam and the bridge too", "en", "en")
        (False, [])
    """
    text_a, text_b = _plain(text_a), _plain(text_b)
    if text_a == text_b:
        return False, []
    found = set()
    lang_a, lang_b = _primary(lang_a), _primary(lang_b)
    a, b = hints(text_a, lang_a), hints(text_b, lang_b)
    if (a.checks and _checks(text_a, lang_a)) != (b.checks and _checks(text_b, lang_b)):
        found.add("fact_check")
    denied = (a.denies or b.denies) and _one_denies(text_a, text_b, lang_a, lang_b)
    if denied or (a.opposes and b.opposes and _opposed(text_a, text_b, lang_a, lang_b)):
        found.add("negation")
    if a.figures and b.figures and _other_figures(text_a, text_b):
        found.add("numbers")
    if (_reports(a) and _quotes(text_a, text_b)) or (_reports(b) and _quotes(text_b, text_a)):
        found.add("quotation")
    if lang_a == lang_b and _other_names(text_a, text_b):
        found.add("names")
    longer = max(_weight(text_a), 1.0) / max(_weight(text_b), 1.0)
    if not 1 / _MUCH_LONGER <= longer <= _MUCH_LONGER:
        found.add("omission" if longer > 1 else "addition")
    return bool(found & CONTRARY), [name for name in DIFFERENCES if name in found]


@lru_cache(maxsize=1 << 16)
def _plain(text: str) -> str:
    return plain_words(text[:_LONGEST])


@lru_cache(maxsize=1 << 16)
def _figures(text: str) -> frozenset[figures.Figure]:
    return figures.figures(text)


@lru_cache(maxsize=1 << 16)
def _named(text: str) -> names.Named:
    return names.named(text)


_weight = lru_cache(maxsize=1 << 16)(weight)


def _about(text: str, other: str) -> str:
    """Return the sentences of a text that share a figure or words with the other; all where none or one does."""
    sentences = [sentence for sentence in _SENTENCE.split(text) if sentence.strip()]
    if len(sentences) < 2:
        return text
    told, words = _figures(other), cues.content(other)
    kept = [
        sentence for sentence in sentences
        if _figures(sentence) & told or len(words & cues.content(sentence)) >= 2
    ]  # fmt: skip
    return " ".join(kept) if kept else text


def _primary(lang: str) -> str:
    return lang.split("-")[0].lower()


@lru_cache(maxsize=1 << 16)
def _checks(text: str, lang: str) -> bool:
    return lang in _RULES and _RULES[lang].check.search(text) is not None


def _one_denies(a: str, b: str, lang_a: str, lang_b: str) -> bool:
    """One denies, and in the other nothing at all is negated; where both negate, words cannot tell."""
    if lang_a not in _RULES or lang_b not in _RULES:
        return False
    about = ((_about(a, b), _RULES[lang_a]), (_about(b, a), _RULES[lang_b]))
    return any(
        _meets(rules.strong, text, rules)
        and not any(_meets(pattern, other, theirs) for pattern in (theirs.strong, theirs.any))
        for (text, rules), (other, theirs) in (about, about[::-1])
    )


def _meets(pattern: re.Pattern[str], text: str, rules: Rules) -> bool:
    return pattern.search(rules.not_negation.sub(" ", text)) is not None


def _opposed(a: str, b: str, lang_a: str, lang_b: str) -> bool:
    rules = _RULES.get(lang_a)
    if rules is None or lang_a != lang_b:
        return False
    return any(
        _only(one, other, x) and _only(other, one, y) for one, other in rules.opposite for x, y in ((a, b), (b, a))
    )


def _only(said: re.Pattern[str], unsaid: re.Pattern[str], text: str) -> bool:
    return said.search(text) is not None and unsaid.search(text) is None


def _other_figures(a: str, b: str) -> bool:
    """Both state figures of one kind, and each states one that the other does not."""
    _, only_a, only_b = figures.compared(_figures(a), _figures(b))
    kinds = {kind for kind, _ in only_a} & {kind for kind, _ in only_b}
    return bool(kinds)


def _reports(text: Hints) -> bool:
    return text.says or text.quotes


def _quotes(a: str, b: str) -> bool:
    """The first quotes or reports what the second asserts."""
    b_bare = _bare(b)
    for match in _QUOTED.finditer(a):
        quoted = _bare(next(group for group in match.groups() if group))
        if len(quoted) >= 4 and quoted in b_bare and not _QUOTED.search(b):
            return True
    return _SAYS.search(a) is not None and _SAYS.search(b) is None


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def _other_names(a: str, b: str) -> bool:
    """Each names, inside a sentence, somebody whom the other does not."""
    named_a = _named(a)
    if not named_a.latin and all(len(run) <= _SHORT_RUN for run in named_a.han):
        return False
    named_b = _named(b)
    every_a, every_b = {*named_a.latin, *named_a.opening}, {*named_b.latin, *named_b.opening}
    if named_a.latin.keys() - every_b and named_b.latin.keys() - every_a:
        return True
    return _run_missing(named_a.han, b) and _run_missing(named_b.han, a)


def _run_missing(runs: frozenset[str], text: str) -> bool:
    return any(len(run) > _SHORT_RUN and run not in text for run in runs)
