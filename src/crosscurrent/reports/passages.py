"""Two texts side by side, with the passages they share marked and numbered in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crosscurrent.reports.text_facts import Span, TextFacts
from crosscurrent.reports.wording import Words, moment

#: Characters of text shown around a shared passage; longer stretches between passages are left out, and counted.
AROUND = 90
#: Characters of one side that are shown; a passage longer than this is cut in the middle.
LONGEST = 1600
Segment = dict[str, Any]


def segments(text: str, spans: Sequence[Span], words: Words) -> list[Segment]:
    """Cut a text into shared and other stretches.

    Args:
        text: As written.
        spans: Shared passages as (begin, end) in characters, in the order of their numbers; they may overlap or lie
            outside the text.
        words: Language of what stands for text that is left out.

    Returns:
        Stretches with ``text`` and ``mark``: the number of the passage, 0 for other text, -1 for the note that stands
        in place of text left out.

    Example:
        >>> from crosscurrent.reports.wording import words_of
        >>> [(s["mark"], s["text"]) for s in segments("one two three", [(4, 7)], words_of("en"))]
        [(0, 'one '), (1, 'two'), (0, ' three')]
    """
    numbered = sorted((max(0, begin), min(len(text), end), n) for n, (begin, end) in enumerate(spans, 1))
    found: list[Segment] = []
    at = shown = 0
    for begin, end, number in numbered:
        begin = max(begin, at)
        if begin >= end or shown > LONGEST:
            continue
        found += _between(text[at:begin], words, first=at == 0, last=False)
        found += _passage(text[begin:end], number, words)
        at, shown = end, shown + end - begin
    if not numbered:
        return _whole(text, words)
    return [*found, *_between(text[at:], words, first=at == 0, last=True)]


def _whole(text: str, words: Words) -> list[Segment]:
    kept = [{"text": text[:LONGEST], "mark": 0}]
    return kept if len(text) <= LONGEST else [*kept, _left_out(len(text) - LONGEST, words)]


def _left_out(n: int, words: Words) -> Segment:
    return {"text": words("texts.left_out", n=words.number(n)), "mark": -1}


def _passage(text: str, number: int, words: Words) -> list[Segment]:
    if len(text) <= LONGEST:
        return [{"text": text, "mark": number}]
    half = LONGEST // 2
    cut = _left_out(len(text) - 2 * half, words)
    return [{"text": text[:half], "mark": number}, cut, {"text": text[-half:], "mark": number}]


def _between(text: str, words: Words, *, first: bool, last: bool) -> list[Segment]:
    """Return text that is not shared, without its middle where that is long."""
    room = AROUND if first or last else 2 * AROUND
    if len(text) <= room + 20:
        return [{"text": text, "mark": 0}] if text else []
    left_out = _left_out(len(text) - room, words)
    if first:
        return [left_out, {"text": text[-AROUND:], "mark": 0}]
    if last:
        return [{"text": text[:AROUND], "mark": 0}, left_out]
    return [{"text": text[:AROUND], "mark": 0}, left_out, {"text": text[-AROUND:], "mark": 0}]


def side_by_side(pair: Mapping[str, Any], facts: TextFacts, files: Mapping[str, str], words: Words) -> Segment:
    """Return two texts with what they share.

    Args:
        pair: A relation (``text_a`` the earlier, ``text_b``), with ``copy`` where it is a copy without credit.
        facts: Texts and passages.
        files: Name of each capture by its id.
        words: Language.
    """
    a, b = str(pair["text_a"]), str(pair["text_b"])
    spans = facts.passages.get((a, b), [])
    copy = pair.get("copy") or {}
    relation = pair.get("relation")
    lag = copy.get("lag_us", pair.get("lag_us"))
    coverage = copy.get("coverage", pair.get("coverage_b"))
    return {
        "relation": (words.known("relation", str(relation)) or str(relation)) if relation else "",
        "benign": [words.known("reuse", str(name)) or str(name) for name in pair.get("benign") or ()],
        "differences": [words.known("difference", str(name)) or str(name) for name in pair.get("differences") or ()],
        "contrary": bool(pair.get("contrary")),
        "coverage": words(_told(pair), share=words.share(coverage)) if coverage else "",  # 0: not measured
        "lag": words("texts.later", lag=words.duration(lag))
        if lag is not None
        else words("texts.lag_likely" if copy.get("order") == "likely" else "texts.lag_unknown"),
        "credit": [str(line) for line in copy.get("credit") or ()],
        "p": words.probability(copy["p_coverage"]) if copy.get("p_coverage") is not None else "",
        "passages": words.counted("count.passages", len(spans)) if spans else words("texts.no_passages"),
        "sides": [
            side(a, [first for first, _ in spans], facts, files, words),
            side(b, [second for _, second in spans], facts, files, words),
        ],
    }


def _told(pair: Mapping[str, Any]) -> str:
    """Return how the share is said: of a rewording or translation it is one of sentences told again, not of words."""
    return "texts.retold" if pair.get("relation") in ("rewording", "translation") else "texts.coverage"


def side(uid: str, spans: Sequence[Span], facts: TextFacts, files: Mapping[str, str], words: Words) -> Segment:
    """Return one text with its marks and where it lies."""
    text = facts.texts.get(uid)
    if text is None:
        return {"account": uid, "at": "–", "platform": "", "part": "", "segments": [], "url": None, "file": "",
                "locator": "", "lang": None}  # fmt: skip
    capture = str(text["capture_id"])
    return {
        "account": account_name(text, words),
        "platform": platform_name(str(text["platform"]), words),
        "part": words.known("part", str(text["part"])) if text["part"] != "body" else "",
        "at": words("texts.no_time") if text["at_us"] is None else moment(text["at_us"]),
        "segments": segments(str(text["text"]), spans, words),
        "url": text["url"],
        "lang": text["lang_declared"],
        "file": files.get(capture) or capture[:12],
        "locator": text["locator"],
    }


def account_name(text: Mapping[str, Any], words: Words) -> str:
    """Return the name under which an account was seen, else its id, else words for "unknown"."""
    name = str(text.get("byline") or "").partition("\n")[0].strip()
    return name or str(text.get("account_uid") or "") or words("texts.no_account")


def platform_name(platform: str, words: Words) -> str:
    """Return how a platform is written; one that is not in the catalogue keeps its own name."""
    return words.known("platform", platform) or platform
