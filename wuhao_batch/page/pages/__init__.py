"""The pages, a file each: what each step shows, and what its buttons do."""

from wuhao_batch.page.addresses import Addresses
from wuhao_batch.page.pages import (
    archiving,
    collecting,
    feeding_back,
    issuing,
    letters,
    paneling,
    papers,
    preparing,
    publishing,
    resulting,
    starting,
)

_OF_NO_STEP = (starting, papers)
_OF_STEPS = (
    preparing,
    issuing,
    collecting,
    letters,
    paneling,
    resulting,
    publishing,
    feeding_back,
    archiving,
)

PAGES: tuple[Addresses, ...] = tuple(each.own for each in (*_OF_NO_STEP, *_OF_STEPS))
