"""Which texts are copies, excerpts, rewordings or translations of which others?"""
