"""B2, B4: files as businesses have them, each with what must be found in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.commandline.conftest import Run

Rows = Sequence[Sequence[object]]
LIST: Rows = [["手机", "姓名"], ["13800138000", "王"], ["13800138001", "李"]]
ALIPAY = """支付宝账务明细查询
账号:[20881234567890120156]
------------------业务明细列表------------------
账务流水号\t,商户订单号\t,买家姓名\t,买家手机\t,金额（元）
2026030122001\t,T200P1\t,王明\t,13800138000\t,12.50
2026030122002\t,T200P2\t,李娜\t,13800138001\t,8.00
------------------业务明细列表结束----------------
"""


def book(path: Path, sheets: dict[str, Rows], formats: dict[str, str] | None = None) -> None:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for column, code in (formats or {}).items():
            for cell in sheet[column]:
                cell.number_format = code
    workbook.save(path)


@pytest.mark.parametrize(
    ("sheets", "options", "expected"),
    [
        pytest.param(
            {"封面": [["说明"], ["本文件为客户名单"]], "客户": LIST},
            ["--text", "{1}好"],
            {"rows": 2, "ready": 2, "sheet": "客户"},
            id="a cover first",
        ),
        pytest.param(
            {"封面": [["联系人", "张三"], ["电话", "13900139000"]], "客户": LIST},
            ["--text", "{1}好"],
            {"ready": 2, "sheet": "客户", "numbers": ["+8613800138000", "+8613800138001"]},
            id="the sender's own number on the cover",
        ),
        pytest.param(
            {"名单": [["13900139000", "张三"]], "说明": [["请勿外传"], ["谢谢"]]},
            ["--text", "{1}好"],
            {"ready": 1, "sheet": "名单"},
            id="a short list without titles",
        ),
        pytest.param(
            {"名单": [["13900139000", "张三"]], "旧": [["13800138000", "王"], ["13800138001", "李"]]},
            ["--text", "{1}好"],
            {"ready": 1, "sheet": "名单"},
            id="two lists without titles",
        ),
        pytest.param(
            {"一": [["手机", "姓名"], ["13900139000", "张三"]], "二": LIST},
            ["--text", "{1}好"],
            {"ready": 1, "sheet": "一"},
            id="the first of two lists",
        ),
        pytest.param(
            {"一": [["手机", "姓名"], ["无", "张三"]], "二": LIST},
            ["--text", "{1}好"],
            {"rows": 1, "ready": 0, "sheet": "一"},
            id="a list with bad numbers is not passed over for another",
        ),
        pytest.param(
            {"一": LIST, "2025": [["手机", "姓名"], ["13900139000", "张三"]]},
            ["--text", "{1}好", "--sheet", "2025"],
            {"ready": 1, "sheet": "2025"},
            id="a sheet named by a year",
        ),
        pytest.param(
            {
                "S": [
                    ["合计"],
                    ["店铺", "晨光", "电话", "13900139000"],
                    [],
                    ["姓名", "手机"],
                    ["王", "13800138000"],
                ]
            },
            ["--text", "{1}好"],
            {"rows": 1, "ready": 1, "columns.1": "姓名", "numbers": ["+8613800138000"]},
            id="the shop's telephone above the list",
        ),
        pytest.param(
            {"S": [[None, None, "手机", "姓名"], [None, None, 13800138000, "王"]]},
            ["--text", "{1}好"],
            {"ready": 1, "columns.number": "手机", "columns.1": "姓名"},
            id="empty columns before the list",
        ),
    ],
)
def test_a_workbook_is_understood(
    run: Run, tmp_path: Path, sheets: dict[str, Rows], options: list[str], expected: dict[str, object]
) -> None:
    file = tmp_path / "list.xlsx"
    book(file, sheets)
    done = run("check", file, *options, "--numbers", "--json")
    assert done.code == 0, done.err
    assert {key: _at(done.json, key) for key in expected} == expected


def _at(found: Any, key: str) -> object:
    for part in key.split("."):
        found = found[part]
    return found


def test_what_is_shown_in_the_cell_is_counted(run: Run, tmp_path: Path) -> None:
    """¥1,234.50 has nine characters; 1234.5, which the file holds, would leave the text in one fragment."""
    file = tmp_path / "list.xlsx"
    book(file, {"S": [["手机", "金额"], ["13800138000", 1234.5]]}, {"B": '"¥"#,##0.00'})
    for length, fragments in ((61, 1), (62, 2)):
        found = run("check", file, "--text", "啊" * length + "{1}", "--json").json
        assert found["fragments"] == fragments


def test_an_export_of_alipay(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "alipay.csv"
    file.write_bytes(ALIPAY.replace("\n", "\r\n").encode("gbk"))
    options = ["--text", "{1}您好，消费{2}元", "--map", "1=买家姓名", "--map", "2=金额（元）"]
    found = run("check", file, *options, "--numbers", "--json").json
    assert (found["rows"], found["ready"], found["rejected"]["invalid_number"]) == (3, 2, 1)
    assert (found["encoding"], found["delimiter"]) == ("gb18030", ",")
    assert found["numbers"] == ["+8613800138000", "+8613800138001"]


def test_columns_of_one_title_are_told_apart(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("名单\n备注,手机,备注\nx,13800138000,y\n")
    found = run("check", file, "--text", "{1}", "--map", "1=C", "--json").json
    assert found["columns"] == {"number": "手机", "1": "备注"}
    assert found["column_letters"] == {"number": "B", "1": "C"}
    assert found["header_row"] == 2


def test_the_name_of_a_file_cannot_break_the_sentence(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a\nb.csv"
    file.write_text("")
    done = run("check", file, "--text", "Hello")
    assert done.code == 2
    assert "“a b.csv” is empty" in done.sentence


@pytest.mark.parametrize("content", ["手机号,姓名\n", "手机号\nMobile\n", "\n手机号,姓名\n,,\n"])
def test_titles_without_recipients_are_told(run: Run, tmp_path: Path, content: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text(content)
    done = run("check", file, "--text", "Hello", "--json")
    assert (done.code, done.out) == (2, "")
    assert "no recipients" in done.sentence


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--text", ""], "text is empty"),
        (["--text", " \n"], "text is empty"),
        (["--text", "Hi", "--sheet", "0"], "no sheet “0”"),
        (["--text", "Hi", "--sheet", "7"], "no sheet “7”"),
        (["--text", "Hi", "--sheet=-1"], "no sheet “-1”"),
    ],
)
def test_a_wrong_option_is_one_sentence(run: Run, tmp_path: Path, options: list[str], words: str) -> None:
    file = tmp_path / "list.xlsx"
    book(file, {"S": LIST})
    done = run("check", file, *options, "--json")
    assert (done.code, done.out) == (2, "")
    assert words in done.sentence
