"""A saved mapping says what columns mean, a hand-made sheet says it by its headings; neither guesses."""

# ruff: noqa: E501  (sheets are quoted as they stand)
from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from crosscurrent.connectors.base import REPORT, ReadOptions, Tally
from crosscurrent.connectors.faults import ColumnMissing
from crosscurrent.connectors.mapped.columns import looks, proposed
from crosscurrent.connectors.mapped.counters import count_written
from crosscurrent.connectors.mapped.moments import DayOrderUnknown, read_moment
from crosscurrent.connectors.records.declared import SORTS, Column
from crosscurrent.connectors.records.declared_toml import MappingFileWrong, found_beside, parsed, read, written
from crosscurrent.connectors.registry import recognise
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.errors import TimeUnreadable, ZoneMissing
from tests.conformance.fixtures.mapped import MAPPING
from tests.sources import DOCS
from tests.workbooks import workbook

Rows = dict[str, list[dict[str, Any]]]


def taken_in(folder: Path, raw: bytes, options: ReadOptions) -> tuple[Rows, Tally, str]:
    path = folder / "capture"
    path.write_bytes(raw)
    source, tally = Source(path), Tally()
    connector, recognition = recognise(source, options)
    found: Rows = {}
    for name, table in connector.tables(source, "c" * 64, recognition, options, tally):  # type: ignore[arg-type]
        found.setdefault(name, []).extend(
            {key: value for key, value in row.items() if value is not None} for row in table.to_pylist()
        )
    return found, tally, recognition.format_id


def declared(text: str, **more: Any) -> ReadOptions:
    return ReadOptions(declared=parsed(text), on_bad_row=REPORT, **more)


# --- a saved mapping ---------------------------------------------------------------------------------------------


def test_every_kind_of_column_is_read_as_the_mapping_says(tmp_path: Path) -> None:
    raw = (
        "nr,Kennung,wer,wann,was,Herzen,Themen,Ort,Leser,Bild,übrig\n"
        '1,ImTGkcdDn,77,24.12.2019 08:05,Text #Maut,"1,2万",Brücke/Maut,广东,无,a.png,x\n'
    ).encode()
    found, tally, format_id = taken_in(tmp_path, raw, declared(MAPPING))
    assert format_id == "mapped/declared"
    post = found["post"][0]
    # The short form of the id becomes the canonical one, and the written minute is UTC+8.
    assert (post["post_uid"], post["alt_ids"]) == ("weibo:4454572602912349", [("written", "ImTGkcdDn")])
    assert post["created_at"] == datetime(2019, 12, 24, 0, 5, tzinfo=UTC)
    assert (post["created_at_precision"], post["created_at_raw"]) == ("min", "24.12.2019 08:05")
    counts = found["engagement"][0]
    assert (counts["like_count"], counts["granularity"]) == (12_000, [("like_count", 1000)])
    assert "view_count" not in counts  # what is not mapped is null, not 0
    assert [row["dst"] for row in found["edge"] if row["type"] == "uses_hashtag"] == [
        "brücke",
        "maut",
    ]
    assert [(row["signal"], row["value_raw"], row["source_field"]) for row in found["geo_signal"]] == [
        ("ip_region_post", "广东", "Ort")
    ]
    assert found["media"][0]["local_path"] == "a.png"
    assert "account_obs" not in found  # 无 stands for nothing, so no follower count was observed
    assert [each.path for each in tally.fields.found()] == ["übrig"]


def test_json_documents_are_mapped_by_keys_and_the_place_of_their_records(tmp_path: Path) -> None:
    raw = b'{"n": 1, "result": {"hits": [{"k": "z9", "who": {"id": 7}, "when": 1741564800123, "say": "hello"}]}}'
    text = """
    records = "result.hits"
    columns.post_id = "k"
    columns.account_id = "who.id"
    columns.timestamp = { column = "when", form = "ms" }
    columns.text = "say"
    """
    found, tally, _ = taken_in(tmp_path, raw, declared(text, platform="gab"))
    assert found["post"][0]["post_uid"] == "gab:z9"
    assert found["post"][0]["account_uid"] == "gab:7"
    assert found["post"][0]["locator"] == "pointer=/result/hits/0"
    assert found["post"][0]["created_at_precision"] == "ms"
    assert tally.fields.found() == []


def test_the_unit_of_a_time_column_is_held_to(tmp_path: Path) -> None:
    # T5: seconds read as milliseconds would lie in 1970; they are rejected, not guessed anew.
    raw = b"id,t\na,1741564800\nb,1741564800000\n"
    text = 'columns.post_id = "id"\ncolumns.timestamp = { column = "t", form = "ms" }'
    found, tally, _ = taken_in(tmp_path, raw, declared(text))
    assert [row["native_id"] for row in found["post"]] == ["b"]
    assert [(each.row, each.code) for each in tally.rejected] == [(1, "E-TIME-001")]


def test_a_naive_time_needs_a_zone(tmp_path: Path) -> None:
    with pytest.raises(ZoneMissing):
        taken_in(tmp_path, b"id,t\na,2025-03-10 08:00\n", declared('columns.post_id = "id"\ncolumns.timestamp = "t"'))


def test_lossy_ids_are_refused(tmp_path: Path) -> None:
    found, tally, _ = taken_in(
        tmp_path, b"id;n\n9.6e+14;a\n17;b\n", declared('columns.post_id = "id"\ncolumns.title="n"')
    )
    assert [row["native_id"] for row in found["post"]] == ["17"]
    assert tally.rejected[0].code == "E-INPUT-013"


def test_every_mistake_in_a_mapping_is_named_by_its_key() -> None:
    text = """
    format = 2
    kind = "rumour"
    zone = "Mars/Olympus"
    delimiter = "::"
    colums = "?"
    nulls = "none"
    [columns]
    txet = "a"
    likes = { column = "b", form = "ms", decimal = ";" }
    timestamp = { colum = "c", form = "%A %Y" }
    text = ""
    account_id = { column = "d", id_kind = "guess" }
    [constants]
    platform = "x"
    lang = 7
    [[places]]
    column = "e"
    signal = "country"
    [[media]]
    column = "f"
    holds = "pictures"
    """
    with pytest.raises(MappingFileWrong) as caught:
        parsed(text, "odd.toml")
    for key in ("colums", "format", "kind", "zone", "delimiter", "nulls", "columns.txet", "columns.likes.form",
                "columns.likes.decimal", "columns.timestamp.colum", "columns.timestamp.column", "columns.timestamp.form",
                "columns.text", "columns.account_id.id_kind", "constants.platform", "constants.lang", "places[1].signal",
                "media[1].holds"):  # fmt: skip
        assert f"{key}: " in caught.value.what, key
    assert "did you mean text?" in caught.value.what
    assert caught.value.where == "odd.toml"


def test_a_mapping_that_tells_no_post_from_another_is_refused() -> None:
    with pytest.raises(MappingFileWrong, match="one of post_id, url, text, title"):
        parsed('columns.likes = "n"')


def test_a_mapping_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingFileWrong, match="cannot be opened"):
        read(tmp_path / "absent.toml")
    (tmp_path / "a.toml").write_bytes(b"columns = [\n")
    with pytest.raises(MappingFileWrong, match="no TOML"):
        read(tmp_path / "a.toml")
    (tmp_path / "b.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(MappingFileWrong, match="UTF-8"):
        read(tmp_path / "b.toml")


def test_a_column_the_file_does_not_have_is_named_with_its_neighbours(tmp_path: Path) -> None:
    with pytest.raises(ColumnMissing) as caught:
        taken_in(tmp_path, b"Kennung,Text\n1,a\n", declared('columns.post_id = "Kenung"'))
    assert "'Kennung'" in caught.value.next_step


def test_two_ways_of_mapping_one_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingFileWrong, match="not by both"):
        taken_in(tmp_path, b"id,b\n1,a\n", declared('columns.post_id = "id"', mapping={"text": "b"}))


def test_mappings_are_written_as_they_are_read() -> None:
    mapping = parsed(MAPPING)
    assert parsed(written(mapping, {"text": "said\x1b[2J\nso", "sheet": "which"})) == mapping
    assert "\x1b" not in written(mapping, {"text": "\x1b"})
    assert mapping.recorded()["columns"]["likes"] == {"name": "Herzen", "decimal": ",", "id_kind": "native"}


def test_the_page_shows_a_mapping_that_is_one_and_all_that_can_be_mapped() -> None:
    page = (DOCS / "reference" / "connectors" / "mapped.md").read_text(encoding="utf-8")
    assert parsed(page.split("```toml")[1].split("```")[0]).kind == "post"
    listed = page.split("What can be mapped:")[1].split("One of")[0]
    assert [word.strip(" `.\n") for word in listed.split(",")] == list(SORTS)


def test_the_mapping_beside_a_file_is_found_by_its_name(tmp_path: Path) -> None:
    file, beside = tmp_path / "log.csv", tmp_path / "log.csv.mapping.toml"
    assert found_beside(file) is None
    beside.write_text("")
    assert found_beside(file) is None  # a shell made it for the command that is about to fill it
    beside.write_text('columns.text = "a"')
    assert found_beside(file) == beside


# --- a sheet made by hand -----------------------------------------------------------------------------------------

CHINESE = """WeChat 记录,,,,,,,,
,,,,,,,,
序号,公众号,标题,链接,发布日期,阅读,在看,备注,截图
1,港湾新闻,大桥 一,https://mp.weixin.qq.com/s?__biz=MzA5==&mid=2650000001&idx=1&sn=aa,2025/3/10,10万+,1.2万,可疑,shot_001.png
2,港湾新闻,大桥 二,https://mp.weixin.qq.com/s/AbCdEf,2025年3月11日,8千,33,,shot_002.png；shot_003.png
3,港湾日报,大桥 三,,2025/3/12,,5,重复,
"""


def test_an_analysts_log_in_chinese_is_read_as_it_stands(tmp_path: Path) -> None:
    found, tally, format_id = taken_in(tmp_path, CHINESE.encode("utf-8-sig"), ReadOptions())
    assert format_id == "mapped/manual_log"
    assert found["post"][0]["native_id"] == "MzA5==:2650000001:1"  # the address carries the id
    assert [row["native_id"][:4] for row in found["post"]][1:] == ["url-", "deri"]
    assert {row["platform"] for row in found["post"]} == {"wechat"}
    assert [row["title"] for row in found["post"]] == ["大桥 一", "大桥 二", "大桥 三"]
    assert {row["created_at_precision"] for row in found["post"]} == {"day"}
    first, second, third = found["engagement"]
    assert (first["view_count"], first["lower_bound"]) == (100_000, ["view_count"])
    assert (second["view_count"], second["reaction_count"]) == (8_000, 33)
    assert "view_count" not in third  # an empty cell is no zero
    assert [row["local_path"] for row in found["media"]] == ["shot_001.png", "shot_002.png", "shot_003.png"]
    # A name is no native id: it stands for the account as a handle, and never as the account of the address.
    assert [(row["account_uid"], row["account_id_kind"]) for row in found["account"]] == [
        ("wechat:MzA5==", "native"), ("wechat:@港湾新闻", "handle_only"), ("wechat:@港湾日报", "handle_only"),
    ]  # fmt: skip
    # The running number is left over; the remark is known to be the analyst's and no part of the post.
    assert [each.path for each in tally.fields.found()] == ["序号"]
    assert not any("可疑" in str(row) for rows in found.values() for row in rows)
    assert any("14 hours" in note for note in tally.notes)


def test_the_same_log_in_french_as_a_workbook(tmp_path: Path) -> None:
    raw = workbook(Veille=[
        ["Veille de mars"], [],
        ["Plateforme", "Compte", "Titre", "Lien", "Date de publication", "J’aime", "Remarques", "Capture d’écran"],
        ["Twitter", "Lecteur", "Le pont", "https://twitter.com/Lecteur/status/898925911294132224", date(2017, 8, 19), 12,
         "à voir", "pont.jpg"],
        ["微博", "读者", "桥", "https://weibo.com/1234567890/ImTGkcdDn", date(2019, 12, 24), "1 234", None, None],
    ])  # fmt: skip
    found, _, format_id = taken_in(tmp_path, raw, ReadOptions())
    assert format_id == "mapped/manual_log"
    assert [row["post_uid"] for row in found["post"]] == ["x:898925911294132224", "weibo:4454572602912349"]
    # The day the analyst wrote agrees with what the id tells, which is finer.
    assert found["post"][0]["created_at"] == datetime(2017, 8, 19, 15, 13, 33, 145_000, tzinfo=UTC)
    assert found["post"][0]["created_at_source"] == "id"
    assert [row["account_uid"] for row in found["account"]] == ["x:@lecteur", "weibo:1234567890"]
    assert [row["like_count"] for row in found["engagement"]] == [12, 1234]


def test_a_table_a_tool_wrote_is_not_taken_for_hand_made(tmp_path: Path) -> None:
    raw = b"title,url,account,date,likes\na,https://news.example/1,b,2025-03-10T08:00:00Z,3\n"
    with pytest.raises(Exception, match="E-INPUT-001"):
        taken_in(tmp_path, raw, ReadOptions())


@pytest.mark.parametrize(
    ("written_day", "expected"),
    [
        ("2025年3月10日", "2025-03-10"), ("2025/3/10", "2025-03-10"), ("2025.03.10", "2025-03-10"),
        ("20250310", "2025-03-10"), ("10 mars 2025", "2025-03-10"), ("1er août 2025", "2025-08-01"),
        ("Mar 10, 2025", "2025-03-10"), ("10.03.2025", "2025-03-10"), ("25/03/2025", "2025-03-25"),
        ("03/25/2025", "2025-03-25"), ("２０２５年３月１０日", "2025-03-10"),
    ],
)  # fmt: skip
def test_days_as_people_write_them(written_day: str, expected: str) -> None:
    found = read_moment(written_day, Column("d"), None)
    assert found is not None
    assert (datetime.fromtimestamp(found.at_us / 1e6, UTC).date().isoformat(), found.precision) == (expected, "day")


def test_a_day_that_can_be_read_in_two_ways_is_not_read() -> None:
    with pytest.raises(DayOrderUnknown):
        read_moment("03/04/2025", Column("d"), None)
    with pytest.raises(TimeUnreadable):
        read_moment("2025-02-30", Column("d"), None)
    with pytest.raises(ZoneMissing):
        read_moment("2025年3月10日 8:15", Column("d"), None)


def test_the_rows_of_a_sheet_decide_the_order_of_day_and_month(tmp_path: Path) -> None:
    sheet = "Account,Title,Link,Date,Remarks\na,t,https://news.example/1,03/04/2025,\na,u,https://news.example/2,{},\n"
    found, _, _ = taken_in(tmp_path, sheet.format("25/04/2025").encode(), ReadOptions())
    assert [row["created_at"].date() for row in found["post"]] == [date(2025, 4, 3), date(2025, 4, 25)]
    _, tally, _ = taken_in(tmp_path, sheet.format("2025-04-25").encode(), ReadOptions())
    assert [each.code for each in tally.rejected] == ["E-TIME-003"]


@pytest.mark.parametrize(
    ("cell", "value", "is_bound"),
    [
        ("10万+", 100_000, True), ("10w+", 100_000, True), ("十万+", 100_000, True), ("阅读 10万+", 100_000, True),
        ("1.2万", 12_000, False), ("3亿", 300_000_000, False), ("5千", 5_000, False), ("> 500", 500, True),
        ("plus de 1 000", 1_000, True), ("1,234", 1_234, False), ("１２３", 123, False), ("0", 0, False),
    ],
)  # fmt: skip
def test_counters_as_people_write_them(cell: str, value: int, is_bound: bool) -> None:
    found = count_written(cell)
    assert found is not None
    assert (found.value, found.lower_bound) == (value, is_bound)


@pytest.mark.parametrize("cell", ["", "n/a", "无", "-", "< 100", "many", None, [], "1.5.2"])
def test_what_is_no_counter_is_nothing(cell: object) -> None:
    assert count_written(cell) is None


def test_wechat_shows_100001_for_more_than_100000() -> None:
    assert count_written("100001", platform="wechat") == (100_000, True, 1)
    assert count_written("100001") == (100_001, False, 1)


# --- suggestions ----------------------------------------------------------------------------------------------------


def test_contents_suggest_what_names_do_not_say() -> None:
    columns = ("a", "b", "c", "d", "e", "f")
    sample = [
        {"a": f"{1741564800 + n}", "b": f"https://x.com/u{n % 2}/status/{898925911294132224 + n}", "c": f"u{n % 2}",
         "d": "a sentence of some length, which is what prose looks like", "e": str(n * n), "f": f"shot {n}.png"}
        for n in range(8)
    ]  # fmt: skip
    looked = looks(columns, sample)
    assert [each.sort for each in looked] == ["time", "address", "word", "text", "count", "file name"]
    mapping = proposed(looked)
    assert {ours: column.name for ours, column in mapping.columns.items()} == {
        "timestamp": "a", "text": "d", "url": "b", "display_name": "c",
    }  # fmt: skip
    assert mapping.platform == "x"
    assert mapping.media[0].is_file
    assert parsed(written(mapping)) == mapping
