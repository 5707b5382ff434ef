"""Input nobody hopes for: handled, counted, reported."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pytest

from crosscurrent.detectors.text_reuse.detect import TextReuse, detect
from crosscurrent.detectors.text_reuse.passages import places
from tests.unit.text_reuse.rows import agree, found, look, texts

EN = "The city will close the harbour bridge for three weeks in June"


def statuses(result: TextReuse) -> list[str]:
    return list(result.compared.column("status").to_pylist())


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", "empty"), (" \n\t\u3000", "empty"), ("😀👍🏽🇨🇦", "emoji_only"), ("❤️ ❤️", "emoji_only"),
        ("https://t.co/x @a", "too_short"),
        ("!!!", "too_short"), ("好的好的", "too_short"), ("hahahahahahahahahahahaha", "too_short"), (EN, "compared"),
    ],
)  # fmt: skip
def test_every_text_has_its_status(text: str, status: str) -> None:
    result = look(text)
    assert statuses(result) == [status]
    assert result.summary["input"]["status"][status] == 1


def test_a_monster_is_compared_on_its_beginning() -> None:
    result = look(EN, EN + " " + "and so on it goes " * 550_000)
    assert statuses(result) == ["compared", "cut"]
    assert found(result) == [("t0", "excerpt", "t1")]
    assert any("first 100000 characters" in limit for limit in result.summary["limits"])


def test_one_long_run_without_spaces() -> None:
    assert statuses(look("ab" * 100_000, "x" * 50_000, "ไทย" * 30_000))[1:] == ["too_short", "too_short"]


def test_a_hundred_thousand_equal_texts() -> None:
    n = 100_000
    result = detect(texts(*[EN] * n, EN + " again"), contrary=agree)
    assert result.relations.num_rows == n
    assert result.summary["groups"] == {
        "groups": 1, "texts": n + 1, "largest": [{"group_id": result.groups["group_id"][0].as_py(), "texts": n + 1}],
    }  # fmt: skip


def test_a_thousand_near_copies_are_one_group() -> None:
    result = look(*(f"{EN}, says reader number {k} of the paper" for k in range(1_000)))
    assert result.summary["groups"]["groups"] == 1
    assert result.groups.num_rows == 1_000


def test_rows_that_come_twice_are_left_out_and_counted() -> None:
    given = texts(EN, EN + " again")
    result = detect(pa.concat_tables([given, given]), contrary=agree)
    assert result.summary["input"]["duplicate_rows"] == 2
    assert result.compared.num_rows == 2


def with_bytes(*written: bytes) -> pa.Table:
    given = texts(*[""] * len(written))
    offsets = pa.array([0, *(sum(map(len, written[: k + 1])) for k in range(len(written)))], pa.int32())
    raw = pa.StringArray.from_buffers(len(written), offsets.buffers()[1], pa.py_buffer(b"".join(written)))
    return given.set_column(given.schema.get_field_index("text"), given.schema.field("text"), raw)


def test_bytes_that_are_no_text_are_replaced_and_counted() -> None:
    surrogate = EN.encode() + b" \xed\xa0\xbd"
    latin = f"{EN} au café".encode("latin-1")
    result = detect(with_bytes(surrogate, latin, EN.encode()), contrary=agree)
    assert statuses(result) == ["compared"] * 3
    assert Counter(kind for _, kind, _ in found(result)) == {"copy": 2} or len(found(result)) == 3
    assert result.summary["input"]["wrong_encoding"] == 2


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Cafe\u0301 ﬁn ½", "café fin 1 2"),
        ("[doge] 网友说[笑哭]大桥 1️⃣ 关闭", "网友说大桥关闭"),
        ("\u200bvo\u200bte", "vote"),
        ("Straße", "strasse"),
        ("각", "각"),
    ],
)
def test_every_character_comes_from_somewhere(text: str, normal: str) -> None:
    found_places = places(text, normal)
    assert [k for k, sign in enumerate(normal) if sign != " " and found_places.begin[k] < 0] == []
    assert list(found_places.begin) == sorted(found_places.begin) or " " in normal
