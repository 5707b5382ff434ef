"""Saved pages of WeChat official accounts: what they say in each of their forms, and what they do not say."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.registry import connector_named
from crosscurrent.connectors.wechat_pages.literals import Literal, Scripts, unescaped
from crosscurrent.connectors.wechat_pages.page import page_record
from crosscurrent.connectors.wechat_pages.parts import body_html
from tests.conformance.fixtures.wechat_pages import ABOUT, ARTICLE, GONE
from tests.unit.connectors.wechat import read

BIZ = "MzAwMDAwMDAwMQ=="
POST = f"wechat:{BIZ}:2247500017:1"
OG = '<html><head><meta property="og:url" content="https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrStUv">'


def cgi(fields: str, body: str = "") -> str:
    """Return a page with an object of these fields."""
    return f"{OG}<script>window.cgiDataNew = {{ {fields} }};</script></head><body><div id='js_article'>{body}</div>"


IDS = "bizuin: JsDecode('MzAwMDAwMDAwMQ=='), mid: '2247500017' * 1, idx: '1' * 1, ori_create_time: '1762747210',"


def test_an_article_gives_its_account_time_place_counters_and_links(tmp_path: Path) -> None:
    found = read(ARTICLE, tmp_path)
    assert found.format_id == "wechat_pages/article"
    post = found.post
    assert (post["post_uid"], post["account_uid"], post["kind"]) == (POST, f"wechat:{BIZ}", "article")
    assert post["title"] == "Harbour bridge & toll"
    assert post["text"] == "The toll rises.\none #bridge"
    assert post["created_at"] == datetime(2025, 11, 10, 4, 0, 10, tzinfo=UTC)
    assert (post["created_at_precision"], post.get("time_conflict")) == ("s", None)
    assert post["content_type_native"] == "0 original"
    assert post["thread_id"] == "4200000000000000001"
    assert dict(post["alt_ids"]) == {"short": "AbCdEfGhIjKlMnOpQrStUv", "sn": "52c2aa00bb11cc22dd33ee44ff556677"}
    assert post["text_html"].startswith("<section><p>The toll <b>rises</b>")
    assert dict(found.rows["account"][0]["alt_ids"]) == {"gh_id": "gh_0a1b2c3d4e5f", "alias": "harbournotes"}
    # The page was made by the server at svr_time: that is when all this was seen.
    assert set(found.column("engagement", "observed_at")) == {datetime(2025, 11, 10, 4, 46, 40, tzinfo=UTC)}
    counts = found.rows["engagement"][0]
    assert (counts["view_count"], counts["lower_bound"]) == (100_000, ["view_count"])
    assert (counts["like_count"], counts["share_count"], counts["comment_count"], counts["save_count"]) == (
        45,
        78,
        9,
        3,
    )
    assert counts["reactions"] == [("recommend", 6)]
    place = found.rows["geo_signal"][0]
    assert (place["subject_uid"], place["signal"], place["value_raw"], place["country_iso2"], place["admin1"]) == (
        POST, "ip_region_post", "四川", "CN", "四川",
    )  # fmt: skip
    links = [edge["dst"] for edge in found.rows["edge"] if edge["type"] == "links_to"]
    assert links == [
        "https://news.example/one", "https://news.example/toll?a=1&b=2",
        "https://mp.weixin.qq.com/s?__biz=MzAwMDAwMDAwMg==&mid=22&idx=1",
    ]  # fmt: skip
    assert [edge["dst"] for edge in found.rows["edge"] if edge["type"] == "mentions"] == ["wechat:MzAwMDAwMDAwMw=="]
    assert found.column("media", "kind") == ["image", "image", "video", "audio", "video"]
    assert found.column("media", "url")[0] == "https://mmbiz.qpic.cn/a/640?wx_fmt=png"
    assert "Byline" not in repr(found.rows)  # a byline names a person, not an account


def test_counters_that_the_page_does_not_hold_are_unknown_not_zero(tmp_path: Path) -> None:
    for bar in ("{}", "{ read_num: '0' * 1, old_like_count: '0' * 1 }"):
        found = read(cgi(f"{IDS} title: JsDecode('a'), user_info: {{ appmsg_bar_data: {bar} }}"), tmp_path)
        assert "engagement" not in found.rows
    found = read(
        cgi(f"{IDS} title: JsDecode('a'), user_info: {{ appmsg_bar_data: {{ read_num: '687' * 1 }} }}"), tmp_path
    )
    assert found.rows["engagement"][0]["view_count"] == 687
    assert "lower_bound" not in found.rows["engagement"][0]


def test_the_minute_in_beijing_contradicting_the_seconds_is_flagged(tmp_path: Path) -> None:
    found = read(cgi(f"{IDS} create_time: JsDecode('2025-11-10 04:00'), title: JsDecode('a')"), tmp_path)
    assert found.post["created_at"] == datetime(2025, 11, 10, 4, 0, 10, tzinfo=UTC)
    assert found.post["time_conflict"] is True
    assert "contradict" in found.tally.notes[0]


def test_a_page_with_the_shown_minute_only_is_read_in_beijing_time(tmp_path: Path) -> None:
    fields = "bizuin: 'MzAwMDAwMDAwMQ==', mid: '5' * 1, idx: '1' * 1, title: 'a', create_time: '2026-06-11 11:29'"
    post = read(cgi(fields), tmp_path).post
    assert (post["created_at"], post["created_at_precision"]) == (datetime(2026, 6, 11, 3, 29, tzinfo=UTC), "min")


@pytest.mark.parametrize(
    ("wording", "shown", "iso2", "admin1"),
    [
        ("{ country_name: '加拿大', country_id: '124', province_name: '' }", "加拿大", "CA", None),
        ("{ country_name: '中国', country_id: '156', province_name: '中国香港' }", "中国香港", "HK", "中国香港"),
        ("{ country_name: '刚果', country_id: '178', province_name: '' }", "刚果", None, None),  # there are two
        ("JsDecode('北京')", "北京", None, "北京"),
    ],
)
def test_a_place_is_kept_as_shown_with_letters_only_where_the_name_says_one_country(
    wording: str, shown: str, iso2: str | None, admin1: str | None, tmp_path: Path
) -> None:
    (place,) = read(cgi(f"{IDS} title: 'a', ip_wording: {wording}"), tmp_path).rows["geo_signal"]
    assert (place["value_raw"], place.get("country_iso2"), place.get("admin1")) == (shown, iso2, admin1)


def test_pages_of_before_2022_hold_variables_instead_of_an_object(tmp_path: Path) -> None:
    page = r"""<html><head><title></title></head><body id="activity-detail"><script>
    var biz = ""||"MzAwMDAwMDAwMQ=="; var sn = "" || ""|| "781e4267"; var mid = "" || ""|| "2652079329";
    var idx = "" || "" || "2"; var ct = "1425865555"; var user_name = "gh_0a1b2c3d4e5f";
    var nickname = htmlDecode("Harbour &amp; Notes"); var msg_title = 'Toll \x26 bridge'.html(false);
    var msg_link = "http://mp.weixin.qq.com/s?__biz=MzAwMDAwMDAwMQ==\x26amp;mid=2652079329\x26amp;idx=2#rd";
    var msg_source_url = 'https://news.example/x'; var svr_time = "1425865655" * 1; var comment_id = "0" * 1;
    var __appmsgCgiData = { copyright_stat : "0", };
    </script><h2 id="activity-name">Toll</h2><span class="profile_meta_value">harbournotes</span>
    <div id="js_content"><p>Old text</p></div></body></html>"""
    found = read(page, tmp_path)
    post = found.post
    assert post["native_id"] == f"{BIZ}:2652079329:2"
    assert (post["title"], post["text"]) == ("Toll & bridge", "Old text")
    assert post["created_at"] == datetime(2015, 3, 9, 1, 45, 55, tzinfo=UTC)
    assert "thread_id" not in post
    assert found.rows["account_obs"][0]["display_name"] == "Harbour & Notes"
    assert found.rows["account_obs"][0]["handle"] == "harbournotes"
    assert found.column("edge", "dst") == ["https://news.example/x"]


def test_pictures_shared_with_a_text_have_their_body_in_the_script(tmp_path: Path) -> None:
    fields = (
        IDS
        + r"""item_show_type: '8' * 1, title: '图片\x26quot;标题\x26quot;',
      content_noencode: JsDecode('第一行\x0a第二行 \x3ca href=\x22https://a.example/?x=1\x26amp;y=2\x22\x3e#收费\x3c/a\x3e'),
      picture_page_info_list: [ { cdn_url: JsDecode('https://mmbiz.qpic.cn/one?a=b\x26amp;amp;from=appmsg'),
        watermark_info: { cdn_url: JsDecode('https://mmbiz.qpic.cn/watermark') } } ]"""
    )
    found = read(cgi(fields), tmp_path)
    post = found.post
    assert (post["kind"], post["content_type_native"]) == ("post", "8")
    assert (post["title"], post["text"]) == ('图片"标题"', "第一行\n第二行 #收费")
    assert {(edge["type"], edge["dst"]) for edge in found.rows["edge"]} == {
        ("links_to", "https://a.example/?x=1&y=2"), ("uses_hashtag", "收费"),
    }  # fmt: skip
    assert found.column("media", "url") == ["https://mmbiz.qpic.cn/one?a=b&from=appmsg"]  # and not the watermark


def test_a_shared_text_has_its_body_in_the_page_of_texts(tmp_path: Path) -> None:
    fields = f"{IDS} item_show_type: '10' * 1, title: 'Short', text_page_info: {{ content_noencode: 'One\\x0aTwo' }}"
    post = read(cgi(fields), tmp_path).post
    assert (post["kind"], post["text"]) == ("post", "One\nTwo")


@pytest.mark.parametrize(
    ("number", "kind"), [(0, "article"), (5, "video"), (7, "article"), (11, "article"), (17, "post")]
)
def test_the_type_of_an_article_is_kept(number: int, kind: str, tmp_path: Path) -> None:
    post = read(cgi(f"{IDS} item_show_type: '{number}' * 1, title: 'a'"), tmp_path).post
    assert (post["kind"], post["content_type_native"]) == (kind, str(number))


def test_single_file_takes_the_scripts_out_and_the_address_tells_the_article(tmp_path: Path) -> None:
    page = f"""<!DOCTYPE html> <html><!--
 Page saved with SingleFile
 url: https://mp.weixin.qq.com/s?__biz={BIZ}&mid=2247500017&idx=1&sn=ab
 saved date: Mon Nov 10 2025 20:00:00 GMT+0800 (China Standard Time)
--><head>{"<style>x{}</style>" * 30_000}</head><body><h1 id="activity-name">Toll</h1><a id="js_name">Harbour</a>
<em id="publish_time">2025年11月10日 12:00</em><span id="js_ip_wording">四川</span>
<div id="js_content"><p>Text</p></div></body></html>"""
    found = read(page, tmp_path)
    assert found.format_id == "wechat_pages/article"
    assert found.post["post_uid"] == POST
    assert found.post["created_at"] == datetime(2025, 11, 10, 4, 0, tzinfo=UTC)
    assert (found.post["created_at_precision"], found.post["created_at_source"]) == ("min", "page")
    assert found.rows["account_obs"][0]["observed_at"] == datetime(2025, 11, 10, 12, 0, tzinfo=UTC)
    assert found.rows["geo_signal"][0]["source_field"] == "js_ip_wording"


def test_a_short_address_and_a_shown_name_alone_are_never_mixed_with_known_ids(tmp_path: Path) -> None:
    page = f"{OG}</head><body><a id='js_name'>Harbour</a><h1 id='activity-name'>T</h1><div id='js_content'>x</div>"
    found = read(page, tmp_path)
    assert found.post["native_id"] == "s-AbCdEfGhIjKlMnOpQrStUv"
    assert found.post["account_uid"] == "wechat:@name:harbour"
    assert found.rows["account"][0]["account_id_kind"] == "handle_only"
    assert "kept apart" in found.tally.notes[0]


def test_what_an_article_shows_is_not_taken_for_its_script(tmp_path: Path) -> None:
    # An article about pages of WeChat quotes their scripts, and a title may hold markup.
    body = "<h1 id='activity-name'>x</h1><div id='js_content'><p>var biz = \"MzAwMDAwMDAwOQ==\"; mid: '9'</p></div>"
    fields = IDS + r"title: JsDecode('\x3c/script\x3e\x3cscript\x3ealert(1)\x3c/script\x3e')"
    found = read(cgi(fields, body), tmp_path)
    assert found.post["post_uid"] == POST
    assert found.post["title"] == "</script><script>alert(1)</script>"


# --- notices in place of articles --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "availability"),
    [
        ('<div class="weui-msg"><h2 class="weui-msg__title warn">该内容已被发布者删除</h2></div>', "deleted_by_author"),
        ('<div class="weui-msg"><div class="weui-msg__title">The content has been deleted by the author.</div></div>',
         "deleted_by_author"),
        ('<div class="weui-msg"><h2 class="weui-msg__title">此内容因违规无法查看</h2></div>', "removed_by_platform"),
        ('<div class="panel"><div class="mesg-block"><p>该内容暂时无法查看</p></div></div>', "unavailable"),
        ('<div class="page_msg"><div class="global_error_msg">此帐号已注销, 内容无法查看</div></div>', "unavailable"),
    ],
)  # fmt: skip
def test_a_notice_in_place_of_an_article_is_evidence_that_it_is_gone(
    body: str, availability: str, tmp_path: Path
) -> None:
    script = '<script>var svr_time = "1762750000" * 1; var page = "https://mp.weixin.qq.com";</script>'
    found = read(f"<!DOCTYPE html><html><head></head><body>{body}{script}</body></html>", tmp_path)
    assert found.format_id == "wechat_pages/gone"
    post = found.post
    assert post["availability"] == availability
    assert post["native_id"].startswith("page-")
    assert len(post["native_id"]) == len("page-") + 16
    seen = datetime(2025, 11, 10, 4, 46, 40, tzinfo=UTC)
    assert post.get("deleted_seen_at") == (None if availability == "unavailable" else seen)
    assert "title" not in post
    assert "text" not in post


def test_the_address_a_notice_was_saved_from_tells_the_article_and_its_account(tmp_path: Path) -> None:
    post = read(GONE, tmp_path).post
    assert (post["native_id"], post["account_uid"]) == (f"{BIZ}:2247500018:1", f"wechat:{BIZ}")
    assert "deleted_seen_at" not in post  # the page does not say when it was saved


def test_a_check_of_the_visitor_says_nothing_about_an_article(tmp_path: Path) -> None:
    page = (
        '<!DOCTYPE html><html><body><div class="weui-msg"><h2 class="weui-msg__title warn">环境异常</h2>'
        "<p class='weui-msg__desc'>完成验证后即可继续访问</p></div>mp.weixin.qq.com</body></html>"
    )
    found = read(page, tmp_path)
    assert found.rows == {}
    assert [each.code for each in found.tally.rejected] == ["E-INPUT-103"]


# --- About pages -------------------------------------------------------------------------------------------


def test_an_about_page_tells_who_stands_behind_an_account_and_not_their_telephone(tmp_path: Path) -> None:
    found = read(ABOUT, tmp_path)
    assert found.format_id == "wechat_pages/about"
    shown = found.rows["account_obs"][0]
    assert (shown["account_uid"], shown["handle"], shown["bio"]) == (
        f"wechat:{BIZ}",
        "harbournotes",
        "Notes from the harbour",
    )
    assert (shown["entity_type"], shown["entity_name"], shown["verified"]) == ("企业", "Harbour Works Ltd", True)
    assert shown["verified_reason"] == "授权第三方服务：Typesetter"
    (place,) = found.rows["geo_signal"]
    assert (place["signal"], place["value_raw"], place["country_iso2"]) == ("ip_region_account", "上海", "CN")
    assert "000-0000" not in repr(found.rows)


def test_headings_nobody_has_seen_are_kept_and_reported(tmp_path: Path) -> None:
    more = (
        '<div class="item-info"><div class="item-title">主体注册国家</div><div class="item-desc">加拿大</div></div>'
        '<div class="item-info"><div class="item-title">新标题</div><div class="item-desc">something</div></div>'
    )
    found = read(ABOUT.replace("</div><script>", more + "</div><script>"), tmp_path)
    assert "新标题：something" in found.rows["account_obs"][0]["verified_reason"]
    assert {"pairs.新标题", "pairs.主体注册国家"} == {each.path for each in found.tally.fields.found()}
    entity = next(each for each in found.rows["geo_signal"] if each["signal"] == "entity_country")
    assert (entity["value_raw"], entity["country_iso2"], entity["source_field"]) == ("加拿大", "CA", "主体注册国家")


def test_an_account_not_verified_is_not_said_to_be(tmp_path: Path) -> None:
    page = ABOUT.replace("认证类型", "主体类型").replace("认证主体", "账号主体").replace("企业", "个人")
    shown = read(page, tmp_path).rows["account_obs"][0]
    assert (shown["entity_type"], shown.get("verified"), shown.get("verified_type")) == ("个人", None, None)


def test_the_exporter_writes_the_account_of_an_about_page_into_the_file_name(tmp_path: Path) -> None:
    page = ABOUT.replace(f'var biz = "{BIZ}";', "")
    assert read(page, tmp_path, name=f"biz-{BIZ}.html").rows["account"][0]["native_id"] == BIZ
    assert read(page, tmp_path, name="about.html").rows["account"][0]["account_uid"] == "wechat:@harbournotes"


# --- literals ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ("'a'", "a"),
        ('"" || "b"', "b"),
        ("'12' * 1", 12),
        ("'' * 1", None),
        ("JsDecode('\\x3cb\\x3e')", "<b>"),
        ("JsDecode('\\\\x26amp;')", "&amp;"),
        ("'x'.html(false)", "x"),
        ("{a: 1, 'b': [1, {c: 'd'},], e: f(1, {g: 2}), h: i.j || '', k: function () { return 1; }, l: true}",
         {"a": 1, "b": [1, {"c": "d"}], "e": None, "h": "", "k": None, "l": True}),
        ("xml ? getXmlValue('comment_id.DATA') : '123'", "123"),
        ("{a: 'b', c: 'never ends", {"a": "b", "c": None}),
        ("{a: /* why */ 1 // here\n, b: 2}", {"a": 1, "b": 2}),
        ("location.href", None),
        ("", None),
    ],
)  # fmt: skip
def test_literals_are_read_and_nothing_else(script: str, value: Any) -> None:
    assert Literal(script).value() == value


def test_escapes_may_hold_halves_of_characters_and_never_break_anything() -> None:
    assert unescaped(r"\ud83d\ude00 \ud83d \u{1f600} \u{ffffff} \q \x4") == "😀 \ufffd 😀 \ufffd q x4"


def test_a_script_that_never_ends_is_read_to_the_end() -> None:
    assert Scripts("<script>var a = 'b'").assigned("a") == "b"
    assert Scripts("<script").assigned("a") is None
    assert Scripts("<script>x.push({a: 1}); x.push({a: 2})").pushed("x") == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    "page",
    ["", "<div id=js_content>", "<section id='js_content'>a</section>", "<div id='js_content'>a", "id=js_content"],
)
def test_a_body_without_an_end_has_no_markup_to_keep(page: str) -> None:
    assert body_html(page) is None


# --- hostile pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "piece",
    [
        "<div>", "<script>", "<script ", "<script></script>", "<div class='item-title item-desc'>",
        "<div id='js_content' ",
        "<script>window.cgiDataNew = {a:", "<script>window.cgiDataNew = {a:[", "JsDecode(", "{a:", "<img data-src=http://x>",
        "<script>window.cgiDataNew = {a:'\\'", "<script>var biz = ", "\0", "title: ", "<script>auth_3rd_list.push({a:[",
    ],
)  # fmt: skip
def test_a_hostile_page_takes_no_longer_than_its_length(piece: str) -> None:
    start = time.perf_counter()
    page_record(f"{OG}<div id='js_article'><div id='js_content'><script>" + piece * (600_000 // len(piece)), "x")
    page_record(OG + piece * (600_000 // len(piece)), "x")
    assert time.perf_counter() - start < 30


def test_a_page_of_ten_megabytes_is_read(tmp_path: Path) -> None:
    body = "<div id='js_content'>" + "<p>Text</p>" * 950_000 + "</div>"
    found = read(cgi(f"{IDS} title: 'a'", body), tmp_path)
    assert found.post["text"].count("Text") == 950_000


def test_nul_and_halves_of_characters_leave_a_mark_and_nothing_behind_them_is_lost(tmp_path: Path) -> None:
    fields = IDS + r"title: JsDecode('a\ud800b'), nick_name: JsDecode('\ud83d\ude00')"
    found = read(cgi(fields, "<div id='js_content'><p>one\0two</p><p>three</p></div>"), tmp_path)
    assert found.post["title"] == "a\ufffdb"
    assert found.post["text"] == "one\ufffdtwo\nthree"
    assert found.rows["account_obs"][0]["display_name"] == "😀"


def test_a_page_of_another_site_that_only_leads_to_wechat_is_left_to_others(tmp_path: Path) -> None:
    page = "<!DOCTYPE html><html><body><a href='https://mp.weixin.qq.com/s/AbCdEfGhIjKl'>x</a><p>" + "y " * 300
    path = tmp_path / "page"
    path.write_text(page, encoding="utf-8")
    assert connector_named("wechat_pages").recognise(path, ReadOptions()).certainty == 0.0
