"""The sample desk (P1): everything a first send needs, in the sandbox, and a spreadsheet to send.

Its numbers come from ranges that the sandbox carrier knows or that are kept for fiction; they stay what
they are behind a real gateway too, so nobody's telephone rings by accident.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import NotRequired, TypedDict, Unpack

from smsdesk.domain.applications import Application, ApplicationType
from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.errors import NotAllowed, NotFound
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.signatures import Purpose, Signature, SignatureType
from smsdesk.domain.templates import Template
from smsdesk.domain.text import text, tr
from smsdesk.operations.applications import create_application
from smsdesk.operations.customers import NewCustomer, put_customers
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.groups import create_group
from smsdesk.operations.profile import (
    create_profile,
    identity,
    profile,
    required_profile,
    update_profile,
)
from smsdesk.operations.review import approve
from smsdesk.operations.sample_people import NAMES
from smsdesk.operations.signatures import create_signature, signature
from smsdesk.operations.templates import create_template, template
from smsdesk.sheets.writing import Column, write_table
from smsdesk.store.settings import read_setting, write_setting

#: The spreadsheet's name in the folder it is written to.
SHEET = "sample-customers.xlsx"

_MADE = "sample"


class Answers(TypedDict):
    """Keywords of ``create_profile``."""

    business_name: str
    identity: Identity
    country: str
    time_zone: str
    language: NotRequired[str]


@dataclass(frozen=True)
class Sample:
    """What was made. ``template`` is the one that ``sheet`` is made for."""

    application: Application
    signatures: tuple[Signature, ...]
    templates: tuple[Template, ...]
    groups: tuple[CustomerGroup, ...]
    customers: int
    sheet: Path

    @property
    def template(self) -> Template:
        return self.templates[0]


def make_sample(desk: Desk, *, folder: Path | None = None) -> Sample:
    """Fill a desk that has a profile, all at once or not at all, and write the spreadsheet to ``folder``.

    ``folder`` is the data folder by default. An individual gets what an individual may have (P2). Raises
    ``NotFound`` without a profile, ``NotAllowed`` the second time, ``Unavailable`` for a full disk.
    """
    path = (folder or desk.folder) / SHEET
    # The file first: without it nothing is made, and written again it is the same.
    write_sample_sheet(path)
    return _make(desk, sheet=path)


@query
def sample_made(desk: Desk) -> bool:
    """Whether the sample was put into this desk once; what came of it since is the user's."""
    return bool(read_setting(desk.session, _MADE))


def begin_with_sample(desk: Desk, **answers: Unpack[Answers]) -> Sample:
    """The four answers of the first start and the sample desk, all at once or not at all (P1).

    ``answers`` are the keywords of ``create_profile``. Raises as that and ``make_sample``.
    """
    path = desk.folder / SHEET
    write_sample_sheet(path)
    return _begin(desk, sheet=path, answers=answers)


@operation(action="MakeSample", on="application")
def _begin(desk: Desk, *, sheet: Path, answers: Answers) -> Sample:
    create_profile(desk, **answers)
    return _make(desk, sheet=sheet)


@operation(action="MakeSample", on="application")
def _make(desk: Desk, *, sheet: Path) -> Sample:
    if profile(desk) is None:
        raise NotFound(text("Set up the profile first, then make the sample desk."))
    if read_setting(desk.session, _MADE):
        raise NotAllowed(text("The sample is in this desk already."))
    write_setting(desk.session, _MADE, True)
    desk.changed("signature", "template", "customer", "group")
    if not required_profile(desk).price_mainland:
        # So that the cost of a task can be seen; the sandbox itself costs nothing.
        update_profile(desk, price_mainland="0.045", price_global="0.30")
    application = create_application(
        desk,
        name=tr("Riverside Bakery"),
        type=ApplicationType.WEBSITE,
        overview=tr("Sample: tells customers that their order is ready, and what is on offer."),
    )
    regions = [Region.MAINLAND] if identity(desk) is Identity.INDIVIDUAL else list(Region)
    signatures = tuple(_signature(desk, region) for region in regions)
    templates = tuple(_templates(desk))
    groups = tuple(_groups(desk))
    return Sample(application, signatures, templates, groups, len(list(_customers())), sheet)


def _signature(desk: Desk, region: Region) -> Signature:
    made = create_signature(
        desk,
        region=region,
        type=SignatureType.WEBSITE,
        purpose=Purpose.SELF_USE,
        content=tr("Riverside"),
        remarks="riverside.example",
    )
    if made.status is not ReviewStatus.APPROVED:
        approve(desk, subject="signature", subject_id=made.id, reason=tr("Sample"))
    return signature(desk, signature_id=made.id)


def _templates(desk: Desk) -> Iterator[Template]:
    wanted = [
        (
            Region.MAINLAND,
            SmsType.REGULAR,
            tr("Order ready"),
            tr("Dear {1}, your order {2} is ready. Please pick it up before {3}."),
        )
    ]
    if identity(desk) is Identity.ORGANIZATION:
        wanted += [
            (
                Region.MAINLAND,
                SmsType.MARKETING,
                tr("Weekend offer"),
                tr("Dear {1}, this weekend two loaves for the price of one at Riverside Bakery.")
                + "拒收请回复R",
            ),
            (
                Region.GLOBAL,
                SmsType.REGULAR,
                tr("Booking"),
                tr("Dear {1}, your table is booked for {2}. We look forward to your visit."),
            ),
            (
                Region.GLOBAL,
                SmsType.MARKETING,
                tr("News"),
                tr("Dear {1}, our new winter bread is here. Come and taste it. Reply STOP to unsubscribe."),
            ),
        ]
    for region, sms_type, name, content in wanted:
        made = create_template(desk, region=region, type=sms_type, name=name, content=content)
        if made.status is not ReviewStatus.APPROVED:
            approve(desk, subject="template", subject_id=made.id, reason=tr("Sample"))
        yield template(desk, template_id=made.id)


def _groups(desk: Desk) -> Iterator[CustomerGroup]:
    everybody = list(_customers())
    here = [one for one in everybody if one.country == "CN"]
    for name, sms_type, members in (
        (tr("VIP"), SmsType.REGULAR, here[:20]),
        (tr("Regulars"), SmsType.MARKETING, here[20:]),
        (tr("Guests from abroad"), SmsType.REGULAR, [one for one in everybody if one.country != "CN"]),
    ):
        group = create_group(desk, name=name, sms_type=sms_type)
        put_customers(desk, members, sms_type=sms_type, group_id=group.id)
        yield CustomerGroup(group.id, group.name, group.sms_type, len(members), group.created_at)


#: Endings of the sandbox carrier's numbers (``carrier/magic.py``) that spoil the answer for every message
#: sent together with them, are told to wait, or are reported late or never: confusing in a first send.
_SPOILING = frozenset({21, 30, 31, 32, 33, 34, 40, 41})

#: Country, what stands before the last two digits, and how many of them.
_RANGES = (("CN", "+86138000000", 90), ("US", "+120255501", 60), ("SE", "+467017406", 50))


def _customers() -> Iterator[NewCustomer]:
    """200 people, always the same."""
    names = cycle(NAMES)
    for country, start, count in _RANGES:
        endings = (ending for ending in range(100) if ending not in _SPOILING)
        for ending in islice(endings, count):
            yield NewCustomer(f"{start}{ending:02}", country, next(names), "")


def write_sample_sheet(path: Path) -> None:
    """A list as a shop keeps it, for the first template: mostly good rows, and one of each usual mistake."""
    columns = [
        Column(tr("Mobile number"), "phone", 20),
        Column(tr("Name"), "text", 18),
        Column(tr("Order"), "text", 12),
        Column(tr("Before"), "text", 16),
    ]
    write_table(path, columns, _sheet_rows(), sheet_name=tr("Orders"))


def _sheet_rows() -> Iterator[tuple[str, str, str, str]]:
    mistakes = {
        8: ("010-62770000", "Landline Li", "1008", "18:00"),
        15: ("1380000001", "Short Shen", "1015", "18:00"),
        22: ("13800000003", "", "1022", "18:00"),
        30: ("13800000005", "Link Lin", "www.example.com/1030", "18:00"),
        41: ("+12025550123", "Abroad Ann", "1041", "18:00"),
        50: ("13800000007", "Zhao Lei", "1007", "12:00"),
    }
    here = [one for one in _customers() if one.country == "CN"]
    for place, one in enumerate(here[:60]):
        if place in mistakes:
            yield mistakes[place]
        before = ("12:00", "15:00", "18:00")[place % 3]
        yield one.number.removeprefix("+86"), one.name, f"{1000 + place}", before
    # Somebody ordered twice, and the row was copied once too often.
    yield here[0].number.removeprefix("+86"), here[0].name, "1000", "12:00"
