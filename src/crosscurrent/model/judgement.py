"""judgement: the two questions only a named person may answer. No detector, connector or engine imports this."""

from __future__ import annotations

from dataclasses import dataclass

NOT_ASSESSED = "not assessed"
QUESTIONS = ("inauthentic", "foreign")


@dataclass(frozen=True, slots=True)
class Assessment:
    """A person's answer to one of :data:`QUESTIONS` about one group; ``not assessed`` until there is one.

    Attributes:
        subject: Group the judgement is about.
        question: ``inauthentic`` or ``foreign``.
        verdict: Words of the person, or :data:`NOT_ASSESSED`.
        assessed_by: Name of the person; ``None`` only while not assessed.
    """

    subject: str
    question: str
    verdict: str = NOT_ASSESSED
    assessed_by: str | None = None


def unassessed(subject: str) -> tuple[Assessment, ...]:
    """Return the open questions about a subject.

    Example:
        >>> [a.verdict for a in unassessed("group-1")]
        ['not assessed', 'not assessed']
    """
    return tuple(Assessment(subject, question) for question in QUESTIONS)
