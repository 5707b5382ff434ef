"""Communities of posts and shared things: Leiden on the graph that has both as nodes."""

from __future__ import annotations

import graspologic_native
import numpy as np
import numpy.typing as npt
from scipy import sparse

from crosscurrent.detectors.topics.parameters import Parameters
from crosscurrent.detectors.topics.sharing import I64, Sharing

#: Full cycles; the second refines what the first has found.
ITERATIONS = 2
#: Share of the ties by which a small part hangs on others that must lead to one larger part for it to be joined to it;
#: an assumption.
SPLINTER = 0.25


def communities(sharing: Sharing, parameters: Parameters) -> I64:
    """Return the community of every node: posts first, then things; -1 for posts that share nothing.

    Communities that the graph does not hold together are taken apart, so that every topic is connected.
    """
    posts, nodes = len(sharing.posts), len(sharing.posts) + len(sharing.things)
    labels = np.full(nodes, -1, np.int64)
    if not len(sharing.post):
        return labels
    a, b = sharing.post, sharing.thing + posts
    graph = sparse.csr_matrix(
        (np.concatenate([sharing.weight, sharing.weight]), (np.concatenate([a, b]), np.concatenate([b, a]))),
        shape=(nodes, nodes),
    )
    tied = np.flatnonzero(np.diff(graph.indptr))
    graph = graph[tied][:, tied]
    _, found = graspologic_native.leiden_csr(
        graph.indptr.astype(np.int64), graph.indices.astype(np.int32), graph.data.astype(np.float64), len(tied),
        resolution=parameters.resolution, iterations=ITERATIONS, seed=parameters.seed,
    )  # fmt: skip
    label = np.array([found[node] for node in range(len(tied))], np.int64)
    edges = graph.tocoo()
    inside = label[edges.row] == label[edges.col]
    kept = sparse.csr_matrix((edges.data[inside], (edges.row[inside], edges.col[inside])), shape=graph.shape)
    parts = sparse.csgraph.connected_components(kept, directed=False)[1].astype(np.int64)
    labels[tied] = _with_splinters(parts, edges, tied < posts, parameters.fewest_posts)
    return labels


def _with_splinters(label: I64, edges: sparse.coo_matrix, is_post: npt.NDArray[np.bool_], fewest: int) -> I64:
    """Join parts too small for a topic to the part they hang on most, if much of what they hang by leads there.

    Two posts of a copied text that also share a link are drawn out of their group by that link; they belong back.
    """
    parts = int(label.max()) + 1
    between = sparse.csr_matrix((edges.data, (label[edges.row], label[edges.col])), shape=(parts, parts))
    posts = np.bincount(label[is_post], minlength=parts)
    outside = np.asarray(between.sum(axis=1)).ravel() - between.diagonal()
    to = np.arange(parts)
    for part in np.flatnonzero(posts < fewest).tolist():
        row = between.getrow(part)
        others = [
            (-weight, other) for weight, other in zip(row.data, row.indices, strict=True) if posts[other] > posts[part]
        ]
        if others and -min(others)[0] >= SPLINTER * outside[part]:
            to[part] = min(others)[1]
    for _ in range(parts):  # a splinter of a splinter; each step leads to a larger part, so that it ends
        further = to[to]
        if np.array_equal(further, to):
            break
        to = further
    joined: I64 = to[label]
    return joined
