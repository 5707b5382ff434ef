"""domain: an account posts an address on a host. Object: the host."""

from __future__ import annotations

from crosscurrent.actions.batch import Harvest, PostBatch
from crosscurrent.actions.link import linked
from crosscurrent.actions.link_tables import PLATFORM_HOSTS, SHORTENERS

BEHAVIOUR = "domain"


def derive_domains(batch: PostBatch) -> Harvest:
    """Derive ``domain`` actions: one per post and host, after the folding of links.

    Args:
        batch: Posts that can act.

    Returns:
        Object: the host, e.g. ``news.example``; no public-suffix list is used, so ``a.news.example`` is another
        object. Passed over: hosts of platforms (everybody links there), hosts of shorteners (not the target's host).
    """
    harvest = Harvest()
    seen: set[tuple[int, str]] = set()
    for row, link, read_from in linked(batch):
        if link is None or (row, link.host) in seen:
            continue
        seen.add((row, link.host))
        if link.host in SHORTENERS:
            harvest.passed_over["shortener host"] += 1
        elif link.host in PLATFORM_HOSTS:
            harvest.passed_over["platform host"] += 1
        else:
            harvest.found.append((row, link.host, f"domain: {read_from}"))
    return harvest
