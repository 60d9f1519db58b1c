"""The result of one branch: from the scores of its items to its total, its verdict and its rank."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from wuhao_batch.findings.finding import Severity, first_of
from wuhao_batch.numbers import plain
from wuhao_batch.outcome.deriving import CategorySum, Derivation, VetoCell
from wuhao_batch.outcome.result import Outcome, Result
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.explanation.arithmetic import added, number, rounded
from wuhao_batch.outputs.explanation.paragraphs import Line, Paragraph, line
from wuhao_batch.outputs.results.rows import remarks_on
from wuhao_batch.panel.meeting.layout import spelled
from wuhao_batch.scoring.left_out import LEFT_OUT, LeftOut, ordinary_of
from wuhao_batch.scoring.model import Veto
from wuhao_batch.scoring.rounding import Rounded


def result_steps(outcome: Outcome, derivation: Derivation) -> Iterator[Paragraph]:
    """Yield the steps in their order."""
    result = derivation.result
    if result.total is not None:
        yield Paragraph("各项目", tuple(line(_sum(each, outcome)) for each in derivation.sums))
        yield Paragraph("总分", (line(_total(outcome, derivation)),))
    else:
        yield Paragraph("还没有总分", tuple(_obstacles(outcome, result)))
    if derivation.vetoes:
        yield Paragraph("一票否决", tuple(_veto(each, outcome) for each in derivation.vetoes))
    if result.on_vetoes:
        yield Paragraph("会议决定", tuple(_on_vetoes(result, result.on_vetoes)))
    yield Paragraph("结论", tuple(line(text) for text in _verdict(outcome, result)))
    if result.rank is not None:
        yield Paragraph("名次", (line(_rank(outcome, derivation)),))


def _sum(each: CategorySum, outcome: Outcome) -> str:
    category, how = each.category, outcome.assessment.settings.left_out
    scores = [points for _, points in each.terms if points is not None]
    lacking = [item for item, points in each.terms if points is None]
    if how is LeftOut.FULL:
        scores += [item.scale.full for item in lacking]
    codes = "、".join(item.code for item in lacking)
    beside = f"（{codes}{LEFT_OUT}{'，按满分计' if how is LeftOut.FULL else ''}）" if codes else ""
    if each.points is None:
        return f"{category.name}：{LEFT_OUT}"
    before = _not_yet_rounded(outcome) if each.points != sum(scores, Decimal(0)) else ""
    told = f"{category.name}：{added(scores)}{before}＝{plain(each.points)}分{beside}"
    if category.share is None:
        return told
    return f"{told}，占{plain(category.share)}%，计{plain(each.counted)}分"


def _not_yet_rounded(outcome: Outcome) -> str:
    """Return why figures do not add up as they are shown."""
    return "（按取整以前的得分相加）" if _rounds_totals(outcome) else ""


def _rounds_totals(outcome: Outcome) -> bool:
    return outcome.assessment.settings.rounding.of is Rounded.TOTAL


def _total(outcome: Outcome, derivation: Derivation) -> str:
    """Return how the categories became the total, scaled up where not all items apply."""
    result, settings = derivation.result, outcome.assessment.settings
    standard, total = outcome.assessment.standard, result.total or Decimal(0)
    codes = result.branch.left_out
    if settings.left_out.scales(standard, codes):
        return _scaled(outcome, result, total)
    parts = [each.counted for each in derivation.sums if each.points is not None]
    before = _not_yet_rounded(outcome) if total != sum(parts, Decimal(0)) else ""
    return f"{added(parts)}{before}＝{plain(total)}分"


def _scaled(outcome: Outcome, result: Result, total: Decimal) -> str:
    standard = outcome.assessment.standard
    codes = result.branch.left_out
    ordinary = standard.total_of(ordinary_of(standard, result.items))
    rest = standard.total_of(result.items) - ordinary
    whole, left = standard.total, standard.without(codes).total
    exact = Fraction(ordinary) * Fraction(whole) / Fraction(left) + Fraction(rest)
    beside = f"{'－' if rest < 0 else '＋'}{plain(abs(rest))}" if rest else ""
    written = f"{plain(ordinary)}×{plain(whole)}÷{plain(left)}{beside}"
    if _rounds_totals(outcome):
        told = f"{written}{_not_yet_rounded(outcome)}，得{plain(total)}分"
    else:
        ends = rounded(exact, total, outcome.assessment.settings.rounding)
        told = f"{written}＝{number(exact)}{ends}分"
    return f"{'、'.join(codes)}{LEFT_OUT}，其余满分{plain(left)}分，折算成{plain(whole)}分：{told}"


def _obstacles(outcome: Outcome, result: Result) -> Iterator[Line]:
    """Yield why there is no total yet: the errors on a branch, and the items without a score."""
    own = [each for each in outcome.findings if each.branch == result.branch.code]
    wrong = [each for each in own if each.severity is Severity.ERROR]
    for each in wrong or own[:1]:
        yield line(f"{each.code} {each.message}{each.remedy}", each.place)
    items = outcome.assessment.standard_for(result.branch).items
    lacking = [item.code for item in items if item.code not in result.items]
    if lacking and result.status is Status.UNSCORED:
        yield line(f"还没有得分的考评内容：{'、'.join(lacking)}")
    elif not own:
        yield line(result.status.label)


def _veto(each: VetoCell, outcome: Outcome) -> Line:
    who = "自己填报" if each.evaluator is None else f"{each.evaluator.label}认定"
    part = f"，涉及{outcome.assessment.words.part}：{each.parts}" if each.parts else ""
    ground = f"。{each.ground}" if each.ground else ""
    return line(
        f"{each.veto.code} {each.veto.text.rstrip('；。')}（{who}{part}）{ground}", each.place
    )


def veto_steps(outcome: Outcome, derivation: Derivation, veto: Veto) -> Iterator[Paragraph]:
    """Yield who says what of one veto, what the meeting made of it, and what comes of it."""
    result = derivation.result
    said = [_veto(each, outcome) for each in derivation.vetoes if each.veto.code == veto.code]
    yield Paragraph("一票否决", (line(f"{veto.code} {veto.text.rstrip('；。')}"),))
    yield Paragraph("填报和认定", tuple(said) or (_denied(result, veto),))
    if veto.code in result.on_vetoes:
        yield Paragraph("会议决定", tuple(_on_vetoes(result, (veto.code,))))
    holds = veto.code in result.vetoes
    verdict = (f"一票否决{veto.code}{spelled(holds=holds)}", *_verdict(outcome, result))
    yield Paragraph("结论", tuple(line(text) for text in verdict))


def _denied(result: Result, veto: Veto) -> Line:
    """Return what stands where a branch would declare a veto that nobody says to exist."""
    declared = result.checked.source.inputs.get("是否存在", {}) if result.checked else {}
    said = declared.get(veto.code)
    if said is None:
        return line("没有填报，也没有人认定")
    return line(f"自己填报“{said.cell.seen.strip()}”，没有人认定", said.place)


def _on_vetoes(result: Result, codes: Iterable[str]) -> Iterator[Line]:
    for code in codes:
        for each in result.on_vetoes[code]:
            told = f"一票否决{code}{spelled(holds=each.after)}（{each.by}，{each.on}）：{each.why}"
            yield line(told, each.place)


def _verdict(outcome: Outcome, result: Result) -> Iterator[str]:
    yield f"{_why(outcome, result)}：{result.verdict}"
    for grade in outcome.assessment.standard.grades if result.graded else ():
        if grade.name == result.grade:
            yield f"等次“{grade.name}”：{grade.words}"
    if remarks := list(remarks_on(result, outcome.assessment.words)):
        yield f"备注：{'；'.join(remarks)}"


def _why(outcome: Outcome, result: Result) -> str:
    line_ = outcome.assessment.settings.pass_mark
    marked = "" if line_ is None else f"达标分数线{plain(line_)}分"
    match result.status:
        case Status.VETOED:
            return "有一票否决的情形，不参加排名"
        case Status.BELOW_LINE:
            return f"总分低于{marked}"
        case Status.QUALIFIED:
            return f"总分不低于{marked}" if marked else "有总分，没有设达标分数线"
        case Status.EXEMPT:
            return "名单上写明不参评"
        case _:
            return "还没有结果"


def _rank(outcome: Outcome, derivation: Derivation) -> str:
    result, ahead = derivation.result, derivation.ahead
    within = f"“{derivation.ranking}”里" if derivation.ranking else ""
    names = [f"{each.branch.name}{plain(each.total or Decimal(0))}分" for each in ahead]
    higher = f"总分更高的有{len(ahead)}个（{first_of(names)}）" if ahead else "没有总分更高的"
    tied = "，有并列" if result.tied else ""
    unit = outcome.assessment.words.unit
    return f"{within}{derivation.among}个{unit}参加排名，{higher}，所以是第{result.rank}名{tied}"
