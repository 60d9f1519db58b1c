"""The tables of results.xlsx for those who go on in pandas."""

from collections.abc import Iterable

import pandas as pd

from wuhao_batch.findings.finding import Finding
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.results.tables import results_tables


def result_tables(outcome: Outcome, findings: Iterable[Finding]) -> dict[str, pd.DataFrame]:
    """Return sheet name → table; points are Decimals, what is not known is None or NaN."""
    return {
        table.name: pd.DataFrame(
            [[column.value(row) for column in table.columns] for row in table.rows],
            columns=table.headers,
            dtype=object,
        )
        for table in results_tables(outcome, findings)
    }
