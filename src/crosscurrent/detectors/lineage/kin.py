"""Which normal forms are related to which, and which texts read so: looked up from either side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crosscurrent.detectors.lineage.candidates import Related
from crosscurrent.detectors.lineage.intervals import Floats, Ints
from crosscurrent.detectors.lineage.material import Corpus


@dataclass(frozen=True, slots=True)
class Kin:
    """Relations by normal form.

    Attributes:
        begin: Relations of normal form f are ``begin[f] … begin[f + 1] - 1``.
        other: The other normal form per relation.
        coverage: Share of the normal form found in the other.
        members: Texts by normal form.
        first: Texts of normal form f are ``members[first[f]:first[f + 1]]``.
        account: Number of each text's account; a text without one has a number of its own.
    """

    begin: Ints
    other: Ints
    coverage: Floats
    members: Ints
    first: Ints
    account: Ints

    def forms_of(self, form: int, least: float = 0.0) -> Ints:
        """Return the normal forms that hold at least this share of one, itself not among them."""
        own = slice(int(self.begin[form]), int(self.begin[form + 1]))
        found: Ints = self.other[own][self.coverage[own] >= least]
        return found

    def texts_of(self, forms: Ints) -> Ints:
        """Return the texts that read as any of these normal forms."""
        sizes = self.first[forms + 1] - self.first[forms]
        inner = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        found: Ints = self.members[np.repeat(self.first[forms], sizes) + inner]
        return found


def kin_of(texts: Corpus, related: Related) -> Kin:
    """Lay the relations out by normal form."""
    pairs = np.array(list(related.coverage), np.int64).reshape(-1, 2)
    shares = np.array(list(related.coverage.values()), np.float64).reshape(-1, 2)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    coverage = np.concatenate([shares[:, 0], shares[:, 1]])
    kept = both[:, 0] != both[:, 1]
    both, coverage = both[kept], coverage[kept]
    order = np.lexsort((both[:, 1], both[:, 0]))
    members = np.argsort(texts.form, kind="stable")
    forms = np.arange(len(texts.normals) + 1)
    names = [one if one is not None else f"\0{n}" for n, one in enumerate(texts.account)]
    account = np.unique(np.array(names, dtype=object), return_inverse=True)[1] if names else np.empty(0)
    return Kin(
        np.searchsorted(both[order, 0], forms), both[order, 1], coverage[order], members,
        np.searchsorted(texts.form[members], forms), account.astype(np.int64),
    )  # fmt: skip
