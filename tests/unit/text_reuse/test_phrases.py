"""Everyday phrases that everybody combines freely are no copies of each other; what is passed on still is."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from crosscurrent.detectors.text_reuse.detect import TextReuse, detect
from tests.unit.text_reuse.rows import agree, texts

WHO = ("Last night we", "On the way home I", "This morning she", "Just now the neighbours")
DID = ("walked along the quay", "missed the last ferry", "baked bread for the street", "mended the garden gate")
END = ("and it was worth it", "and nobody believed me", "and the wind was strong", "again tomorrow I hope")


def combined(rng: random.Random) -> str:
    return f"{rng.choice(WHO)} {rng.choice(DID)} {rng.choice(END)} ({rng.randrange(10_000, 99_999)} steps)"


def posts(written: Sequence[str], accounts: int) -> list[str | dict[str, Any]]:
    return [{"text": text, "account_uid": f"plaza:a{n % accounts}"} for n, text in enumerate(written)]


def look(rows: Sequence[str | dict[str, Any]]) -> TextReuse:
    return detect(texts(*rows), contrary=agree)


def between_accounts(result: TextReuse) -> list[list[str]]:
    """Labels of the relations between texts of two accounts."""
    return [row for row in result.relations.column("benign").to_pylist() if "same_author" not in row]


def test_everyday_phrases_are_boilerplate_and_make_no_groups() -> None:
    # 400 posts over the whole capture, by 100 people, each put together from the same few phrases as people do: that
    # two of them agree in two phrases of three says nothing about who copied whom.
    rng = random.Random(1)
    result = look(posts([combined(rng) for _ in range(400)], accounts=100))
    assert [labels for labels in between_accounts(result) if labels != ["boilerplate"]] == []
    assert result.groups.num_rows == 0


def test_a_message_that_people_pass_on_with_other_figures_is_no_everyday_phrase() -> None:
    # As many people, as often, all the time: but the words come along as a whole, as those of a chain message do.
    rng = random.Random(1)
    message = "Last night we missed the last ferry and nobody believed me, share before they delete it"
    result = look(posts([f"{message} ({rng.randrange(10_000, 99_999)} steps)" for _ in range(400)], accounts=100))
    assert result.summary["benign"]["boilerplate"] == 0
    assert result.summary["groups"] == {
        "groups": 1, "texts": 400, "largest": [{"group_id": result.groups.column("group_id")[0].as_py(), "texts": 400}]
    }  # fmt: skip


def test_few_accounts_that_combine_phrases_are_not_everybody() -> None:
    # The same posts by ten accounts: forty each, as a program writes them from a list. That must stay visible.
    rng = random.Random(1)
    result = look(posts([combined(rng) for _ in range(400)], accounts=10))
    assert result.summary["benign"]["boilerplate"] == 0
    assert result.summary["groups"]["groups"] > 0


def test_phrases_that_come_all_at_once_are_not_everyday() -> None:
    # The same posts by a hundred accounts, but all of them within a tenth of the capture.
    rng = random.Random(1)
    letters = "bdfgklmnprstvz"
    other = [" ".join("".join(rng.choice(letters + "aeiou") for _ in range(8)) for _ in range(8)) for _ in range(4_000)]
    burst = [combined(rng) for _ in range(400)]
    result = look(posts([*other[:2_000], *burst, *other[2_000:]], accounts=100))
    assert result.summary["benign"]["boilerplate"] == 0
    assert result.summary["groups"]["groups"] > 0
