"""Forms filled in fast: stamped with the inputs in their cells, without a workbook library.

One form is made for a unit that stands for all; what is a unit's own in it, and every input, is a
gap. It goes for units whose 编号 and names are as long as that one's.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from random import Random

from tests.support.drawing import parts_of
from tools.filling import Inputs, find_cell, open_form
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.numbers import from_points, json_number
from wuhao_batch.scoring.self_scores import frame, known_rows, self_scores
from wuhao_batch.writing.cells import escaped
from wuhao_batch.writing.stencils import Stencil

UNUSUAL, LOST = 0.1, 0.05
"""Shares of the counts that are 1, and of the items of which the 考评组 takes half a point."""
HALF = Decimal("0.5")

_GAP = re.compile(rb"gap(\d+)x")
_BLANK = b' t="n" />'


def unit(number: int) -> Branch:
    """Return a unit: all are called alike, and are of two kinds."""
    code = f"{number:07}"
    return Branch(code, f"第{code}党总支", kind=("教学单位", "党政部门")[number % 2])


class Filler:
    """Fills in the forms of one assessment."""

    def __init__(self, assessment: Assessment) -> None:
        self._assessment = assessment
        self._armed, model = arm(assessment.template, assessment.settings), unit(9_999_999)
        form = stamp(self._armed, model)
        self._cells = list(_cells(assessment, form))
        parts = parts_of(form)
        for gap, (_, _, part, cell) in enumerate(self._cells, start=2):
            blank = re.compile(rb'(<c r="%s" s="\d+")%s' % (cell.encode(), re.escape(_BLANK)))
            parts[part], found = blank.subn(rb"\1gap%dx" % gap, parts[part])
            if found != 1:
                raise SystemExit(f"{cell} of {part} is no input")
        for gap, own in enumerate(self._own(model)):
            parts = {name: part.replace(own, b"gap%dx" % gap) for name, part in parts.items()}
        self._stencil = Stencil(parts, _GAP)
        other = unit(0)
        if parts_of(self.filled(other, {})) != parts_of(stamp(self._armed, other)):
            raise SystemExit("a form that is filled in is not the one that was issued")

    def filled(self, branch: Branch, inputs: Inputs) -> bytes:
        """Return the form of a unit with those inputs in it."""
        contents = (_content(inputs.get(each[0], {}).get(each[1])) for each in self._cells)
        return self._stencil.filled([*self._own(branch), *contents])

    def forms(self, branches: Sequence[Branch], first: int = 0) -> Iterator[tuple[Branch, bytes]]:
        """Yield the form of each unit filled in; ``first`` is the number of the first of them."""
        inputs = inputs_of(self._assessment, range(first, first + len(branches)))
        for branch, own in zip(branches, inputs, strict=True):
            yield branch, self.filled(branch, own)

    def _own(self, branch: Branch) -> tuple[bytes, bytes]:
        """Return the texts of a unit's form that are its own: its 识别码 and its name."""
        return self._armed.identity(branch).encode(), branch.name.encode()


def _cells(assessment: Assessment, form: bytes) -> Iterator[tuple[str, str, str, str]]:
    """Yield header and code of each input, the part of the package and the cell that it is in."""
    workbook, standard = open_form(form), assessment.standard
    measures = [each.code for each in standard.measures]
    items = [each.code for each in standard.items]
    rows = {"数量": measures, "备注": measures, "考评得分": items, "扣分说明": items}
    rows["是否存在"] = [each.code for each in standard.vetoes]
    for header, codes in rows.items():
        for code in codes:
            sheet, cell = find_cell(workbook, header, code)
            number = workbook.sheetnames.index(sheet.title) + 1
            yield header, code, f"xl/worksheets/sheet{number}.xml", cell


def inputs_of(assessment: Assessment, numbers: Iterable[int]) -> Iterator[Inputs]:
    """Yield what is filled in for units of those numbers: for each other counts and remarks.

    The 考评组 gives what the counts come to, but now and then half a point less, and says why.
    """
    standard, settings = assessment.standard, assessment.settings
    drawn = {each: Random(each) for each in numbers}  # noqa: S311  no secret
    codes = [each.code for each in standard.measures]
    counts = {
        str(number): {code: int(chance.random() < UNUSUAL) for code in codes}
        for number, chance in drawn.items()
    }
    points = known_rows(self_scores(standard, frame(counts, codes), settings.capping))
    for number, chance in drawn.items():
        own = counts[str(number)]
        scores = {
            each.code: from_points(points[str(number)].get(each.code, 0)) for each in standard.items
        }
        lost = {code for code, each in scores.items() if each >= 1 and chance.random() < LOST}
        yield {
            "数量": {
                each.code: each.answer.spoken(own[each.code])
                if each.answer.choices
                else own[each.code]
                for each in standard.measures
            },
            "备注": {
                each.code: f"见第{number}号材料"
                for each in standard.measures
                if each.asks_remark or own[each.code]
            },
            "考评得分": {
                code: json_number(each - HALF * (code in lost)) for code, each in scores.items()
            },
            "扣分说明": dict.fromkeys(lost, f"第{number}号记录缺一项"),
            "是否存在": {each.code: "否" for each in standard.vetoes},
        }


def _content(value: object) -> bytes:
    if value is None:
        return _BLANK
    if isinstance(value, str):
        return b' t="inlineStr"><is><t>%s</t></is></c>' % escaped(value).encode()
    return b"><v>%s</v></c>" % str(value).encode()
