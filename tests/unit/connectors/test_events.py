"""Tables of events: which columns are read as what, and what each row gives."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosscurrent.connectors import registry
from crosscurrent.connectors.base import EVENT_SCHEMA, ReadOptions, RejectedRow, Tally
from crosscurrent.connectors.events_table import EventsTable, fast
from crosscurrent.connectors.faults import EventsExpected
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.errors import CrosscurrentError
from crosscurrent.model import action
from tests.unit.connectors.tables import CAPTURE, HEAD, ndjson, parquet, read_events, slim, written

T0 = 1_700_000_000


def test_coortweet_rows_keep_their_ids_as_text(tmp_path: Path) -> None:
    # "007" and "7" are two accounts; the content id may be absent; NA is absent too.
    path = written(tmp_path / "e.csv", f"{HEAD}o1,007,c1,{T0}\no1,7,,{T0 + 1}\no1,8,NA,{T0 + 2}\n")
    events, tally = read_events(path)
    assert slim(events) == [
        (1, "007", "act", "o1", "c1", T0, "s"),
        (2, "7", "act", "o1", None, T0 + 1, "s"),
        (3, "8", "act", "o1", None, T0 + 2, "s"),
    ]
    assert (tally.rows_in, tally.rows_kept, len(tally.rejected)) == (3, 3, 0)
    assert tally.bytes_read == path.stat().st_size


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("packed", [False, True])
def test_dialects_give_the_same_rows(tmp_path: Path, delimiter: str, end: str, packed: bool) -> None:
    # The name says nothing: a packed table called .txt is read by its first bytes.
    lines = ["\ufeffobject_id,account_id,content_id,timestamp_share", f"o1,a1,c1,{T0}", f"o2,a2,c2,{T0}"]
    text = end.join(line.replace(",", delimiter) for line in lines)
    events, _ = read_events(written(tmp_path / "table.txt", text, packed))
    assert [(event["object_id"], event["account_uid"]) for event in events] == [("o1", "a1"), ("o2", "a2")]


def test_several_gzip_members_are_one_table(tmp_path: Path) -> None:
    # Logs are often packed piece by piece; the header may be a piece of its own.
    first, second = tmp_path / "1", tmp_path / "2"
    written(first, HEAD, packed=True)
    written(second, f"o1,a1,c1,{T0}\n", packed=True)
    path = written(tmp_path / "e.csv.gz", first.read_bytes() + second.read_bytes())
    assert len(read_events(path)[0]) == 1


def test_quoted_cells_may_hold_delimiters_quotes_and_line_ends(tmp_path: Path) -> None:
    path = written(tmp_path / "e.csv", f'{HEAD}"o,1","a ""x""","c\n1",{T0}\no2,"=1+1",@c,{T0}\n')
    events, _ = read_events(path)
    assert [(e["row"], e["object_id"], e["account_uid"], e["content_id"]) for e in events] == [
        (1, "o,1", 'a "x"', "c\n1"),
        (2, "o2", "=1+1", "@c"),
    ]


def test_a_row_without_an_object_is_rejected_and_never_stops_the_reading(tmp_path: Path) -> None:
    # Real CooRTweet tables hold such rows by design (a post without a link), so even "stop" goes on.
    path = written(tmp_path / "e.csv", f"{HEAD},a1,c1,{T0}\no1,a2,c2,{T0}\nNA,a3,c3,{T0}\n")
    events, tally = read_events(path, on_bad_row="stop")
    assert [event["row"] for event in events] == [2]
    reason = "no object: the cell is empty or NA"
    assert list(tally.rejected) == [
        RejectedRow(1, "object_id", "E-INPUT-012", reason),
        RejectedRow(3, "object_id", "E-INPUT-012", reason),
    ]
    assert (tally.rows_in, tally.rows_kept) == (3, 1)


def test_blanks_around_ids_are_no_part_of_them(tmp_path: Path) -> None:
    # Excel guards: a tool that writes id + tab must not split an account in two.
    path = written(tmp_path / "e.csv", f"{HEAD}o1,4454\t,c1,{T0}\no1, 4454,c2,{T0}\n")
    events, _ = read_events(path)
    assert [event["account_uid"] for event in events] == ["4454", "4454"]


def test_a_platform_makes_account_ids_unique(tmp_path: Path) -> None:
    events, _ = read_events(written(tmp_path / "e.csv", f"{HEAD}o1,a1,c1,{T0}\n"), platform="telegram")
    assert events[0]["account_uid"] == "telegram:a1"


@pytest.mark.parametrize(
    ("cell", "at_us", "precision"),
    [
        ("1700000000", 1_700_000_000_000_000, "s"),
        ("1700000000.25", 1_700_000_000_250_000, "us"),
        ("1700000000123", 1_700_000_000_123_000, "ms"),
        ("1700000000123456", 1_700_000_000_123_456, "us"),
        ("1700000000123456789", 1_700_000_000_123_456, "us"),
        ("2023-11-14T22:13:20Z", 1_700_000_000_000_000, "s"),
        ("2023-11-15 06:13:20.5+08:00", 1_700_000_000_500_000, "ms"),
        ("2023-11-14T22:13Z", 1_699_999_980_000_000, "min"),
        ("2023-11-14T00:00:00.123456+00:00", 1_699_920_000_123_456, "us"),
    ],
)
def test_forms_of_time(tmp_path: Path, cell: str, at_us: int, precision: str) -> None:
    path = written(tmp_path / "e.csv", f"{HEAD}o1,a1,c1,{cell}\no1,a2,c2,{cell}\n")
    events, _ = read_events(path)
    assert [(event["at_us"], event["precision"]) for event in events] == [(at_us, precision)] * 2


def test_local_times_follow_the_declared_zone_through_summer_time(tmp_path: Path) -> None:
    # 2021-03-14 02:00 was skipped in Toronto: 01:30 is UTC-5, 03:30 is UTC-4, one hour apart.
    path = written(tmp_path / "e.csv", f"{HEAD}o1,a1,c1,2021-03-14 01:30:05\no1,a2,c2,2021-03-14 03:30:05\n")
    events, _ = read_events(path, assume_zone="America/Toronto")
    first, second = (datetime.fromtimestamp(int(event["at_us"]) // 1_000_000, UTC) for event in events)  # type: ignore[call-overload]
    assert (first.hour, second.hour) == (6, 7)


def test_seconds_that_are_always_zero_are_precise_to_the_minute(tmp_path: Path) -> None:
    # 25 rows, every one on second 00: by chance once in 60^25. A 10-second window must be refused on such times.
    rows = "".join(f"o1,a{n},c{n},2023-11-14T22:{n:02d}:00Z\n" for n in range(25))
    path = written(tmp_path / "e.csv", HEAD + rows)
    _, recognition = registry.recognise(path, ReadOptions())
    assert "their seconds are always 0: taken as precise to the minute only" in recognition.reasons
    events, _ = read_events(path)
    assert {event["precision"] for event in events} == {"min"}


def test_toolkit_rows_give_an_action_for_each_thing_they_point_at(tmp_path: Path) -> None:
    header = "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n"
    rows = [
        f'm1,u1,Name,m0,,"text, with comma",{T0},',
        f"m2,u2,Name,,m1,text,{T0 + 1},http://a.example/1 http://www.b.example/2?utm_source=q http://a.example/1",
        f"m3,u3,Name,,,only text,{T0 + 2},",
    ]
    expected = [
        (1, "u1", "repost", "m0", "m1", T0, "s"),
        (2, "u2", "reply", "m1", "m2", T0 + 1, "s"),
        (2, "u2", "link", "https://a.example/1", "m2", T0 + 1, "s"),  # the repeated link counts once
        (2, "u2", "link", "https://b.example/2", "m2", T0 + 1, "s"),  # the page, whatever way it was written
    ]
    for name, text in (("named.csv", header + "\n".join(rows)), ("positional.csv", "\n".join(rows) + "\n")):
        events, tally = read_events(written(tmp_path / name, text))
        assert slim(events) == expected
        # The third row points at nothing: it is kept, with no action, and counted so.
        assert (tally.rows_in, tally.rows_kept, len(tally.rejected)) == (3, 3, 0)


def test_a_table_may_name_behaviour_and_precision(tmp_path: Path) -> None:
    path = written(
        tmp_path / "e.csv",
        f"account_id,behaviour,object_id,at,precision\na1,hashtag,canada,{T0},min\na2,,canada,{T0},\n",
    )
    events, _ = read_events(path)
    assert slim(events) == [(1, "a1", "hashtag", "canada", None, T0, "min"), (2, "a2", "act", "canada", None, T0, "s")]


def test_the_action_table_itself_can_be_read_back(tmp_path: Path) -> None:
    row = {
        "account_uid": ["x:1"], "behaviour": ["link"], "object_id": ["http://a.example"], "content_id": ["x:9"],
        "acted_at": pa.array([T0 * 1_000_000], pa.timestamp("us", tz="UTC")), "precision": ["ms"],
        "derivation": ["links_to"], "capture_id": [CAPTURE], "locator": ["row=1"],
    }  # fmt: skip
    events, _ = read_events(parquet(tmp_path / "a.parquet", row), platform="x")
    assert slim(events) == [(1, "x:1", "link", "http://a.example", "x:9", T0, "ms")]


def test_parquet_ids_may_be_numbers_categories_or_whole_floats(tmp_path: Path) -> None:
    # pandas keeps integers with gaps as floats; below 2^53 nothing is lost, and the gap is a row without object.
    path = parquet(
        tmp_path / "e.parquet",
        {
            "object_id": pa.array([12.0, None, 9_007_199_254_740_991.0]),
            "account_id": pa.array(["a1", "a2", "a1"]).dictionary_encode(),
            "content_id": pa.array([1, 2, 3], pa.int64()),
            "timestamp_share": pa.array([float(T0), float(T0), float(T0)]),
        },
    )
    events, tally = read_events(path)
    assert [(e["object_id"], e["account_uid"], e["content_id"]) for e in events] == [
        ("12", "a1", "1"),
        ("9007199254740991", "a1", "3"),
    ]
    assert [rejected.row for rejected in tally.rejected] == [2]


def test_ndjson_lines_count_as_lines_and_numbers_keep_their_digits(tmp_path: Path) -> None:
    lines = [
        '{"object_id": 9007199254740993, "author": {"id": "007"}, "timestamp": 1700000000}',
        "",
        '{"object_id": "o\\ud83d", "author": {"id": "8"}, "timestamp": 1700000001}',
    ]
    path = written(tmp_path / "e.ndjson", "\n".join(lines))
    events, tally = read_events(path, mapping={"account_id": "author.id"})
    # The half of a surrogate pair keeps the form it is written in, so that tables can hold it.
    assert [(e["row"], e["object_id"], e["account_uid"]) for e in events] == [
        (1, "9007199254740993", "007"),
        (3, "o\\ud83d", "8"),
    ]
    assert tally.rows_in == 2


def test_standard_input_is_read_without_seeking() -> None:
    class Pipe(io.BytesIO):
        """A stream like a pipe: it hands out a little at a time and cannot go back."""

        def seekable(self) -> bool:
            return False

        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 0, 7))

    rows = "".join(f"o{n},a{n % 3},c{n},{T0 + n}\n" for n in range(2000))
    source = Source(Pipe((HEAD + rows).encode()), "standard input")
    events, tally = read_events(source)
    assert (len(events), events[-1]["row"], tally.rows_kept) == (2000, 2000, 2000)


def test_actions_are_rows_of_the_model(tmp_path: Path) -> None:
    path = written(tmp_path / "e.csv", f"{HEAD}o1,a1,c1,{T0}\n,a2,c2,{T0}\n")
    connector, recognition = registry.recognise(path, ReadOptions())
    tally = Tally()
    [(name, table)] = list(connector.tables(path, CAPTURE, recognition, ReadOptions(), tally))
    assert (name, table.schema) == ("action", action.SCHEMA)
    [row] = table.to_pylist()
    assert (row["locator"], row["derivation"], row["acted_at"]) == (
        "row=1",
        "events_table: column object_id",
        datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
    )


def test_batches_have_the_declared_schema(tmp_path: Path) -> None:
    path = written(tmp_path / "e.csv", f"{HEAD}o1,a1,c1,{T0}\no1,a 1 ,c1,{T0 + 1}\n")
    connector = EventsTable()
    recognition = connector.recognise(path, ReadOptions())
    schemas = [batch.schema for batch in connector.events(path, recognition, ReadOptions(), Tally())]
    assert schemas
    assert all(schema.equals(EVENT_SCHEMA) for schema in schemas)


def test_a_header_without_rows_gives_no_events_and_says_so(tmp_path: Path) -> None:
    path = written(tmp_path / "e.csv", HEAD)
    _, recognition = registry.recognise(path, ReadOptions())
    assert "there are no rows" in recognition.reasons
    events, tally = read_events(path)
    assert (events, tally.rows_in) == ([], 0)


CELL = st.sampled_from(["x", "y", "", "NA", " z", "9.6e+14", None])


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(
        st.tuples(CELL, CELL, CELL, st.integers(T0, T0 + 9), st.sampled_from(["s", "min", "", "odd", None])),
        max_size=12,
    ),
    toolkit=st.booleans(),
)
def test_columns_at_once_and_rows_one_by_one_agree(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str | None, str | None, str | None, int, str | None]],
    toolkit: bool,
) -> None:
    path = tmp_path_factory.mktemp("t") / "e.parquet"
    first, second, third, at, precision = ([row[place] for row in rows] for place in range(5))
    text = pa.string()
    columns: dict[str, object] = {"timestamp": pa.array(at, pa.int64())}
    if toolkit:
        names = ("message_id", "username", "message")
        columns |= {name: pa.array(["m"] * len(rows), text) for name in names}
        columns |= {
            "user_id": pa.array(first, text),
            "repost_id": pa.array(second, text),
            "reply_id": pa.array(third, text),
        }
        columns["urls"] = pa.array(
            [f" {a or ''}  {b or ''} {a or ''}" for a, b in zip(second, third, strict=True)], text
        )
    else:
        columns |= {"account_id": pa.array(first, text), "object_id": pa.array(second, text).dictionary_encode()}
        columns |= {"behaviour": pa.array(third, text), "precision": pa.array(precision, text)}
    parquet(path, columns)

    def outcome() -> object:
        try:
            events, tally = read_events(path, on_bad_row="report")
        except CrosscurrentError as error:
            return str(error)
        return events, tally.rows_in, tally.rows_kept, list(tally.rejected)

    with mock.patch.object(fast, "_SMALL_ROWS", 2):
        quick = outcome()
    with mock.patch.object(fast, "_single", return_value=None), mock.patch.object(fast, "_several", return_value=None):
        assert quick == outcome()


def test_ndjson_and_csv_of_the_same_rows_agree(tmp_path: Path) -> None:
    rows = [
        {"object_id": f"o{n % 3}", "account_id": f"a{n}", "content_id": f"c{n}", "timestamp_share": T0 + n}
        for n in range(9)
    ]
    text = HEAD + "".join(",".join(str(value) for value in row.values()) + "\n" for row in rows)
    assert read_events(ndjson(tmp_path / "e", rows))[0] == read_events(written(tmp_path / "c", text))[0]  # type: ignore[arg-type]


def test_files_and_standard_input_are_read_in_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "e.csv", f"{HEAD}o1,a1,c1,{T0}\n")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{HEAD}o1,a2,c2,{T0}\no1,a3,c3,{T0}\n".encode())))
    counts = []
    for file in registry.read_event_files([path, "-"], ReadOptions()):
        rows = sum(batch.num_rows for batch in file.batches)
        counts.append((file.name, rows, file.tally.rows_kept))
    assert counts == [("e.csv", 1, 1), ("standard input", 2, 2)]


def test_a_table_of_posts_is_not_taken_for_events(tmp_path: Path) -> None:
    path = written(tmp_path / "p.csv", f"post_id,account_id,created_at,text\np1,a1,{T0},hello\n")
    with pytest.raises(EventsExpected, match="posts_table/posts"):
        list(registry.read_event_files([path], ReadOptions()))
