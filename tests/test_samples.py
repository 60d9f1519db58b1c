"""The sample assessment and the faulty returns that the repository ships."""

import json
import shutil
from pathlib import Path

import pytest

from tests.support.commands import wuhao
from tests.support.drawing import ROOT, loaded
from tools.build_samples import build_books, build_faulty, build_forms_year, build_roster
from tools.panel_sample import build_forms, build_panel_year
from tools.stages_sample import build_stages_year
from wuhao_batch.outputs.paper_names import CORRECTION, DRAFT, PAPERS
from wuhao_batch.workspace.folders import open_workspace

SHIPPED = ("templates", "input", "examples")


def copy_of_the_sample(folder: Path) -> Path:
    for name in SHIPPED:
        shutil.copytree(ROOT / name, folder / name)
    return folder


def test_the_sample_runs_to_a_final_notice(tmp_path: Path) -> None:
    done = wuhao("run", "--json", cwd=copy_of_the_sample(tmp_path))
    assert done.returncode == 0, done
    found = json.loads(done.stdout)
    assert len(found["branches"]) == 10
    ranks = [branch["rank"] for branch in found["branches"] if branch["rank"]]
    assert len(set(ranks)) < len(ranks), "a tie"
    assert [branch["status"] for branch in found["branches"]].count("vetoed") == 1
    codes = [each["code"] for each in found["findings"]]
    assert codes.count("V001") >= 3
    assert {each["severity"] for each in found["findings"]} <= {"note", "warning"}
    assert set(found["outputs"]) == set(PAPERS) - {*CORRECTION, *DRAFT, "compare"}
    assert [each["scored"] for each in found["panel"]] == [80, 80, 50]


def test_the_year_is_the_same_with_the_scores_in_the_forms(tmp_path: Path) -> None:
    folder = copy_of_the_sample(tmp_path)
    branches = []
    for place in (folder, folder / "examples/forms"):
        done = wuhao("run", "--json", cwd=place)
        assert done.returncode == 0, done
        found = json.loads(done.stdout)
        assert "S015" not in {each["code"] for each in found["findings"]}
        branches.append(found["branches"])
    assert branches[0] == branches[1]


@pytest.mark.slow
def test_the_script_rebuilds_what_is_shipped() -> None:
    assessment = loaded(open_workspace(ROOT))
    assert (ROOT / "input/roster.xlsx").read_bytes() == build_roster()
    for folder, built in (
        (ROOT / "input/returned", build_forms(assessment)),
        (ROOT / "input/panel", build_books(assessment)),
        (ROOT / "examples/forms", build_forms_year(ROOT / "templates")),
        (ROOT / "examples/faulty", build_faulty(assessment)),
        (ROOT / "examples/panel", build_panel_year(ROOT / "templates")),
        (ROOT / "examples/stages", build_stages_year(ROOT / "templates")),
    ):
        shipped = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and "output" not in path.relative_to(folder).parts
        }
        assert shipped == built


FAULTY = {
    "01_自己填了考评得分.xlsx": {"S014"},
    "02_数量填错.xlsx": {"V009", "V010", "V011", "V012", "V013"},
    "03_数字写成了文字.xlsx": {"V001"},
    "04_一票否决没有声明.xlsx": {"V008", "V009"},
    "05_选了有一票否决.xlsx": {"S016"},
    "06_什么都没有填.xlsx": {"D001"},
    "07_去年的表.xlsx": {"I004"},
    "08_旧标准的表.xlsx": {"I005"},
    "09_删了一行.xlsx": {"L003"},
    "10_改了分值.xlsx": {"L005"},
    "11_名单上没有的单位.xlsx": {"I006"},
    "12_没有识别码.xlsx": {"I001"},
    "13_两个单位的识别码.xlsx": {"I002"},
    "14_同一单位第一份.xlsx": set(),
    "15_同一单位第二份.xlsx": {"I007"},
    "16_其实是网页.xls": {"F010"},
    "17_传坏的文件.xlsx": {"F002"},
    "18_空文件.xlsx": {"F009"},
}


def test_every_faulty_return_says_what_its_name_says(tmp_path: Path) -> None:
    done = wuhao("check", "examples/faulty", "--json", cwd=copy_of_the_sample(tmp_path))
    assert done.returncode == 1
    found: dict[str, set[str]] = {name: set() for name in FAULTY}
    for each in json.loads(done.stdout)["findings"]:
        found[Path(each["file"]).name].add(each["code"])
    assert found == FAULTY


def test_dropped_into_the_folder_they_stop_nobody_else(tmp_path: Path) -> None:
    folder = copy_of_the_sample(tmp_path)
    before = json.loads(wuhao("run", "--json", cwd=folder).stdout)["branches"]
    for path in (folder / "examples/faulty").iterdir():
        if path.name[:2] not in ("01", "02", "03", "04", "05", "09", "10", "14", "15"):
            shutil.copy(path, folder / "input/returned" / path.name)
    done = wuhao("run", "--json", cwd=folder)
    assert done.returncode == 1
    assert json.loads(done.stdout)["branches"] == before
