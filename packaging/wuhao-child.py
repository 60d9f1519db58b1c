"""The program ``wuhao-child`` of the bundle: what ``reading/children.py`` starts."""

import pickle
import sys

from wuhao_batch.reading.child import serve

pickle.load(sys.stdin.buffer)  # noqa: S301  where the parent finds modules: the bundle has its own
serve()
