"""Hostile, odd and broken files of every kind that facts/security.md lists, made by script."""

from tests.hostile.carriers import carriers
from tests.hostile.case import Hostile
from tests.hostile.foreign import foreign
from tests.hostile.forms import forms
from tests.hostile.mutating import mutations
from tests.hostile.odd_files import plant_odd_files
from tests.hostile.old_formats import old_formats
from tests.hostile.opendocument import opendocument
from tests.hostile.packages import packages
from tests.hostile.sheets import sheets
from tests.hostile.xml_parts import xml_parts

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
