"""Tables of posts: one row a post, with its text, its author and its references."""

from crosscurrent.connectors.posts_table.connector import PostsTable

CONNECTOR = PostsTable()

__all__ = ["CONNECTOR", "PostsTable"]
