"""An address leads to the post it names, whatever hangs on it; what it does not carry is not guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscurrent.model.post_address import post_address, post_at

KNOWN = {
    "https://mp.weixin.qq.com/s?__biz=MzA5MDAwMA==&mid=2650000001&idx=2&sn=0f&chksm=8#rd":
        ("wechat", "MzA5MDAwMA==:2650000001:2"),
    "http://mp.weixin.qq.com/s?__biz=MzA5MDAwMA%3D%3D&amp;mid=2650000001&amp;idx=1":
        ("wechat", "MzA5MDAwMA==:2650000001:1"),
    "https://weibo.com/1234567890/ImTGkcdDn?from=page": ("weibo", "4454572602912349"),
    "https://m.weibo.cn/detail/4454572602912349": ("weibo", "4454572602912349"),
    "https://m.weibo.cn/status/ImTGkcdDn": ("weibo", "4454572602912349"),
    "https://x.com/someone/status/898925911294132224?s=20": ("x", "898925911294132224"),
    "https://mobile.twitter.com/someone/statuses/898925911294132224/photo/1": ("x", "898925911294132224"),
    "https://twitter.com/i/web/status/898925911294132224": ("x", "898925911294132224"),
    "https://www.youtube.com/watch?feature=x&v=abcdefghi-_": ("youtube", "abcdefghi-_"),
    "https://youtu.be/abcdefghi-_?t=3": ("youtube", "abcdefghi-_"),
    "https://m.youtube.com/shorts/abcdefghi-_": ("youtube", "abcdefghi-_"),
    "https://www.bilibili.com/video/BV13x41117TL/?p=2": ("bilibili", "BV13x41117TL"),
    "https://www.bilibili.com/video/av8903802": ("bilibili", "BV13x41117TL"),
    "https://t.bilibili.com/712345678901234567": ("bilibili", "dynamic-712345678901234567"),
    "https://www.douyin.com/video/7318000000000000001": ("douyin", "7318000000000000001"),
    "https://www.douyin.com/discover?modal_id=7318000000000000001": ("douyin", "7318000000000000001"),
    "https://www.tiktok.com/@some.one/video/7318000000000000001?lang=en": ("tiktok", "7318000000000000001"),
    "https://www.ixigua.com/6996881461559165471": ("xigua", "6996881461559165471"),
    "https://www.xiaohongshu.com/explore/65920080000000001e03aabb?xsec_token=A":
        ("xiaohongshu", "65920080000000001e03aabb"),
    "https://www.facebook.com/groups/harbour/posts/1234567890123/": ("facebook", "1234567890123"),
    "https://m.facebook.com/story.php?story_fbid=1234567890&id=55": ("facebook", "1234567890"),
    "https://www.facebook.com/watch/?v=1234567890": ("facebook", "1234567890"),
    "https://www.instagram.com/p/aye83DjauH/?igsh=1": ("instagram", "482584233761418119"),
    "https://www.threads.net/@some.one/post/aye83DjauH": ("threads", "482584233761418119"),
    "https://old.reddit.com/r/harbour/comments/18abcd/a_title/": ("reddit", "t3_18abcd"),
    "https://www.reddit.com/r/harbour/comments/18abcd/a_title/kab12cd/": ("reddit", "t1_kab12cd"),
    "https://t.me/c/1400500600/77": ("telegram", "1400500600:77"),
    "https://www.linkedin.com/feed/update/urn:li:activity:6960882777168695296/": ("linkedin", "6960882777168695296"),
    "https://www.linkedin.com/posts/a-reader_bridge-activity-6960882777168695296-Ab1c":
        ("linkedin", "6960882777168695296"),
    "https://medium.com/@reader/the-bridge-0123456789ab?source=rss": ("medium", "0123456789ab"),
    "https://bsky.app/profile/did:plc:abc/post/3kabcdefghi22":
        ("bluesky", "at://did:plc:abc/app.bsky.feed.post/3kabcdefghi22"),
    "https://tieba.baidu.com/p/7654321098": ("tieba", "7654321098"),
    "https://zhuanlan.zhihu.com/p/123456789": ("zhihu", "article-123456789"),
}  # fmt: skip


@pytest.mark.parametrize("url", KNOWN)
def test_known_addresses_give_the_canonical_id(url: str) -> None:
    assert post_at(url) == KNOWN[url]


@pytest.mark.parametrize(
    "url",
    [
        "https://mp.weixin.qq.com/s/AbCdEfGhIj",  # a short link: only the page tells biz, mid and idx
        "https://v.douyin.com/AbCd/", "https://www.facebook.com/somebody/posts/pfbid0AbC", "https://x.com/someone",
        "https://t.me/harbourtalk/77",  # the handle of a channel is not its id
        "https://news.example/x.com/someone/status/898925911294132224", "https://notx.com/a/status/898925911294132224",
        "javascript:alert(1)", "", "x" * 10_000, "https://x.com/i/status/99999999999999999999999",
    ],
)  # fmt: skip
def test_what_an_address_does_not_carry_is_not_guessed(url: str) -> None:
    assert post_at(url) is None


def test_accounts_come_along_where_the_address_names_them() -> None:
    found = [
        post_address(url) for url in ("https://x.com/Some_One/status/898925911294132224", "https://t.me/harbourtalk/77")
    ]
    assert [(each.platform, each.account_id, each.handle) for each in found if each] == [
        ("x", None, "Some_One"), ("telegram", None, "harbourtalk"),
    ]  # fmt: skip
    weibo = post_address("https://weibo.com/1234567890/ImTGkcdDn")
    assert weibo is not None
    assert weibo.account_id == "1234567890"


@given(st.text(max_size=80), st.sampled_from(sorted({url.split("/")[2] for url in KNOWN})))
def test_nothing_crashes_it(path: str, host: str) -> None:
    found = post_address(f"https://{host}/{path}")
    assert found is None or found.platform
