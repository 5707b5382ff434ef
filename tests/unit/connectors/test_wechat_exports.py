"""What tools export of WeChat official accounts: ids that meet those of saved pages, and nothing that was not seen."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records.regions import country_iso2, region
from crosscurrent.connectors.records.wechat import address_of, article_of, biz_of, counters, notice, place_of
from crosscurrent.errors import InputRefused, ZoneMissing
from tests.conformance.fixtures import document, lines, table
from tests.conformance.fixtures.wechat_exports import FIXTURES, article
from tests.unit.connectors.wechat import SAMPLES, read

BIZ = "MzAwMDAwMDAwMA=="
BEIJING = ReadOptions(assume_zone="Asia/Shanghai")


def fixture(name: str, number: int = 2) -> bytes:
    """Return the capture of the conformance suite for a layout."""
    return next(each for each in FIXTURES if each.format_id == f"wechat_exports/{name}").make(number)


def test_an_article_has_the_id_of_its_page_and_its_comments_are_posts(tmp_path: Path) -> None:
    found = read(document([article(0)]), tmp_path)
    assert found.format_id == "wechat_exports/articles"
    post, comment, reply = found.rows["post"]
    assert post["post_uid"] == f"wechat:{BIZ}:2247500000:1"
    assert (post["account_uid"], post["content_type_native"]) == (f"wechat:{BIZ}", "0 original")
    assert post["created_at"] == datetime(2025, 12, 3, 22, 13, 20, tzinfo=UTC)
    assert post["edited_at"] == datetime(2025, 12, 3, 22, 13, 25, tzinfo=UTC)
    assert dict(post["alt_ids"])["short"] == "AbCdEfGhIjKlMnOpQr0000"
    assert comment["native_id"] == f"comment-{BIZ}:2247500000:1:400000000000000000"
    assert (comment["account_uid"], comment["parent_post_uid"]) == ("wechat:oAbCdEf0", post["post_uid"])
    # A reply marked as the account's own is the account's; a nickname would name nobody.
    assert (reply["account_uid"], reply["parent_post_uid"]) == (f"wechat:{BIZ}", comment["post_uid"])
    assert reply["root_post_uid"] == post["post_uid"]
    assert {each["locator"] for each in found.rows["post"]} == {
        "pointer=/0", "pointer=/0/comments/0", "pointer=/0/comments/0/reply_new/reply_list/0",
    }  # fmt: skip
    places = {(each["signal"], each["value_raw"], each["country_iso2"]) for each in found.rows["geo_signal"]}
    assert places == {("ip_region_comment", "上海", "CN")}
    assert "Byline" not in repr(found.rows)


def test_100001_reads_mean_that_many_or_more(tmp_path: Path) -> None:
    counts = read(document([article(0)]), tmp_path).rows["engagement"][0]
    assert (counts["view_count"], counts["lower_bound"], counts["like_count"]) == (100_000, ["view_count"], 32)
    assert counts["reactions"] == [("recommend", 4)]


def test_counters_that_are_all_zero_were_not_seen(tmp_path: Path) -> None:
    none = dict.fromkeys(("readNum", "oldLikeNum", "shareNum", "likeNum", "commentNum"), 0)
    assert "engagement" not in read(document([{**article(0), **none, "comments": []}]), tmp_path).rows
    some = {**none, "readNum": 7}
    assert read(document([{**article(0), **some, "comments": []}]), tmp_path).rows["engagement"][0]["like_count"] == 0


def test_the_placeholder_of_articles_added_singly_is_no_account(tmp_path: Path) -> None:
    single = {**article(0), "fakeid": "SINGLE_ARTICLE_FAKEID", "_single": True, "comments": []}
    found = read(document([single]), tmp_path)
    assert found.post["native_id"] == "s-AbCdEfGhIjKlMnOpQr0000"
    assert found.post["account_uid"] == "wechat:@name:harbour"
    long = {**single, "link": f"http://mp.weixin.qq.com/s?__biz={BIZ}&mid=5&idx=2&sn=x#rd"}
    assert read(document([long]), tmp_path).post["account_uid"] == f"wechat:{BIZ}"
    lost = {**single, "link": ""}
    with pytest.raises(InputRefused, match="no id"):
        read(document([lost]), tmp_path)


@pytest.mark.parametrize(
    ("status", "is_deleted", "availability"),
    [
        ("", False, "public"), ("", True, "unavailable"), ("作者已删除", True, "deleted_by_author"),
        ("内容违规", False, "removed_by_platform"),
    ],
)  # fmt: skip
def test_that_an_article_is_gone_is_kept_with_its_reason(
    status: str, is_deleted: bool, availability: str, tmp_path: Path
) -> None:
    gone = {**article(0), "_status": status, "is_deleted": is_deleted, "comments": None}
    assert read(document([gone]), tmp_path).post["availability"] == availability


def test_without_content_the_digest_stands_for_the_text_and_says_so(tmp_path: Path) -> None:
    bare = {**article(0), "content": None, "comments": []}
    post = read(document([bare]), tmp_path).post
    assert (post["text"], post["text_is_truncated"]) == ("Short", True)


def test_comments_that_are_none_are_refused_one_by_one(tmp_path: Path) -> None:
    broken = {**article(0), "comments": [None, {"content": "x"}, article(1)["comments"][0], "text"]}
    found = read(document([broken]), tmp_path)
    assert found.tally.rows_in == 6
    assert [each.code for each in found.tally.rejected] == ["E-INPUT-101", "E-INPUT-102", "E-INPUT-101"]


def test_accounts_are_seen_when_the_tool_looked_not_when_it_added_them(tmp_path: Path) -> None:
    listed = {
        "version": "1.0", "usefor": "wechat-article-exporter",
        "accounts": [
            {"fakeid": BIZ, "nickname": "Harbour", "create_time": 1_500_000_000, "last_update_time": 1_764_800_000},
            {"fakeid": "SINGLE_ARTICLE_FAKEID", "nickname": "x", "create_time": 1_500_000_000},
        ],
    }  # fmt: skip
    found = read(document(listed), tmp_path)
    assert found.format_id == "wechat_exports/accounts"
    (shown,) = found.rows["account_obs"]
    assert (shown["account_uid"], shown["observed_at"]) == (
        f"wechat:{BIZ}",
        datetime(2025, 12, 3, 22, 13, 20, tzinfo=UTC),
    )
    assert "created_at" not in found.rows["account"][0]
    assert [each.code for each in found.tally.rejected] == ["E-INPUT-103"]


def test_a_table_is_in_the_zone_of_the_browser_that_wrote_it(tmp_path: Path) -> None:
    with pytest.raises(ZoneMissing):
        read(fixture("table"), tmp_path)
    found = read(fixture("table"), tmp_path, BEIJING)
    assert found.format_id == "wechat_exports/table"
    post = found.post
    assert post["created_at"] == datetime(2025, 12, 4, 10, 0, 51, tzinfo=UTC)
    assert (post["native_id"], dict(post["alt_ids"])["aid"]) == ("s-AbCdEfGhIjKlMnOpQr0000", "2247500000_1")
    assert post["account_uid"] == "wechat:@name:harbour"
    assert (post["kind"], post["content_type_native"]) == ("article", "普通图文 original")
    assert found.rows["engagement"][0]["view_count"] == 321
    assert "kept apart" in found.tally.notes[0]


def test_a_table_with_long_addresses_has_the_ids_of_pages(tmp_path: Path) -> None:
    header = ["公众号", "链接", "标题", "创建时间", "发布时间", "阅读", "文章类型"]
    row = [
        "Harbour",
        f"http://mp.weixin.qq.com/s?__biz={BIZ}&mid=5&idx=2",
        "T",
        "2025-12-04 18:00:51",
        "",
        "10万+",
        "图片分享",
    ]
    found = read(table(header, [row]), tmp_path, BEIJING)
    assert (found.post["native_id"], found.post["account_uid"]) == (f"{BIZ}:5:2", f"wechat:{BIZ}")
    assert found.post["kind"] == "post"
    counts = found.rows["engagement"][0]
    assert (counts["view_count"], counts["lower_bound"]) == (100_000, ["view_count"])


def test_counters_without_an_address_belong_to_no_article(tmp_path: Path) -> None:
    found = read(fixture("counters"), tmp_path)
    assert found.format_id == "wechat_exports/counters"
    assert found.rows["engagement"][0]["view_count"] == 288
    assert found.rows["engagement"][0]["reactions"] == [("recommend", 12)]
    assert "post" not in found.rows  # that an article was counted says nothing else about it
    alone = {"appmsgstat": {"read_num": 288, "like_num": 12, "show": True}}
    hidden = {
        **alone,
        "appmsgstat": {"read_num": 288, "show": False},
        "link": f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid=1&idx=1",
    }
    asked = {**alone, "params": {"__biz": BIZ, "mid": 1, "idx": "1"}}
    found = read(lines([alone, hidden, asked]), tmp_path)
    assert [each.code for each in found.tally.rejected] == ["E-INPUT-103", "E-INPUT-103"]
    assert found.column("engagement", "post_uid") == [f"wechat:{BIZ}:1:1"]


def test_the_databases_of_the_bridges_give_accounts_by_number(tmp_path: Path) -> None:
    found = read(fixture("we_mp_rss"), tmp_path)
    assert found.format_id == "wechat_exports/we_mp_rss"
    assert found.column("account", "native_id") == ["MzAwMDAwMDAwMQ=="]
    assert (found.post["native_id"], found.post["text"]) == ("MzAwMDAwMDAwMQ==:2247500000:1", "Text 0")
    assert found.post["locator"] == "table=articles;rowid=1"
    found = read(fixture("wewe_rss"), tmp_path)
    assert found.format_id == "wechat_exports/wewe_rss"
    assert (found.post["native_id"], found.post["account_uid"]) == (
        "s-AbCdEfGhIjKlMnOpQr0000", "wechat:MzAwMDAwMDAwMQ==",
    )  # fmt: skip
    assert found.post["url"] == "https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQr0000"


def test_a_selection_of_the_tool_is_no_account(tmp_path: Path) -> None:
    path = tmp_path / "base"
    path.write_bytes(fixture("we_mp_rss"))
    with sqlite3.connect(path) as database:
        database.execute("INSERT INTO feeds VALUES ('MP_WXS_FEATURED_ARTICLES', 'Selection', '', '', 1, 0, '')")
    found = read(path, tmp_path)
    assert found.column("account", "native_id") == ["MzAwMDAwMDAwMQ=="]
    assert [each.code for each in found.tally.rejected] == ["E-INPUT-103"]


def test_a_feed_without_an_offset_asks_for_the_zone_of_its_server(tmp_path: Path) -> None:
    with pytest.raises(ZoneMissing):
        read(fixture("rss"), tmp_path)
    found = read(fixture("rss"), tmp_path, BEIJING)
    assert found.format_id == "wechat_exports/rss"
    post = found.post
    assert (post["native_id"], post["account_uid"]) == (
        "MzAwMDAwMDAwMQ==:2247500000:1", "wechat:MzAwMDAwMDAwMQ==",
    )  # fmt: skip
    assert (post["created_at"], post["created_at_source"]) == (datetime(2025, 12, 4, 10, 0, 51, tzinfo=UTC), "feed")
    assert post["text"] == "Text there"
    assert "https://news.example/0" in found.column("edge", "dst")


def test_temporary_addresses_of_sogou_name_no_article(tmp_path: Path) -> None:
    found = read(fixture("sogou"), tmp_path)
    assert found.format_id == "wechat_exports/sogou"
    assert found.post["native_id"].startswith("sogou-")
    assert len({post["native_id"] for post in found.rows["post"]}) == 2
    assert found.post["account_uid"] == "wechat:@harbour1"
    assert found.rows["account_obs"][0]["entity_name"] == "Harbour Works"
    single = {"wechat_name": "Harbour", "wechat_id": "", "open_id": "oI", "profile_url": "", "introduction": "Notes"}
    assert read(lines([single, single]), tmp_path).column("account", "account_uid") == ["wechat:@name:harbour"]


@pytest.mark.parametrize("hostile", [None, [], {}, "\0", "\ud800", -1, 1e300, "x" * 100_000, [None], True])
def test_whatever_stands_in_a_field_the_record_is_read_or_refused(hostile: Any, tmp_path: Path) -> None:
    for key in article(0):
        spoilt = {**article(0), key: hostile}
        found = read(json.dumps([article(1), spoilt]), tmp_path)
        assert found.tally.rows_in == found.tally.rows_kept + len(found.tally.rejected)


# --- what the captures share -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "native"),
    [
        (f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid=22&idx=1&sn=ab&chksm=1#rd", f"{BIZ}:22:1"),
        (f"http://mp.weixin.qq.com/s?__biz={BIZ}&amp;mid=22&amp;idx=1", f"{BIZ}:22:1"),
        (f"https://mp.weixin.qq.com/mp/appmsg/show?__biz={BIZ}&appmsgid=22&itemidx=3", f"{BIZ}:22:3"),
        ("https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrStUv?x=1", "s-AbCdEfGhIjKlMnOpQrStUv"),
        ("https://mp.weixin.qq.com/s?__biz=no!&mid=1&idx=1", None),
        ("https://mp.weixin.qq.com/s?timestamp=1&signature=x", None),
        (f"https://evil.example/?u=mp.weixin.qq.com/s?__biz={BIZ}&mid=1&idx=1", None),
        ("https://[mp.weixin.qq.com/s", None),
        (None, None),
        (7, None),
    ],
)
def test_an_address_says_which_article_it_leads_to(url: Any, native: str | None) -> None:
    assert article_of(url).native_id == native


def test_ids_of_accounts_are_base_64_of_a_number() -> None:
    assert biz_of("MP_WXS_3000000000") == biz_of(3_000_000_000) == biz_of(BIZ) == biz_of("MzAwMDAwMDAwMA%3D%3D") == BIZ
    assert [biz_of(each) for each in ("", None, "SINGLE_ARTICLE_FAKEID", "gh_0a1b2c3d4e5f", "====", True)] == [None] * 6
    assert address_of(article_of(f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid=2&idx=1&sn=ab")) == (
        f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid=2&idx=1&sn=ab"
    )
    assert address_of(article_of("https://mp.weixin.qq.com/s/AbCdEfGhIjKl")) is None


def test_places_and_notices() -> None:
    assert place_of({"country_name": "中国", "country_id": "156", "province_name": "台湾"}) == ("台湾", "TW", "台湾")
    assert place_of({"countryName": "", "countryId": "156", "provinceName": ""}) is None
    assert place_of(7) is None
    assert region(None, None, None, "Paris") == ("Paris", None, None)
    assert country_iso2(None) is None
    assert notice("环境异常") is None
    assert counters({}, {"view_count": "read_num"}) == ({}, [])


# --- samples of the tools ----------------------------------------------------------------------------------


def _sample(name: str) -> Path:
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"sample {name} is not present beside the checkout")
    return path


@pytest.mark.reference_data
def test_samples_of_the_exporter(tmp_path: Path) -> None:
    found = read(_sample("WECHAT_wechat-article-exporter_articles.json"), tmp_path)
    assert found.tally.fields.found() == []
    assert [post["native_id"] for post in found.rows["post"]] == [
        f"{BIZ}:2247500001:1", f"comment-{BIZ}:2247500001:1:123_1", f"comment-{BIZ}:2247500001:1:123_1-1",
    ]  # fmt: skip
    assert [post["created_at"].isoformat() for post in found.rows["post"]] == [
        "2025-12-04T10:00:51+00:00", "2025-12-04T10:10:51+00:00", "2025-12-04T10:15:51+00:00",
    ]  # fmt: skip
    counts = found.rows["engagement"][0]
    assert [counts[name] for name in ("view_count", "like_count", "share_count", "comment_count")] == [
        100_000,
        321,
        87,
        12,
    ]
    found = read(_sample("WECHAT_wechat-article-exporter_accounts.json"), tmp_path)
    assert found.tally.fields.found() == []
    assert found.rows["account_obs"][0]["display_name"] == "示例公众号"


@pytest.mark.reference_data
def test_sample_of_counters_and_sample_of_a_feed(tmp_path: Path) -> None:
    found = read(_sample("WECHAT_appmsgext_response.json"), tmp_path)
    assert (found.format_id, [each.code for each in found.tally.rejected]) == (
        "wechat_exports/counters",
        ["E-INPUT-103"],
    )
    assert found.tally.fields.found() == []
    found = read(_sample("WECHAT_we-mp-rss.xml"), tmp_path, BEIJING)
    assert found.tally.fields.found() == []
    assert (found.post["native_id"], found.post["title"]) == ("MzAw:2247500001:1", "示例标题")
    assert found.post["created_at"] == datetime(2025, 12, 4, 10, 0, 51, tzinfo=UTC)
