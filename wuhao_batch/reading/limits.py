"""Bounds on the cost of reading a file: the figures of the guards (docs/reading.md).

Sizes are bytes, times seconds. A form has some 700 filled cells; the limits leave honest workbooks
a hundredfold of that.
"""

from dataclasses import dataclass

MIB = 1024 * 1024

MAX_FILE = 20 * MIB
MAX_CARRIER = 40 * MIB
"""Size of an archive or a mail that carries workbooks."""

MAX_ENTRIES = 1_000
MAX_ENTRY_NAME = 240
MAX_PART = 64 * MIB
MAX_UNPACKED = 128 * MIB
MAX_RATIO = 100
RATIO_FROM = 10 * MIB
"""Unpacked size from which the ratio counts: small honest parts are packed tighter."""

MAX_DEPTH = 100
MAX_ATTRIBUTES = 1_000
MAX_DECLARED = 1_000_000
MAX_FORMATS = 100_000

MAX_SHEETS = 100
MAX_ROWS = 20_000
MAX_COLUMNS = 512
LAST_ROW = 1_048_576
MAX_CELLS = 100_000
MAX_BESIDE = 1_000
"""Notes, text boxes, pictures and shapes of a sheet that are kept; the rest is passed over."""
MAX_SHEET_NAME = 255
MAX_TEXT = 32_767
MAX_CHARACTERS = 10_000_000
"""Length of all texts of a workbook, each counted as often as it is used."""


@dataclass(frozen=True, slots=True)
class Most:
    """Most rows of a sheet; most filled cells and characters of a workbook."""

    rows: int = MAX_ROWS
    cells: int = MAX_CELLS
    characters: int = MAX_CHARACTERS


USUAL = Most()
OF_ROSTER = Most(LAST_ROW, 4_000_000, 100_000_000)
"""Of the office's own list of units: a province has a hundred thousand."""

MAX_MEMBERS = 300
"""Files carried in by one archive or mail, nested ones included."""
MAX_LEVELS = 2
MAX_PARTS_OF_MAIL = 200
MAX_PAPERS = 50
"""Scans and papers that are kept of one mail without a form."""
MAX_MAILS_DEEP = 10
"""Mails inside one another, those that were forwarded."""
MAX_MAIL_HEAD = 64 * 1024

SECONDS = 15
"""Processor time of a task."""
PATIENCE = 120
"""Time by the clock, on a machine that has much else to do."""
STARTING = 60
"""Time by the clock in which a child has to be there."""
MEMORY = 1_024 * MIB
