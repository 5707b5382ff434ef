"""The coordinated network of CooRTweet 2.1.3, pair for pair, to compare and to migrate.

See ``docs/reference/coortweet.md``.
"""
