"""What is missing before something may be claimed: a code with figures, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: Each says what is missing, as the end of a sentence.
SENTENCES = {
    "no_labels": "nobody has labelled posts yet",
    "no_person": "a person among the raters: classifiers that agree with each other prove nothing",
    "one_rater": "a second rater: one person's labels cannot be checked",
    "few_shared": "posts labelled by two raters: {most} are, {needed} are needed",
    "one_label": "posts on which raters use more than one label: kappa cannot be computed",
    "kappa": "agreement of the raters: kappa is {kappa:.2f}, {needed:g} is needed",
    "few_posts": "two phases need {needed} posts with more than one stance; there are {n}",
    "left_out": "{disputed} disputed posts and {unplaced} without a time were left out",
    "intervals": "intervals that do not meet: label more posts",
    "short": "a longer sequence of stances",
    "order": "an order that chance does not explain: p is {p:.2g}",
    "classifier_unmeasured": "labels of two people who agree: without them the error of a classifier is not assessable",
    "classifier_few": "posts labelled by people and by the classifier: {n} are, {needed} are needed",
    "classifier_kappa": "agreement of the classifier with people: {needed:g} is needed",
}


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is missing.

    Attributes:
        code: A key of :data:`SENTENCES`.
        figures: What stands in the sentence.
    """

    code: str
    figures: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, code: str, **figures: Any) -> Lack:
        """Build it."""
        return cls(code, tuple(sorted(figures.items())))

    @property
    def words(self) -> str:
        """What is missing, in English.

        Example:
            >>> Lack.of("few_shared", most=30, needed=50).words
            'posts labelled by two raters: 30 are, 50 are needed'
        """
        return SENTENCES[self.code].format(**dict(self.figures))

    def as_record(self) -> dict[str, Any]:
        """Return it for summary.json."""
        return {"code": self.code, **dict(self.figures)}
