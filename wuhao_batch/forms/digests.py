"""The forms as they would be made now, by their digests: what lies there is held against them."""

from collections.abc import Iterable, Mapping

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.workspace.disk import digest


def form_digests(
    assessment: Assessment, branches: Iterable[Branch], settings: Settings | None = None
) -> Mapping[str, str]:
    """Return 编号 → the digest of its form, for these branches; by other settings if given."""
    apart = assessment.panel_apart()
    armed = arm(assessment.template, settings or assessment.settings, panel_apart=apart)
    return {each.code: digest(stamp(armed, each)) for each in branches}
