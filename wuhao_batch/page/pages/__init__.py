"""The pages, a file each: what each step shows, and what its buttons do."""

from wuhao_batch.page.addresses import Addresses
from wuhao_batch.page.pages import preparing, starting

PAGES: tuple[Addresses, ...] = (starting.own, preparing.own)
