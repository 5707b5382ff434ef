"""Groups as tables: role figures per account and every action of a group on what it co-acted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from crosscurrent.detectors.coordination.events import EventLog
from crosscurrent.detectors.coordination.groups import Group, group_objects
from crosscurrent.detectors.coordination.grouptests import GroupTests
from crosscurrent.detectors.coordination.layerwork import LayerWork
from crosscurrent.detectors.coordination.pairtable import BOTH, CO_SHARING, SYNCHRONY, PairTable
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.kernels import membership

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

COORDINATED, TRIGGER_EXPLAINED = "coordinated", "trigger_explained"
CORE, JOINED = "core", "joined"

GROUPS_SCHEMA = pa.schema(
    [
        ("group_id", pa.string()), ("account_id", pa.string()), ("edges", pa.int64()), ("objects", pa.int64()),
        ("actions", pa.int64()), ("first_share", pa.float64()), ("median_lag_us", pa.int64()),
        ("membership", pa.string()), ("p_member", pa.float64()), ("p_group", pa.float64()), ("which", pa.string()),
        ("status", pa.string()),
    ]
)  # fmt: skip
ACTIONS_SCHEMA = pa.schema(
    [
        ("group_id", pa.string()), ("account_id", pa.string()), ("behaviour", pa.string()), ("object_id", pa.string()),
        ("content_id", pa.string()), ("at_us", pa.int64()), ("capture_id", pa.string()), ("locator", pa.string()),
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """A group with its tests and what they say.

    Attributes:
        group_id: ``group-1`` for the first; see :func:`verdicts`.
        group: Its accounts.
        tests: Its tests.
        status: ``coordinated``, or ``trigger_explained`` where reacting to a shared trigger explains it.
        which: ``co-sharing``, ``synchrony`` or ``both``.
    """

    group_id: str
    group: Group
    tests: GroupTests
    status: str
    which: str


def verdicts(groups: Sequence[Group], tests: Sequence[GroupTests], parameters: Parameters) -> list[Verdict]:
    """Name each group and say what its tests support; coordinated groups come first, the largest first."""
    found = []
    judged = [(_status(test, parameters), group, test) for group, test in zip(groups, tests, strict=True)]
    judged.sort(key=lambda one: one[0] != COORDINATED)
    for number, (status, group, test) in enumerate(judged, 1):
        synchronous = test.p_synchrony <= parameters.fdr
        shared = bool(group.paired.any()) or (test.p_again is not None and test.p_again <= parameters.fdr)
        which = BOTH if synchronous and shared else SYNCHRONY if synchronous else CO_SHARING
        found.append(Verdict(f"group-{number}", group, test, status, which))
    return found


def _status(test: GroupTests, parameters: Parameters) -> str:
    explained = test.p_trigger is not None and test.p_trigger > parameters.fdr
    return TRIGGER_EXPLAINED if explained else COORDINATED


@dataclass(frozen=True, slots=True)
class GroupActs:
    """Acts of a group in one layer on objects on which it acted together; arrays aligned, by object and time.

    Attributes:
        work: The layer.
        event: Event numbers.
    """

    work: LayerWork
    event: I64


def group_acts(layers: Sequence[LayerWork], group: Group) -> list[GroupActs]:
    """List the acts of a group on the objects on which members fell within the widest window of each other."""
    found = []
    for work in layers:
        layer, window = work.layer, max(work.windows_us, default=0)
        member = np.zeros(layer.n_accounts, np.bool_)
        member[group.accounts] = True
        events = [np.empty(0, np.int64)]
        for o in group_objects(work, group.accounts, 2).tolist():
            first, last = int(layer.start[o]), int(layer.start[o + 1])
            if window and membership.busiest_windows(
                layer.start, layer.t, layer.account, np.array([o]), member, window
            )[0] >= 2:  # fmt: skip
                events.append(first + np.flatnonzero(member[layer.account[first:last]]))
        found.append(GroupActs(work, np.concatenate(events)))
    return found


def group_rows(
    log: EventLog, verdict: Verdict, acts: Sequence[GroupActs], pairs: PairTable, parameters: Parameters
) -> pa.Table:
    """Return the rows of groups.parquet for one group, most edges first."""
    accounts = verdict.group.accounts
    inside = np.isin(pairs.i, accounts) & np.isin(pairs.j, accounts) & pairs.significant(parameters.fdr)
    edges = np.bincount(np.concatenate([pairs.i[inside], pairs.j[inside]]), minlength=len(log.accounts))[accounts]
    roles = [_role(account, acts) for account in accounts.tolist()]
    n = len(accounts)
    table = pa.table(
        {
            "group_id": [verdict.group_id] * n,
            "account_id": log.accounts.take(pa.array(accounts)),
            "edges": edges,
            "objects": [role[0] for role in roles],
            "actions": [role[1] for role in roles],
            "first_share": pa.array([role[2] for role in roles], pa.float64()),
            "median_lag_us": pa.array([role[3] for role in roles], pa.int64()),
            "membership": np.where(verdict.group.paired, CORE, JOINED).tolist(),
            "p_member": verdict.group.p_member,
            "p_group": pa.array([verdict.tests.p_again] * n, pa.float64()),
            "which": [verdict.which] * n,
            "status": [verdict.status] * n,
        },
        schema=GROUPS_SCHEMA,
    )
    return table.sort_by([("edges", "descending"), ("objects", "descending"), ("account_id", "ascending")])


def _role(account: int, acts: Sequence[GroupActs]) -> tuple[int, int, float | None, int | None]:
    """Objects, actions, share of objects where first, and median lag behind the group's first."""
    lags: list[int] = []
    actions = 0
    for one in acts:
        layer = one.work.layer
        mine = one.event[layer.account[one.event] == account]
        actions += len(mine)
        objects, place = np.unique(layer.obj[mine], return_index=True)
        leads, lead_place = np.unique(layer.obj[one.event], return_index=True)
        lead_at = layer.t[one.event[lead_place]][np.searchsorted(leads, objects)]
        lags.extend((layer.t[mine[place]] - lead_at).tolist())
    if not lags:
        return 0, actions, None, None
    ordered = sorted(lags)
    return len(lags), actions, sum(lag == 0 for lag in lags) / len(lags), ordered[(len(ordered) - 1) // 2]


def action_rows(log: EventLog, verdict: Verdict, acts: Sequence[GroupActs]) -> pa.Table:
    """Return the rows of group_actions.parquet for one group, by time."""
    parts = []
    for one in acts:
        layer = one.work.layer
        cited = log.citations.take(layer.row_of(one.event))
        columns = [
            pa.array([verdict.group_id] * len(one.event), pa.string()),
            log.accounts.take(pa.array(layer.account[one.event])).cast(pa.string()),
            pa.array([layer.behaviour] * len(one.event), pa.string()),
            log.objects.text(layer.object_number[layer.obj[one.event]]).cast(pa.string()),
            cited.column("content_id").combine_chunks(),
            pa.array(layer.t[one.event]),
            cited.column("capture_id").combine_chunks(),
            cited.column("locator").combine_chunks(),
        ]
        parts.append(pa.table(columns, schema=ACTIONS_SCHEMA))
    rows = pa.concat_tables(parts) if parts else ACTIONS_SCHEMA.empty_table()
    return rows.sort_by([("at_us", "ascending"), ("account_id", "ascending"), ("object_id", "ascending")])
