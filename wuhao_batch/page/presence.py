"""Presence: open tabs, and the time since the last request."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

LEFT_ALONE = 3 * 3600.0
"""Seconds without a tab and a request after which the program ends itself."""
MOST_TABS = 4
"""Tabs that are told of changes as they happen: a browser opens few connections to one server."""


class Presence:
    """Counts the tabs that listen, and remembers when somebody last asked for anything."""

    def __init__(self) -> None:
        self.tabs = 0
        self.ending = False
        self._last = time.monotonic()

    def asked(self) -> None:
        """Note a request."""
        self._last = time.monotonic()

    @property
    def is_full(self) -> bool:
        """True if no further tab can listen."""
        return self.tabs >= MOST_TABS

    @contextmanager
    def tab(self) -> Iterator[None]:
        """Count a tab while it listens."""
        self.tabs += 1
        try:
            yield
        finally:
            self.tabs -= 1
            self.asked()

    def is_alone(self, seconds: float = LEFT_ALONE) -> bool:
        """True if nobody has been there for so long."""
        return not self.tabs and time.monotonic() - self._last >= seconds
