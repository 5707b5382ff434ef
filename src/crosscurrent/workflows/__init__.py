"""One function per use case; chooses engine and store, formats nothing."""
