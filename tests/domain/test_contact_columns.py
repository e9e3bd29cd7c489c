"""Columns of contact exports as the programs write them, and of people's own lists (C2)."""

from __future__ import annotations

import pytest

from smsdesk.domain.contact_columns import (
    Export,
    ImportColumns,
    contact_columns,
    export_of,
    is_mobile_label,
    own_titles,
    says_yes,
)
from smsdesk.domain.person_names import joined_name

GOOGLE_OLD = (
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Name Prefix,Nickname,Birthday,"
    "Notes,Language,Photo,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,"
    "Phone 2 - Type,Phone 2 - Value,Organization 1 - Type,Organization 1 - Name"
)
GOOGLE_NEW = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Last Name,Name Prefix,Nickname,File As,"
    "Organization Name,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,"
    "E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value"
)
OUTLOOK = (
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Business Street,Business City,"
    "Business Fax,Business Phone,Business Phone 2,Company Main Phone,Home Fax,Home Phone,Mobile Phone,"
    "Other Phone,Pager,Primary Phone,Birthday,E-mail Address,Notes,Spouse"
)
SHOPIFY = (
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,"
    "Default Address City,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,"
    "Tax Exempt,Tags"
)
SHOPIFY_OLD = "First Name,Last Name,Email,Company,City,Phone,Accepts Marketing,Total Spent,Tags,Note"


def found(titles: str, **options: object) -> tuple[list[str], ImportColumns]:
    names = titles.split(",")
    columns = contact_columns(
        names,
        [True] * len(names),
        export=export_of(names),
        **options,  # type: ignore[arg-type]
    )
    assert columns is not None
    return names, columns


@pytest.mark.parametrize(
    ("titles", "export"),
    [
        (GOOGLE_OLD, Export.GOOGLE),
        (GOOGLE_NEW, Export.GOOGLE),
        (OUTLOOK, Export.OUTLOOK),
        (OUTLOOK.upper(), Export.OUTLOOK),
        ("姓,名,移动电话,住宅电话,商务电话,电子邮件地址", Export.OUTLOOK),
        (SHOPIFY, Export.SHOPIFY),
        (SHOPIFY_OLD, Export.SHOPIFY),
        ("First Name,Last Name,Phone,SMS Marketing Consent", Export.SHOPIFY),
        ("Mobile,Name", Export.NONE),
        ("First Name,Last Name,Phone", Export.NONE),
        ("Mobile Phone,Name", Export.NONE),
        ("Phone 1 - Value", Export.NONE),
        ("", Export.NONE),
    ],
)
def test_an_export_is_known_by_its_titles(titles: str, export: Export) -> None:
    assert export_of(titles.split(",")) is export


@pytest.mark.parametrize(
    ("titles", "number", "others", "name", "first", "last", "note"),
    [
        (
            GOOGLE_OLD,
            "Phone 1 - Value",
            ["Phone 2 - Value"],
            "Name",
            "Given Name",
            "Family Name",
            "Notes",
        ),
        (GOOGLE_NEW, "Phone 1 - Value", ["Phone 2 - Value"], None, "First Name", "Last Name", "Notes"),
        (
            OUTLOOK,
            "Mobile Phone",
            ["Primary Phone", "Home Phone", "Other Phone", "Business Phone", "Business Phone 2"],
            None,
            "First Name",
            "Last Name",
            "Notes",
        ),
        (SHOPIFY, "Phone", ["Default Address Phone"], None, "First Name", "Last Name", "Note"),
        (SHOPIFY_OLD, "Phone", [], None, "First Name", "Last Name", "Note"),
    ],
)
def test_the_columns_of_an_export(
    titles: str,
    number: str,
    others: list[str],
    name: str | None,
    first: str | None,
    last: str | None,
    note: str | None,
) -> None:
    names, columns = found(titles)

    def title(at: int | None) -> str | None:
        return None if at is None else names[at]

    assert title(columns.number) == number
    assert [names[at] for at in columns.other_numbers] == others
    assert (title(columns.name), title(columns.first_name), title(columns.last_name)) == (name, first, last)
    assert title(columns.note) == note


def test_what_google_calls_a_number_stands_beside_it() -> None:
    for titles, kind in ((GOOGLE_OLD, "Type"), (GOOGLE_NEW, "Label")):
        names, columns = found(titles)
        assert {names[at]: names[label] for at, label in columns.labels.items()} == {
            "Phone 1 - Value": f"Phone 1 - {kind}",
            "Phone 2 - Value": f"Phone 2 - {kind}",
        }


@pytest.mark.parametrize(
    ("titles", "kept"),
    [
        (GOOGLE_OLD, {"Nickname", "Birthday", "E-mail 1 - Value", "Organization 1 - Name"}),
        (OUTLOOK, {"Company", "Business City", "Birthday", "E-mail Address"}),
        (
            SHOPIFY,
            {
                "Email",
                "Default Address Company",
                "Default Address City",
                "Total Spent",
                "Total Orders",
                "Tags",
            },
        ),
        ("Mobile,Name,Birthday,Size", {"Birthday", "Size"}),
        ("Mobile,Name,No.,Office tel,Driver's phone,Size", {"Size"}),
    ],
)
def test_what_is_worth_keeping(titles: str, kept: set[str]) -> None:
    names, columns = found(titles, number=0)
    assert {names[at] for at in columns.own} == kept


def test_consent_is_found_and_read() -> None:
    names, columns = found(SHOPIFY)
    assert columns.consent is not None
    assert names[columns.consent] == "Accepts SMS Marketing"
    assert all(map(says_yes, ("yes", "TRUE", " SUBSCRIBED ", "是", "1")))
    assert not any(map(says_yes, ("", "no", "NOT_SUBSCRIBED", "否", "0", "pending")))


@pytest.mark.parametrize(
    ("titles", "first", "last", "name"),
    [
        ("手机,姓,名", 2, 1, None),
        ("Mobile,First name,Last name", 1, 2, None),
        ("Handy,Vorname,Nachname", 1, 2, None),
        ("Mobile,First name", None, None, 1),
        ("Mobile,Surname", None, 1, None),
        ("手机,姓名", None, None, 1),
        ("Mobile,first_name,last_name,Full name", 1, 2, 3),
    ],
)
def test_names_in_parts(titles: str, first: int | None, last: int | None, name: int | None) -> None:
    _, columns = found(titles, number=0)
    assert (columns.first_name, columns.last_name, columns.name) == (first, last, name)


def test_a_column_of_the_pool_is_found_again_in_any_case() -> None:
    _, columns = found("Mobile,BIRTHDAY,Office tel", number=0, known=["Birthday", "office tel"])
    assert columns.own == {1: "Birthday", 2: "office tel"}


def test_empty_columns_and_more_than_the_pool_holds_are_left_out() -> None:
    titles = ["Mobile", *(f"Size {at}" for at in range(40))]
    columns = contact_columns(titles, [True, False, *[True] * 39], number=0, known=["Old"] * 1)
    assert columns is not None
    assert list(columns.own) == list(range(2, 31))
    full = contact_columns(titles, [True] * 41, number=0, known=[f"Own {at}" for at in range(30)])
    assert full is not None
    assert full.own == {}


def test_without_numbers_there_is_nothing_to_import() -> None:
    assert contact_columns(["Name"], [True]) is None


@pytest.mark.parametrize(
    ("titles", "named"),
    [
        (["Size", "size", ""], ["Size", "size (B)", "C"]),
        (["<b>x</b>", '"q"', "{1}"], ["<b>x</b>", '"q"', "{1}"]),
        (["a\x00b\u202e", "  "], ["ab", "B"]),
        (["x" * 60, "x" * 60], ["x" * 40, "x" * 36 + " (B)"]),
    ],
)
def test_own_columns_get_names_that_differ(titles: list[str], named: list[str]) -> None:
    assert own_titles(titles) == named


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("Ann", "Lund", "Ann Lund"),
        ("丽", "王", "王丽"),
        ("Ann", "", "Ann"),
        ("", "王", "王"),
        ("李", "Smith", "李 Smith"),
    ],
)
def test_names_are_joined_as_they_are_written(first: str, last: str, name: str) -> None:
    assert joined_name(first, last) == name


@pytest.mark.parametrize(
    ("label", "mobile"), [("Mobile", True), ("* Mobile", True), ("手机", True), ("Home", False)]
)
def test_kinds_of_numbers(label: str, mobile: bool) -> None:
    assert is_mobile_label(label) is mobile


def test_googles_columns_join_the_pool_under_plain_names() -> None:
    names, columns = found(GOOGLE_OLD)
    own = {names[at]: name for at, name in columns.own.items()}
    assert own["E-mail 1 - Value"] == "E-mail"
    assert own["Organization 1 - Name"] == "Organization"
    assert own_titles(["E-mail 1 - Value", "E-mail 2 - Value"]) == ["E-mail", "E-mail 2"]
    before = contact_columns(names, [True] * len(names), export=Export.GOOGLE, known=["E-mail 1 - Value"])
    assert before is not None
    assert "E-mail 1 - Value" in before.own.values()
    assert "E-mail" not in before.own.values()
