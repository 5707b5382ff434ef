"""Reuse that conceals nothing: quotations, share buttons, petitions. Wire copy is told by :mod:`…lineage.credit`."""

from __future__ import annotations

import re

import numpy as np

from crosscurrent.actions.normal_text import normalise
from crosscurrent.detectors.lineage.fingerprints import compare, fingerprints

#: Labels of relations under which copying is not counted as unattributed: one such pair is enough …
OF_A_PAIR = frozenset(("credited", "same_author"))
#: … or all pairs have to carry one, because the label may come from what the other of the two is.
OF_A_TEXT = frozenset(("wire_copy", "share_button", "quotation", "petition", "boilerplate"))
#: Differences under which a text speaks *about* the other.
ABOUT = frozenset(("negation", "fact_check"))
_QUOTED = re.compile(
    r"“([^“”]{8,})”|\"([^\"]{8,})\"|«\s*([^«»]{8,}?)\s*»|「([^「」]{4,})」|『([^『』]{4,})』|^>[ ]?(.+)$", re.MULTILINE
)
_SAID = re.compile(
    r"\b(?:sa(?:id|ys)|wrote|writes|told|stated|states|quot(?:e|ed|es|ing)|according to|a (?:dit|déclaré|écrit)|déclare"
    r"|écrit|selon|cit(?:e|é|ant))\b|[说說称稱]|表示|写道|寫道|指出|引述|引用|原话|原話",
    re.IGNORECASE,
)
_SHARED = re.compile(
    r"[（(]?分享自|我(?:分享了|在.{1,12}(?:发现|看到)了?一)|來自.{1,12}的分享|快来看看|复制(?:这条|打开|此)|打开.{1,10}(?:查看|客户端)"
    r"|\b(?:shared (?:via|from)|check out (?:this|what)|i(?:'ve| have)? just (?:signed|shared|watched|read))\b"
    r"|\bje viens de (?:signer|partager|lire)\b|\bpartagé (?:via|depuis)\b",
    re.IGNORECASE,
)
#: A share button writes a title and a phrase, not an article.
_SHARED_CHARS = 400
_PETITION = re.compile(
    r"\b(?:sign (?:the|this|our) petition|petition|signez|signer la pétition|pétition)\b|联署|聯署|请愿|請願|签名支持",
    re.IGNORECASE,
)  # fmt: skip
_CHECKS = re.compile(
    r"核查|查证|查證|辟谣|闢謠|辟謠|谣言|謠言|不实信息|不實訊息|网传|網傳"
    r"|\b(?:fact[- ]?check(?:ed|ing)?|debunk(?:ed|s|ing)?|false claim|hoax|misleading claim"
    r"|vérification|vérifié|désinformation|désintox|infox|fausse (?:nouvelle|information)|intox)\b",
    re.IGNORECASE,
)
#: Share of what a text has from the other that stands in quotation marks, from which it is a quotation.
_QUOTED_SHARE = 0.7
_LEAST_QUOTED = 0.2


def is_share_button(text: str) -> bool:
    """Tell whether a text was written by a share button.

    Example:
        >>> is_share_button("【港口收费】（分享自 @某某新闻）"), is_share_button("I share this view.")
        (True, False)
    """
    return len(text) <= _SHARED_CHARS and _SHARED.search(text) is not None


def is_fact_check(text: str) -> bool:
    """Tell whether a text says that it checks a claim: it repeats what it checks, and copies nobody.

    Example:
        >>> is_fact_check("核查：并无此事"), is_fact_check("The port closes."), is_fact_check("Infox : non")
        (True, False, True)
    """
    return _CHECKS.search(text) is not None


def is_petition(text: str) -> bool:
    """Tell whether a text asks for signatures.

    Example:
        >>> is_petition("Sign the petition for the ferry!"), is_petition("La traverse est fermée.")
        (True, False)
    """
    return _PETITION.search(text) is not None


def quoted_passages(text: str) -> list[str]:
    """Return what stands in quotation marks, if that is much of the text; a text that quotes little is no quotation."""
    quoted = [part for found in _QUOTED.finditer(text) for part in found.groups() if part]
    return quoted if sum(map(len, quoted)) >= _LEAST_QUOTED * len(text) else []


def is_quotation(child: str, source: str) -> bool:
    """Tell whether what a text has from another stands in quotation marks, with somebody said to have said it.

    Example:
        >>> quoted = "The ferry will not run on Sundays until the spring comes"
        >>> is_quotation(f"She wrote: “{quoted}”. I doubt that it will be so.", f"{quoted}. Nobody asked us.")
        True
    """
    quoted = quoted_passages(child)
    if not quoted:
        return False
    unquoted = _QUOTED.sub(" ", child)
    if _SAID.search(unquoted) is None:
        return False
    outside, inside = normalise(unquoted), normalise(" ".join(quoted))
    prints = fingerprints([outside, inside, normalise(source)])
    found = compare(prints, np.array([0, 1]), np.array([2, 2]))
    within, without = int(found.shared[1]), int(found.shared[0])
    return within > 0 and within >= _QUOTED_SHARE * (within + without)
