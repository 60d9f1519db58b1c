"""The pages, a file each: what each step shows, and what its buttons do."""

from wuhao_batch.page.addresses import Addresses
from wuhao_batch.page.pages import collecting, issuing, letters, preparing, starting

PAGES: tuple[Addresses, ...] = tuple(
    each.own for each in (starting, preparing, issuing, collecting, letters)
)
