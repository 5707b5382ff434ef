"""Text encodings: what a file is in, what it is not, and how it becomes UTF-8 without losing track of rows."""

from __future__ import annotations

import codecs
from itertools import pairwise

from crosscurrent.connectors.faults import EncodingWrong
from crosscurrent.connectors.tabular.source import Reader

UTF8_MARK = codecs.BOM_UTF8
_ESCAPED = range(0xDC80, 0xDD00)  # where the surrogateescape handler puts bytes that are no text


def declared(name: str | None) -> str | None:
    """Return the codec name for a declared encoding; ``None`` for UTF-8 in any spelling.

    Raises:
        EncodingWrong: Python knows no such encoding.

    Example:
        >>> declared("UTF8"), declared("GBK")
        (None, 'gb18030')
    """
    if name is None:
        return None
    try:
        codec = codecs.lookup(name).name
    except LookupError as error:
        raise EncodingWrong.unknown(name) from error
    if codec in ("utf-8", "utf-8-sig"):
        return None
    return "gb18030" if codec in ("gbk", "gb2312") else codec  # the larger set reads the smaller ones alike


def check_head(head: bytes, name: str) -> None:
    """Refuse text that is evidently UTF-16 or UTF-32 and was not declared so.

    Raises:
        EncodingWrong: With the encoding to pass.
    """
    for mark, encoding in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            raise EncodingWrong.other(name, encoding, f"it begins with the byte-order mark of {encoding.upper()}")
    sample = head[:512]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = sample[start::2]
        if len(half) >= 8 and half.count(0) > 0.7 * len(half):
            raise EncodingWrong.other(name, encoding, "every second byte is zero")


def guess(sample: bytes) -> str:
    """Return the encoding that undecodable bytes are most likely in: ``gb18030`` or ``cp1252``.

    Chinese text in GB 18030 is made of pairs of high bytes, Western text in cp1252 has single ones.
    """
    high = sum(byte >= 0x80 for byte in sample[:4096])
    paired = sum(first >= 0x81 and second >= 0x40 for first, second in pairwise(sample[:4097]))
    try:
        sample[: len(sample) // 2 * 2].decode("gb18030")
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:
            return "cp1252"
    return "gb18030" if high and paired >= 0.45 * high and high > 3 else "cp1252"


class Transcoder:
    """Reads text in a declared encoding and hands out UTF-8.

    A byte that is no text becomes a lone surrogate in the output, which :func:`decode` then finds in its row.
    """

    def __init__(self, reader: Reader, codec: str, name: str) -> None:
        self._reader, self._name, self._codec = reader, name, codec
        self._decoder = codecs.getincrementaldecoder(codec)(errors="surrogateescape")
        self._ended = False

    def read(self, size: int) -> bytes:
        """Return some UTF-8 text, about ``size`` bytes; empty only at the end.

        Raises:
            EncodingWrong: The stream ends within a character, or holds a unit that is none.
        """
        while not self._ended:
            chunk = self._reader.read(size)
            self._ended = not chunk
            try:
                text = self._decoder.decode(chunk, final=self._ended)
            except UnicodeDecodeError as error:
                where = f"{self._name}, byte {self._reader.offset - len(chunk) + error.start}"
                raise EncodingWrong.cell(where, self._codec, "utf-8") from error
            if text:
                return text.encode("utf-8", "surrogatepass")
        return b""


def decode(cell: bytes) -> str | None:
    r"""Return the text of a cell; ``None`` if its bytes are no UTF-8.

    Half of a surrogate pair (some tools cut emoji in two) cannot live in a table; it is kept as the six
    characters of its escape, so nothing is lost and no two different cells become equal by accident.

    Example:
        >>> decode("né".encode()), decode(b"\xff"), decode(b"a\xed\xa0\xbd")
        ('né', None, 'a\\ud83d')
    """
    try:
        return cell.decode()
    except UnicodeDecodeError:
        pass
    try:
        text = cell.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    return None if any(ord(letter) in _ESCAPED for letter in text) else keep_surrogates(text)


def keep_surrogates(text: str) -> str:
    r"""Return ``text`` with each lone surrogate written as its escape.

    Example:
        >>> keep_surrogates("ok"), keep_surrogates("\ud83d")
        ('ok', '\\ud83d')
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join(f"\\u{ord(letter):04x}" if 0xD800 <= ord(letter) < 0xE000 else letter for letter in text)
    return text
