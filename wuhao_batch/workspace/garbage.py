"""Looking for garbage that refers to itself: how often."""

import gc


def collect_rarely() -> None:
    """Look for it more rarely than Python does.

    To load the program makes some hundred thousand objects that stay; to go through them again and
    again takes a tenth of a small run.
    """
    gc.set_threshold(20_000, 50, 100)
