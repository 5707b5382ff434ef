"""crosscurrent finds, documents and explains foreign information operations on social media.

Captures go in; tested and checkable findings come out. The folder listing is the chain of custody: see
``docs/explanation/architecture.md``.
"""

__version__ = "0.1.0"
