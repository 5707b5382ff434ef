"""Which files of X posts there are, and how each is recognised by its shape."""

from __future__ import annotations

from crosscurrent.connectors.records import json_source
from crosscurrent.connectors.records.peek import DOCUMENT, LINES, Peek
from crosscurrent.connectors.records.record import Layout
from crosscurrent.connectors.records.values import sub, text
from crosscurrent.connectors.x_posts import answers, api_v1, api_v2, scraped, web

_JSON = (LINES, DOCUMENT)
_HOSTS = ("twitter.com", "x.com")
_V2_SIGNS = ("public_metrics", "edit_history_tweet_ids", "author", "conversation_id", "referenced_tweets")


def _zeeschuimer(seen: Peek) -> float:
    def is_ours(host: str) -> bool:
        return host.removeprefix("www.").partition("-")[0] in _HOSTS

    named = [text(each.get("source_platform")) or "" for each in seen.objects]
    return 0.95 if seen.has("nav_index", "source_platform", "data") and any(map(is_ours, named)) else 0.0


def _web(seen: Peek) -> float:
    if seen.kind not in _JSON or seen.has("nav_index", "source_platform"):
        return 0.0
    return 0.95 if any(answers.holds_things(each) for each in seen.objects) else 0.0


def _v2_pages(seen: Peek) -> float:
    if seen.kind not in _JSON:
        return 0.0
    posts = any(_is_v2(each.get("data")) for each in seen.objects)
    return 0.95 if posts or seen.has("includes.tweets", "meta.newest_id") else 0.0


def _is_v2(found: object) -> bool:
    several = found if isinstance(found, list) else [found]
    for each in several[:5]:
        if isinstance(each, dict) and isinstance(each.get("id"), str):
            is_post = "text" in each and ("author_id" in each or any(sign in each for sign in _V2_SIGNS))
            if is_post or ("username" in each and "followers_count" in sub(each, "public_metrics")):
                return True
    return False


def _v2_lines(seen: Peek) -> float:
    if seen.kind not in _JSON or seen.has("id_str") or seen.has("data"):
        return 0.0
    return 0.95 if _is_v2(list(seen.objects)) and not seen.has("includes") else 0.0


def _v1(seen: Peek) -> float:
    if seen.kind not in _JSON:
        return 0.0
    is_post = seen.has("id_str", "user.screen_name", "created_at")
    is_account = seen.has("id_str", "screen_name", "statuses_count")
    is_notice = seen.has("delete.status.id_str")
    return 0.95 if is_post or is_account else 0.9 if is_notice else 0.0


def _scraped(seen: Peek) -> float:
    names = (text(each.get("_type")) or "" for each in seen.objects)
    return 0.95 if any(name.startswith("snscrape.modules.twitter.") for name in names) else 0.0


def _about(seen: Peek) -> float:
    return 0.95 if seen.kind in _JSON and seen.has("rest_id", "account_based_in", "location_accurate") else 0.0


LAYOUTS = (
    Layout("zeeschuimer", "Zeeschuimer's envelope (nav_index, source_platform) around posts of X",
           _zeeschuimer, json_source.objects, web.captured),
    Layout("web", "answers of the web of X (GraphQL): objects with __typename and rest_id", _web, answers.records,
           web.answered),
    Layout("about", "rows of twscrape about: rest_id, account_based_in, location_accurate", _about,
           json_source.objects, scraped.about),
    Layout("api_v2_pages", "pages of X API v2 (data, includes, meta)", _v2_pages, api_v2.pages, api_v2.found),
    Layout("api_v2_lines", "one X API v2 post or account a line, as twarc2 flatten writes them", _v2_lines,
           json_source.objects, api_v2.found),
    Layout("api_v1", "posts or accounts of X API v1.1 (id_str, user.screen_name)", _v1, json_source.objects,
           api_v1.streamed),
    Layout("scraped", "lines of snscrape or twscrape (_type snscrape.modules.twitter…)", _scraped,
           json_source.objects, scraped.scraped),
)  # fmt: skip
