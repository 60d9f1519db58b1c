"""Coverage-guided fuzzing of the reader; ``tests/test_fuzz.py`` runs it for a bounded time."""
