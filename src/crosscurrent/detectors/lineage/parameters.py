"""Parameters of a run, with the defaults that ``spec.toml`` states and sources."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any

from crosscurrent.errors import UsageRefused


class LineageParameterRefused(UsageRefused):
    """A parameter lies outside its range."""

    code = "E-LINEAGE-001"

    @classmethod
    def out_of_range(cls, name: str, value: object, allowed: str) -> LineageParameterRefused:
        """Build the error for a value outside the allowed range."""
        return cls(f"{name} is {value}", where=f"parameter {name}", next_step=f"Use a value in {allowed}.")


@dataclass(frozen=True, slots=True)
class Parameters:
    """How to look for who copied whom.

    Attributes:
        decide: Probability of being the nearest captured text it comes from, from which a parent is decided.
        missing: Share of the texts that is assumed not to be captured.
        direction: Weight of cues from which they decide who was first where times do not.
        coverage: Share of a text found in an earlier one from which it counts as copied.
        p_coverage: p of that share among unrelated texts from which it is not rare, where it could be measured.
        likely: Chance of not having been first from which a text of no exact time counts as later.
        nearest: Candidates taken among texts that read the same, and among members of a group.
        neighbours: Differing texts that one text is compared with.
        null_pairs: Pairs drawn for the sample of unrelated texts.
        null_texts: Texts drawn to see how good a match one finds by chance.
        null_met: Earlier texts each of them is held against, at most.
        seed: Seed of that draw.
        everyday_accounts: Accounts from which on wording can be everyday wording or a form.
        apart_days: Days from which on two texts lie far apart in time.
        whole: Share of pairs of texts that hold half of a third and have much in common; below, phrases are combined.
        bunched: How many times as often as far away a match has to be met nearby not to be everyday wording.
        weigh_coverage: Weight of the natural logarithm of the share of the child found in the candidate.
        weigh_edit: Weight against each run of the child that the candidate lacks.
        weigh_dropped: Weight against each passage of the candidate that the child lacks.
        weigh_delay: Weight against the natural logarithm of one plus hours since the candidate.
        weigh_translation: Weight against a candidate in another language.
    """

    decide: float = 0.78
    missing: float = 0.4
    direction: float = 2.0
    coverage: float = 0.5
    p_coverage: float = 0.01
    likely: float = 0.9
    nearest: int = 8
    neighbours: int = 64
    null_pairs: int = 2000
    null_texts: int = 400
    null_met: int = 500
    seed: int = 1
    everyday_accounts: int = 5
    apart_days: float = 3.0
    whole: float = 0.75
    bunched: float = 3.0
    weigh_coverage: float = 2.0
    weigh_edit: float = 3.0
    weigh_dropped: float = 0.6
    weigh_delay: float = 0.4
    weigh_translation: float = 2.0

    def __post_init__(self) -> None:
        """Refuse values outside their ranges.

        Raises:
            LineageParameterRefused: With the permitted range.
        """
        for name in ("decide", "coverage", "p_coverage", "likely", "whole"):
            if not 0 < getattr(self, name) < 1:
                raise LineageParameterRefused.out_of_range(name, getattr(self, name), "the open interval 0 … 1")
        for name in (
            "apart_days",
            "bunched",
            "direction",
            "weigh_coverage",
            "weigh_edit",
            "weigh_dropped",
            "weigh_delay",
            "weigh_translation",
        ):
            if not 0 <= getattr(self, name) < float("inf"):
                raise LineageParameterRefused.out_of_range(name, getattr(self, name), "the numbers from 0")
        for name, least in (("nearest", 4), ("neighbours", 1), ("null_pairs", 1), ("null_texts", 1),
                            ("null_met", 1), ("everyday_accounts", 2)):  # fmt: skip
            if getattr(self, name) < least:
                raise LineageParameterRefused.out_of_range(name, getattr(self, name), f"{least}, {least + 1} …")
        if not 0 <= self.missing <= 0.9:
            raise LineageParameterRefused.out_of_range("missing", self.missing, "0 … 0.9")
        if not 0 <= self.seed < 2**31:
            raise LineageParameterRefused.out_of_range("seed", self.seed, "0 … 2147483647")

    def as_record(self) -> dict[str, Any]:
        """Return the parameters for the method record."""
        return asdict(self)


@cache
def specification() -> dict[str, Any]:
    """Return the detector's ``spec.toml``."""
    text = resources.files("crosscurrent.detectors.lineage").joinpath("spec.toml").read_text("utf-8")
    return tomllib.loads(text)
