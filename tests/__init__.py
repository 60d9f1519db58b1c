"""Tests; pandas is taken as most users have it, without the extra ``parquet``."""

import sys

sys.modules["pyarrow"] = None  # type: ignore[assignment]  # to be imported, it is taken out again
