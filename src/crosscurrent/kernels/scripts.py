"""How many characters of each script texts have."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit


@njit(cache=True, nogil=True)
def count(
    code: npt.NDArray[np.uint32], offset: npt.NDArray[np.int64], script: npt.NDArray[np.uint8], n_scripts: int
) -> npt.NDArray[np.int32]:
    """Count the characters of each script.

    Args:
        code: Code points of all texts.
        offset: n + 1 offsets into ``code``.
        script: Script of every code point below its length; 0 for none.
        n_scripts: Number of scripts.

    Returns:
        Texts x scripts.
    """
    n = len(offset) - 1
    out = np.zeros((n, n_scripts), np.int32)
    for row in range(n):
        for i in range(offset[row], offset[row + 1]):
            if code[i] < len(script):
                out[row, script[code[i]]] += 1
    return out
