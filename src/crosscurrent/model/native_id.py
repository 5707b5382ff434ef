"""One post, one id: the canonical form of ids that platforms write in two ways.

Weibo mid and bid, Bilibili av and BV, Instagram number and shortcode name the same post. Rows always carry the
canonical form (mid, BV, number); the other form is kept beside it.
"""

from __future__ import annotations

import re

from crosscurrent.model.id_clock import instagram_number

_BASE62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BID = re.compile(r"[0-9a-zA-Z]{9}")
_BV = re.compile(r"BV1[1-9A-HJ-NP-Za-km-z]{9}")
_BILIBILI = "FcwAPNKTMug3GV5Lj7EJnHpWsx4tb8haYeviqBz6rkCy12mUSDQX9RdoZf"
_XOR, _MASK = 23_442_827_791_579, (1 << 51) - 1


def weibo_bid(mid: str) -> str | None:
    """Return the short form of a Weibo post number: seven digits at a time, from the right, in base 62.

    Example:
        >>> weibo_bid("4454572602912349"), weibo_bid("4454081098040623")
        ('ImTGkcdDn', 'ImGTzxJJt')
    """
    if not (mid.isascii() and mid.isdigit()):
        return None
    parts = []
    while mid:
        mid, chunk = mid[:-7], mid[-7:]
        parts.append(_in_base62(int(chunk), 4 if mid else 1))
    return "".join(reversed(parts))


def weibo_mid(written: str) -> str | None:
    """Return the number of a Weibo post, from its number or its nine-letter short form.

    Example:
        >>> weibo_mid("ImTGkcdDn"), weibo_mid("4454572602912349"), weibo_mid("?")
        ('4454572602912349', '4454572602912349', None)
    """
    if written.isascii() and written.isdigit():
        return written
    if not _BID.fullmatch(written):
        return None
    numbers = [_from_base62(part) for part in (written[:1], written[1:5], written[5:])]
    return f"{numbers[0]}{numbers[1]:07d}{numbers[2]:07d}"


def bilibili_bv(written: str) -> str | None:
    """Return the BV id of a video, from either form (``av8903802``, ``8903802``, ``BV13x41117TL``).

    Example:
        >>> bilibili_bv("av8903802"), bilibili_bv("BV13x41117TL"), bilibili_bv("x")
        ('BV13x41117TL', 'BV13x41117TL', None)
    """
    if _BV.fullmatch(written):
        return written
    digits = written[2:] if written[:2].lower() == "av" else written
    if not (digits.isascii() and digits.isdigit()) or not 0 < int(digits) <= _MASK:
        return None
    left, letters, place = ((1 << 51) | int(digits)) ^ _XOR, list("BV1000000000"), 11
    while left:
        left, digit = divmod(left, 58)
        letters[place] = _BILIBILI[digit]
        place -= 1
    letters[3], letters[9] = letters[9], letters[3]
    letters[4], letters[7] = letters[7], letters[4]
    return "".join(letters)


def bilibili_av(written: str) -> str | None:
    """Return the av number of a video, from either form.

    Example:
        >>> bilibili_av("BV13x41117TL")
        '8903802'
    """
    if not _BV.fullmatch(written):
        bv = bilibili_bv(written)
        return None if bv is None else bilibili_av(bv)
    letters = list(written)
    letters[3], letters[9] = letters[9], letters[3]
    letters[4], letters[7] = letters[7], letters[4]
    number = 0
    for letter in letters[3:]:
        number = number * 58 + _BILIBILI.index(letter)
    return str((number & _MASK) ^ _XOR)


def instagram_media(written: str) -> str | None:
    """Return the number of an Instagram or Threads post from ``pk``, ``pk_userid`` or a shortcode.

    Example:
        >>> instagram_media("482584233761418119_25025320"), instagram_media("aye83DjauH")
        ('482584233761418119', '482584233761418119')
    """
    number = written.partition("_")[0] if written[:1].isdigit() else written
    if number.isascii() and number.isdigit() and len(number) > 12:
        return number
    return instagram_number(written)


def _in_base62(number: int, width: int) -> str:
    letters = ""
    while number:
        number, place = divmod(number, 62)
        letters = _BASE62[place] + letters
    return letters.rjust(width, "0")


def _from_base62(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 62 + _BASE62.index(letter)
    return number
