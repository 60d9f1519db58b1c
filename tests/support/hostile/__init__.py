"""Hostile, odd and broken files of every kind that docs/reading.md lists, made by script."""

from tests.support.hostile.carriers import carriers
from tests.support.hostile.case import Hostile
from tests.support.hostile.foreign import foreign
from tests.support.hostile.forms import forms
from tests.support.hostile.mutating import mutations
from tests.support.hostile.odd_files import plant_odd_files
from tests.support.hostile.old_formats import old_formats
from tests.support.hostile.opendocument import opendocument
from tests.support.hostile.packages import packages
from tests.support.hostile.sheets import sheets
from tests.support.hostile.xml_parts import xml_parts

CASES: list[Hostile] = [
    *foreign(),
    *packages(),
    *xml_parts(),
    *sheets(),
    *opendocument(),
    *old_formats(),
    *carriers(),
    *forms(),
]

__all__ = ["CASES", "Hostile", "mutations", "plant_odd_files"]
