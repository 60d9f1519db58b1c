"""Papers made from the very same inputs by the very same program are taken as they lie there.

A paper is a function of inputs, decisions, what was asked and the program: that is what ``wuhao
verify`` holds. What was made on a ground is remembered by its SHA-256, under the account's seal;
whatever lies there otherwise, or not at all, is made again.
"""

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.proving import Ground, ground_of
from wuhao_batch.outputs.paper_names import PAPERS
from wuhao_batch.outputs.proof.program import this_program
from wuhao_batch.outputs.publication.issue import PUBLISHED
from wuhao_batch.reading.refusal import Reason
from wuhao_batch.records.evidence import load_evidence
from wuhao_batch.workspace.cache import Cache, cache_of
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.fingerprints import fingerprint, fingerprints
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.value_digest import digest_of

Made = tuple[Mapping[Path, bytes], tuple[Finding, ...]]
"""Papers by their places, and what is told of them."""

NAME = "papers"
"""The name of their cache."""
_OF_TEMPLATES = "L"
"""Begins the codes of findings on templates, one of which may only have been slow."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The papers made earlier from the same ``ground``; without one all are made."""

    workspace: Workspace
    cache: Cache | None = None
    ground: bytes = b""

    def again(self, what: str, make: Callable[[], Made]) -> Made:
        """Return papers as they lie there if they would be made the same, else make them.

        Args:
            what: Their name, on this ground.
            make: Makes them.
        """
        if self.cache is None:
            return make()
        key = digest_of((self.ground, what))
        known = self.cache.get(key)
        there = None if known is None else self._there(known)
        if there is not None:
            return there
        files, findings = make()
        if not any(each.code.startswith(_OF_TEMPLATES) for each in findings):
            names = {self.workspace.relative(path): digest(data) for path, data in files.items()}
            self.cache.add(key, pickle.dumps((names, findings)))
        return files, findings

    def _there(self, known: bytes) -> Made | None:
        """Return the papers that are known, None unless all lie there just so."""
        names, findings = pickle.loads(known)  # noqa: S301  sealed by this account
        files: dict[Path, bytes] = {}
        for name, sha256 in names.items():
            path = self.workspace.root / name
            try:
                files[path] = path.read_bytes()
            except OSError:
                return None
            if digest(files[path]) != sha256:
                return None
        return files, findings


def unchanged_since(
    before: Ground | None, findings: Iterable[Finding], workspace: Workspace
) -> AbstractContextManager[Unchanged]:
    """Give what was made on this ground earlier.

    Nothing is taken or remembered where the inputs changed while they were read, or where a file
    was given up, which may be otherwise the next time.

    Args:
        before: The inputs as they were before they were read, if anybody has looked.
        findings: All on what was read.
        workspace: Where the papers lie.
    """
    by_chance = any(each.code == Reason.GIVEN_UP for each in findings)
    if before is None or by_chance or ground_of(workspace, before.asked) != before:
        return nullcontext(Unchanged(workspace))
    return _on(before, workspace)


@contextmanager
def _on(ground: Ground, workspace: Workspace) -> Iterator[Unchanged]:
    beside = {
        **fingerprints(workspace.root, [PUBLISHED]),
        PAPERS["data"]: fingerprint(workspace.output / PAPERS["data"]),
    }
    all_of_it = (this_program(), ground, load_evidence(workspace.records), beside)
    with cache_of(workspace, NAME) as cache:
        yield Unchanged(workspace, cache, digest_of(all_of_it))
