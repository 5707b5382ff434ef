"""One address per page, without the network; hostile input never raises."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crosscurrent.actions.canonical_url import MAX_CHARS, PLAIN, SHORTENER, UNWRAPPED, canonical

# Two addresses a line that are one page. The right one is the canonical form.
SAME = [
    # scheme, case, ports, userinfo, slashes
    ("http://example.com/a", "https://example.com/a"),
    ("HTTPS://EXAMPLE.Com/A", "https://example.com/A"),
    ("example.com/a", "https://example.com/a"),
    ("//example.com/a", "https://example.com/a"),
    ("https:/example.com/a", "https://example.com/a"),
    ("https:\\\\example.com\\a", "https://example.com/a"),
    ("http://example.com:80/a", "https://example.com/a"),
    ("https://example.com:443/a", "https://example.com/a"),
    ("https://example.com:8443/a", "https://example.com:8443/a"),
    ("https://reader:secret@example.com/a", "https://example.com/a"),
    ("https://example.com./a", "https://example.com/a"),
    ("https://example.com", "https://example.com"),
    ("https://example.com/", "https://example.com"),
    ("https://example.com/a/", "https://example.com/a"),
    ("  https://example.com/a\n", "https://example.com/a"),
    ("https://exa\u200bmple.com/a", "https://example.com/a"),
    ("https://example.com/a b", "https://example.com/a"),
    ("http://192.0.2.7/a", "https://192.0.2.7/a"),
    # host: international names, devices, other names
    ("https://bücher.example/", "https://xn--bcher-kva.example"),
    ("https://BÜCHER.example/", "https://xn--bcher-kva.example"),
    ("https://例え.example/", "https://xn--r8jz45g.example"),
    ("https://пример.example/путь", "https://xn--e1afmkfd.example/путь"),
    ("https://ｅｘａｍｐｌｅ。com/a", "https://example.com/a"),
    ("https://www.example.com/a", "https://example.com/a"),
    ("https://m.example.com/a", "https://example.com/a"),
    ("https://mobile.example.com/a", "https://example.com/a"),
    ("https://wap.example.cn/a", "https://example.cn/a"),
    ("https://3g.example.cn/a", "https://example.cn/a"),
    ("https://www.m.example.com/a", "https://example.com/a"),
    ("https://m.co.uk/a", "https://m.co.uk/a"),
    ("https://zh.m.wikipedia.org/wiki/%E6%B8%AF", "https://zh.wikipedia.org/wiki/港"),
    # path
    ("https://example.com/index.html", "https://example.com"),
    ("https://example.com/news/index.php?id=3", "https://example.com/news?id=3"),
    ("https://example.com/Default.aspx", "https://example.com"),
    ("https://example.com/a/../b/./c", "https://example.com/b/c"),
    ("https://example.com/%7Eana/%e6%b8%af", "https://example.com/~ana/港"),
    ("https://example.com/a%2fb", "https://example.com/a%2Fb"),
    ("https://example.com/%61", "https://example.com/a"),
    ("https://example.com/a#top", "https://example.com/a"),
    ("https://example.com/#!/a", "https://example.com#!/a"),
    # tracking and order
    ("https://example.com/a?utm_source=x&UTM_Medium=y", "https://example.com/a"),
    ("https://example.com/a?fbclid=1&id=2&gclid=3&igshid=4", "https://example.com/a?id=2"),
    ("https://example.com/a?id=2&amp;utm_campaign=z", "https://example.com/a?id=2"),
    ("https://example.com/a?b=2&a=1", "https://example.com/a?a=1&b=2"),
    ("https://example.com/a?spm=1.2&share_token=x-y", "https://example.com/a"),
    ("https://example.com/a?from=singlemessage&isappinstalled=0", "https://example.com/a"),
    ("https://example.com/fares?from=YYZ&to=YVR", "https://example.com/fares?from=YYZ&to=YVR"),
    ("https://example.com/a?ref=twitter", "https://example.com/a"),
    ("https://example.com/a?ref=chapter2", "https://example.com/a?ref=chapter2"),
    ("https://example.com/a?", "https://example.com/a"),
    ("https://example.com/a?&&x=1&x=1", "https://example.com/a?x=1"),
    # AMP
    ("https://example.com/a/amp", "https://example.com/a"),
    ("https://example.com/a/amp/", "https://example.com/a"),
    ("https://example.com/amp/a", "https://example.com/a"),
    ("https://example.com/a?amp=1", "https://example.com/a"),
    ("https://example.com/a.amp.html", "https://example.com/a.html"),
    ("https://amp.example.com/a", "https://example.com/a"),
    ("https://www-example-com.cdn.ampproject.org/c/s/www.example.com/a/amp/", "https://example.com/a"),
    ("https://example-com.cdn.ampproject.org/v/example.com/a?amp_gsa=1", "https://example.com/a"),
    ("https://www.google.com/amp/s/amp.example.com/a", "https://example.com/a"),
    # platforms
    ("https://twitter.com/Ana/status/123?s=20", "https://x.com/i/status/123"),
    ("https://mobile.twitter.com/ana/status/123/photo/1", "https://x.com/i/status/123"),
    ("https://x.com/i/web/status/123", "https://x.com/i/status/123"),
    ("https://youtu.be/dQ7w9wgXcQa?t=43", "https://youtube.com/watch?v=dQ7w9wgXcQa"),
    ("https://m.youtube.com/watch?feature=share&v=dQ7w9wgXcQa", "https://youtube.com/watch?v=dQ7w9wgXcQa"),
    ("https://www.youtube.com/shorts/dQ7w9wgXcQa", "https://youtube.com/watch?v=dQ7w9wgXcQa"),
    ("https://www.youtube-nocookie.com/embed/dQ7w9wgXcQa?rel=0", "https://youtube.com/watch?v=dQ7w9wgXcQa"),
    ("https://m.facebook.com/story.php?story_fbid=1&id=2&__tn__=-R", "https://facebook.com/story.php?id=2&story_fbid=1"),
    ("https://m.bilibili.com/video/BV1x4411?p=2&spm_id_from=333", "https://bilibili.com/video/BV1x4411?p=2"),
    ("https://m.weibo.cn/status/4991?from=page", "https://weibo.com/detail/4991"),
    ("https://www.instagram.com/ana/p/Cab_1-x/?igsh=z", "https://instagram.com/p/Cab_1-x"),
    (
        "http://mp.weixin.qq.com/s?__biz=Mz&mid=22&idx=1&sn=ab&chksm=9&scene=21#wechat_redirect",
        "https://mp.weixin.qq.com/s?__biz=Mz&idx=1&mid=22&sn=ab",
    ),
    # redirectors that carry their target, one inside the other too
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.com%2Fa%3Ffbclid%3D1&h=AT0", "https://example.com/a"),
    ("https://www.google.com/url?sa=t&q=https://example.com/a&usg=x", "https://example.com/a"),
    ("https://www.google.co.uk/url?url=example.com/a", "https://example.com/a"),
    ("https://link.zhihu.com/?target=https%3A//example.com/a", "https://example.com/a"),
    (
        "https://www.google.com/url?q=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Fexample.com%252Fa",
        "https://example.com/a",
    ),
    # a redirector whose target is no web address stays what it is
    ("https://www.google.com/url?q=javascript:alert(1)", "https://google.com/url?q=javascript:alert(1)"),
    # shorteners stay, letter case included
    ("http://t.co/AbC123", "https://t.co/AbC123"),
    ("https://bit.ly/3xYz", "https://bit.ly/3xYz"),
    ("t.cn/A6xYz", "https://t.cn/A6xYz"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "expected"), SAME)
def test_one_page_has_one_address(written: str, expected: str) -> None:
    link = canonical(written)
    assert link is not None
    assert link.url == expected
    assert canonical(link.url).url == expected


# Merging these would invent co-actions.
DIFFERENT = [
    ("https://example.com/a", "https://example.com/A"),
    ("https://example.com/a?id=1", "https://example.com/a?id=2"),
    ("https://example.com/a", "https://example.com/a?page=2"),
    ("https://news.example.com/a", "https://example.com/a"),
    ("https://example.com:8080/a", "https://example.com/a"),
    ("https://example.com/a%2Fb", "https://example.com/a/b"),
    ("https://example.com/#!/a", "https://example.com/#!/b"),
    ("https://youtu.be/dQ7w9wgXcQa", "https://youtu.be/dQ7w9wgXcQb"),
    ("https://t.co/abc", "https://t.co/ABC"),
    ("https://example.com/a?from=YYZ", "https://example.com/a?from=YVR"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_pages_keep_two_addresses(one: str, other: str) -> None:
    assert canonical(one).url != canonical(other).url


REFUSED = [
    "",
    " ",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(document.cookie)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "mailto:ana@example.com",
    "ftp://example.com/a",
    "file:///etc/passwd",
    "https://",
    "https:///",
    "https://localhost/a",
    "https://intranet",
    "https://[::1]/a",
    "https://[broken/a",
    "https://exa mple",
    'https://example.com"onload="x/',
    "https://<script>.com/",
    "https://example..com/a",
    "https://example.com:99999999/a",
    "https://example.com:port/a",
    "https://\u202e\u202e/",
    "https://" + "a" * 300 + ".com/",
    "https://example.com/" + "a" * MAX_CHARS,
    "just words",
    "3.5",
    "\x00",
]


@pytest.mark.parametrize("written", REFUSED)
def test_what_is_no_public_web_address_is_refused(written: str) -> None:
    assert canonical(written) is None


def test_a_backslash_before_the_at_sign_ends_the_host_as_in_a_browser() -> None:
    # A browser goes to good.example; reading evil.example as the host would name the wrong site.
    assert canonical("https://good.example\\@evil.example/").host == "good.example"
    assert canonical("https://good.example@evil.example/").host == "evil.example"


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ("https://example.com/a", PLAIN),
        ("https://t.co/abc", SHORTENER),
        ("https://dwz.cn/abc", SHORTENER),
        ("https://bit.ly/", PLAIN),  # the shortener's own front page hides nothing
        ("https://l.facebook.com/l.php?u=https://example.com/a", UNWRAPPED),
        ("https://l.facebook.com/l.php?u=https://bit.ly/abc", SHORTENER),  # still not the target
    ],
)
def test_the_note_says_what_is_known_of_the_target(written: str, note: str) -> None:
    assert canonical(written).note == note


def test_deep_nesting_is_refused_not_followed_for_ever() -> None:
    address = "https://example.com/a"
    for _ in range(40):
        address = f"https://href.li/?url={address}"
    assert canonical(address) is None


HOSTS = ["example.com", "m.youtube.com", "www.google.com", "bücher.example", "t.co", "u:p@x.com:80", "weibo.cn"]
ADDRESS_LIKE = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["https://", "http://", "HTTP:\\\\", "//", "", "javascript:"]),
    st.sampled_from(HOSTS),
    st.text(alphabet="/ab.%2541Ff~é漢\u200b index.htmlamp#!", max_size=30),
    st.sampled_from(["", "?", "/url?q=", "/watch?v=abcdefgh&", "?u=", "/amp/s/"]),
    st.text(alphabet="ab=&%3A2F5:/.#?utm_漢+", max_size=40),
)  # fmt: skip


@given(st.one_of(st.text(max_size=200), ADDRESS_LIKE))
@example("https://example.com/%%34%31")
@example("https://example.com/%2525252541")
@example("\ud800.\udfff")
@example("https://example.com/a/.%2e/../amp/amp/index.html/index.html")
def test_any_text_gives_a_stable_short_address_or_none(written: str) -> None:
    link = canonical(written)
    if link is None:
        return
    again = canonical(link.url)
    assert again is not None
    assert again.url == link.url
    # Only the host's IDNA form and "https://" may be longer than what was written.
    assert len(link.url) - len(link.host) <= len(written) + len("https://") + len("youtube.com/watch?v=")
    assert not any(char.isspace() or ord(char) < 32 for char in link.url)
