"""Strings to numbers and back: account and object ids of one run."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from crosscurrent.kernels import intern

I32 = npt.NDArray[np.int32]
U64 = npt.NDArray[np.uint64]


class Names:
    """A growing list of distinct strings, numbered by first appearance.

    Example:
        >>> names = Names()
        >>> names.number(pa.array(["b", "a", "b"])).tolist()
        [0, 1, 0]
        >>> names.text(np.array([1]))
        <pyarrow.lib.StringArray object at ...>
        [
          "a"
        ]
    """

    def __init__(self) -> None:
        self._store = np.empty(1 << 16, np.uint8)
        self._used = 0
        self._records = np.empty((1 << 12, 2), np.uint64)
        self._hash = np.empty(1 << 12, np.uint64)
        self._table = np.zeros(1 << 13, np.uint64)
        self._known = 0

    def __len__(self) -> int:
        return self._known

    def number(self, strings: pa.Array) -> I32:
        """Return the number of each string (string or dictionary-encoded array without nulls)."""
        if pa.types.is_dictionary(strings.type):
            codes = self.number(strings.dictionary)
            indices: I32 = strings.indices.to_numpy(zero_copy_only=False)
            return codes[indices] if len(codes) else np.empty(0, np.int32)
        text, offset = _buffers(strings)
        codes, self._store, self._used, self._records, self._hash, self._table, self._known = intern.intern(
            text, offset, self._store, self._used, self._records, self._hash, self._table, self._known
        )
        return codes

    def hashes(self) -> U64:
        """Return the stable 64-bit hash of every string, by number."""
        return self._hash[: self._known].copy()

    def text(self, numbers: npt.NDArray[np.integer]) -> pa.StringArray:
        """Return the strings of the given numbers."""
        return self.all().take(pa.array(numbers, pa.int64()))

    def all(self) -> pa.Array:
        """Return all strings, by number, without copying their bytes."""
        place = (self._records[: self._known, 1] >> np.uint64(intern.LENGTH_BITS)).astype(np.int64)
        offsets = np.append(place, self._used)
        strings = pa.LargeStringArray.from_buffers(
            self._known, pa.py_buffer(offsets), pa.py_buffer(self._store[: self._used])
        )
        return strings.cast(pa.string()) if self._used < 2**31 else strings


def _buffers(strings: pa.Array) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    if not pa.types.is_large_string(strings.type):
        strings = strings.cast(pa.large_string())
    _, offset_buffer, text_buffer = strings.buffers()
    offset = np.frombuffer(offset_buffer, np.int64)[strings.offset : strings.offset + len(strings) + 1]
    text = np.frombuffer(text_buffer, np.uint8) if text_buffer is not None else np.empty(0, np.uint8)
    return text, offset
