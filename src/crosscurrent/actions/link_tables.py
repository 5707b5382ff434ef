"""Tables behind the canonical form of a link. Each is printed in docs/reference/behaviours.md; a test compares them.

Rule for the tables: removing too little loses a co-action, removing too much invents one. A parameter that means
something on some site is therefore removed only on the hosts, or with the values, where it is known to track.
"""

from __future__ import annotations

import re


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


#: Parameters that only say where a click came from, on any host. Names are compared case-folded.
TRACKING = _words(
    """
    fbclid gclid gclsrc gbraid wbraid dclid msclkid yclid twclid ttclid igshid igsh li_fat_id mc_cid mc_eid mkt_tok
    _ga _gl s_cid cmpid ncid ocid smid ito icid vero_id vero_conv wickedid oly_anon_id oly_enc_id rb_clickid
    fb_action_ids fb_action_types fb_source fb_ref action_object_map action_type_map mibextid sfnsn ref_src ref_url
    spm spm_id_from scm share_token share_from share_source share_medium share_plat share_tag share_session_id
    share_times share_id share_uid share_from_user_hidden vd_source unique_k bbid is_story_h5 isappinstalled nsukey
    wxshare_count wfr weibo_id sudaref sharer_sharetime sharer_shareid sharer_shareinfo xsec_token
    xsec_source appuid apptime shareredid amp amp_js_v amp_gsa usqp outputtype __twitter_impression
    """
)

#: Prefixes of such parameters.
TRACKING_PREFIXES = ("utm_", "hsa_", "pk_", "piwik_", "mtm_", "matomo_", "__cft__", "__tn__", "at_c")

#: Parameters that track only with these values (a ticket search also has ``from=``).
TRACKING_VALUES = {
    "from": _words(
        "singlemessage groupmessage timeline message weixin wechat wx qq qzone weibo sina moments share app"
    ),
    "ref": _words("twitter tw facebook fb share social rss email mail newsletter home"),
    "source": _words("twitter tw facebook fb share social rss email mail newsletter wechat weibo qq app"),
    "src": _words("twitter tw facebook fb share social rss email mail newsletter"),
    "s": _words("09 19 20 21 46"),
}

#: Hosts on which only these parameters name the page; all others go.
KEEP_ONLY = {
    "bilibili.com": _words("p"),
    "douyin.com": _words("modal_id"),
    "facebook.com": _words("story_fbid id fbid v set q multi_permalinks href"),
    "instagram.com": _words(""),
    "mp.weixin.qq.com": _words("__biz mid idx sn appmsgid itemidx"),
    "t.me": _words(""),
    "tiktok.com": _words("q"),
    "x.com": _words("q f"),
    "xiaohongshu.com": _words(""),
    "youtube.com": _words("v list search_query"),
}

#: First labels that only choose a device or a cache.
DEVICE_LABELS = re.compile(r"(?:www\d?|m|mobile|wap|3g|touch|amp)\.(?=.)")
#: Second-level labels under which names are sold: ``m.co.uk`` keeps its ``m``.
SOLD_UNDER = _words("co com org net gov edu ac or ne go")

#: Other names of one site.
HOST_ALIASES = {
    "twitter.com": "x.com",
    "fxtwitter.com": "x.com",
    "vxtwitter.com": "x.com",
    "fixupx.com": "x.com",
    "fb.com": "facebook.com",
    "mbasic.facebook.com": "facebook.com",
    "web.facebook.com": "facebook.com",
    "music.youtube.com": "youtube.com",
    "youtube-nocookie.com": "youtube.com",
    "old.reddit.com": "reddit.com",
    "new.reddit.com": "reddit.com",
    "np.reddit.com": "reddit.com",
    "weibo.cn": "weibo.com",
    "iesdouyin.com": "douyin.com",
    "telegram.me": "t.me",
    "telegram.dog": "t.me",
}

#: (host, pattern on path?query, replacement): several addresses of one page.
PAGE_FORMS = tuple(
    (host, re.compile(pattern), replacement)
    for host, pattern, replacement in (
        ("x.com", r"/(?:i/web|i|[^/?]+)/status(?:es)?/(\d+)(?:[/?].*)?$", r"/i/status/\1"),
        ("youtu.be", r"/([\w-]{6,})(?:[/?].*)?$", r"youtube.com/watch?v=\1"),
        ("youtube.com", r"/(?:shorts|embed|live|v|e)/([\w-]{6,})(?:[/?].*)?$", r"/watch?v=\1"),
        ("youtube.com", r"/watch/?\?(?:.*&)?v=([\w-]{6,})(?:&.*)?$", r"/watch?v=\1"),
        ("weibo.com", r"/(?:status|detail)/(\w+)(?:[/?].*)?$", r"/detail/\1"),
        ("instagram.com", r"/(?:[^/?]+/)?(?:p|reel|reels|tv)/([\w-]+)(?:[/?].*)?$", r"/p/\1"),
        ("douyin.com", r"/share/video/(\d+)(?:[/?].*)?$", r"/video/\1"),
        ("t.me", r"/s/([\w]+/\d+)(?:[/?].*)?$", r"/\1"),
    )
)

#: Known redirectors: host -> parameters that hold the target, in order of preference.
REDIRECTORS = {
    "l.facebook.com": ("u",),
    "lm.facebook.com": ("u",),
    "l.instagram.com": ("u",),
    "l.messenger.com": ("u",),
    "l.threads.com": ("u",),
    "out.reddit.com": ("url",),
    "away.vk.com": ("to",),
    "href.li": ("url",),
    "slack-redir.net": ("url",),
    "link.zhihu.com": ("target",),
    "link.csdn.net": ("target",),
    "link.juejin.cn": ("target",),
    "c.pc.qq.com": ("pfurl", "url"),
    "t.umblr.com": ("z",),
}
#: The same where only one path of the host redirects: (host pattern, path) -> parameters.
REDIRECT_PATHS = tuple(
    (re.compile(host), path, names)
    for host, path, names in (
        (r"google\.[a-z]{2,3}(?:\.[a-z]{2})?", "/url", ("q", "url")),
        (r"facebook\.com", "/l.php", ("u",)),
        (r"facebook\.com", "/flx/warn", ("u",)),
        (r"facebook\.com", "/sharer/sharer.php", ("u",)),
        (r"facebook\.com", "/sharer.php", ("u",)),
        (r"x\.com", "/intent/tweet", ("url",)),
        (r"x\.com", "/share", ("url",)),
        (r"youtube\.com", "/redirect", ("q",)),
        (r"vk\.com", "/away.php", ("to",)),
        (r"weibo\.com", "/sinaurl", ("u", "toasturl")),
        (r"duckduckgo\.com", "/l", ("uddg",)),
        (r"steamcommunity\.com", "/linkfilter", ("url", "u")),
        (r"service\.weibo\.com", "/share/share.php", ("url",)),
    )
)

#: Hosts whose links hide their target. No network is used, so they stay as they are and are flagged.
SHORTENERS = _words(
    """
    t.co bit.ly j.mp tinyurl.com goo.gl ow.ly is.gd v.gd buff.ly dlvr.it ift.tt trib.al lnkd.in fb.me fb.watch wp.me
    tmblr.co redd.it amzn.to nyti.ms wapo.st cnn.it bbc.in reut.rs ti.me shorturl.at rebrand.ly
    cutt.ly rb.gy t.ly tiny.cc soo.gd s.id clck.ru vk.cc u.to t.cn url.cn dwz.cn suo.im suo.nz mrw.so sinaurl.cn
    w.url.cn u.nu b23.tv bili2233.cn v.douyin.com v.kuaishou.com xhslink.com vm.tiktok.com vt.tiktok.com 163.fm
    985.so ft12.com 0x9.me tb.cn m.tb.cn 3.cn u.jd.com dwz.mk
    """
)

#: Hosts of platforms: that two posts both link to one says nothing, so they give no ``domain`` action.
PLATFORM_HOSTS = _words(
    """
    x.com pic.x.com facebook.com fb.watch instagram.com threads.net threads.com youtube.com tiktok.com reddit.com
    linkedin.com pinterest.com tumblr.com snapchat.com discord.com whatsapp.com t.me vk.com ok.ru bsky.app weibo.com
    weixin.qq.com mp.weixin.qq.com qzone.qq.com douyin.com bilibili.com kuaishou.com xiaohongshu.com zhihu.com
    ixigua.com toutiao.com tieba.baidu.com douban.com twitch.tv
    """
)
