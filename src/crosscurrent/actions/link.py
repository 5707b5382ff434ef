"""link: an account posts an address. Object: the canonical address."""

from __future__ import annotations

from collections.abc import Iterator

from crosscurrent.actions.batch import Harvest, PostBatch
from crosscurrent.actions.canonical_url import PLAIN, Link, canonical
from crosscurrent.actions.text_marks import addresses

BEHAVIOUR = "link"
EDGE, TEXT = "links_to edge", "address in the text"


def linked(batch: PostBatch) -> Iterator[tuple[int, Link | None, str]]:
    """Yield (row, link or None if refused, where it was read) for every address an account posted itself.

    The text is read only where the capture brings no ``links_to`` edge: it shows the shortened form of the same link.
    Left out are a quote's link to the very post it quotes (that act is a repost) and an address that the text shows
    cut off by an ellipsis (its end is not known).
    """
    edges = batch.edges.get("links_to", {})
    quoted = batch.edges.get("quote_of", {})
    for row in batch.own:
        written = [target.dst for target in edges.get(row, ()) if not _cut_off(target.dst, batch.text[row])]
        read_from = EDGE if written else TEXT
        for address in written or addresses(batch.text[row]):
            link = canonical(address)
            if link is None or row not in quoted or not _leads_to(link, [target.dst for target in quoted[row]]):
                yield row, link, read_from


def _cut_off(address: str, text: str) -> bool:
    return "…" in text and f"{address}…" in text


def _leads_to(link: Link, posts: list[str]) -> bool:
    last = link.url.rpartition("/")[2]
    return any(last == post.rpartition(":")[2] for post in posts)


def derive_links(batch: PostBatch) -> Harvest:
    """Derive ``link`` actions: one per post and canonical address.

    Args:
        batch: Posts that can act.

    Returns:
        Object ``https://…``. Derivation ``link: links_to edge`` or ``link: address in the text``, with ``; shortener,
        not resolved`` or ``; target taken out of a redirector or AMP address`` where that holds. Passed over:
        addresses that are no web address.
    """
    harvest = Harvest()
    seen: set[tuple[int, str]] = set()
    for row, link, read_from in linked(batch):
        if link is None:
            harvest.passed_over["no web address"] += 1
        elif (row, link.url) not in seen:
            seen.add((row, link.url))
            note = f"; {link.note}" if link.note != PLAIN else ""
            harvest.found.append((row, link.url, f"link: {read_from}{note}"))
    return harvest
