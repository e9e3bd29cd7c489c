"""Looking into the pool (C1): any part of number, name or note, in any order, among a million customers.

Words that many customers have are found by walking a little way along the order asked for; rarer ones by the
index of trigrams, one or two characters by the trigrams that begin with them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
    tuple_,
)
from sqlalchemy.orm import aliased

from smsdesk.domain.customers import Customer
from smsdesk.domain.profile import SmsType
from smsdesk.operations.customer_rows import shown_customers
from smsdesk.operations.desk import Desk, query
from smsdesk.operations.groups import membership
from smsdesk.operations.searching import holds
from smsdesk.store.tables import CustomerRow

#: The place of a customer in the order asked for: what is sorted by, then the id.
CustomerKey = tuple[Any, int]

#: So many customers are looked at along the order before an index is asked; a few milliseconds.
WALK = 5_000
#: In a pool of up to so many every character of every row is looked at for one or two characters.
SMALL_POOL = 100_000
#: Counting more than so many that match one or two characters is not worth the wait.
COUNTED = 10_000
#: With one or two characters that more customers than this have, each name is looked at instead.
RARE = 20_000

#: After everything that is written.
LAST = "\U0010ffff"
#: Where those without a name stand: after all names.
NAMELESS = LAST

_TRIGRAM = 3
_AROUND_DIGITS = re.compile(r"[\s\-().]")


class CustomerOrder(StrEnum):
    """What a list of customers is sorted by."""

    CREATED = "created"
    NUMBER = "number"
    NAME = "name"
    """Those without a name come after all names."""


@dataclass(frozen=True)
class CustomerPage:
    """Customers in order; ``next_key`` asks for the page after it, None at the end."""

    customers: tuple[Customer, ...]
    next_key: CustomerKey | None


#: What is compared, by order; written out, as SQLite uses an index over an expression only for the very same.
_PLACES: dict[CustomerOrder, ColumnElement[Any]] = {
    CustomerOrder.CREATED: literal_column("customer.id"),
    CustomerOrder.NUMBER: literal_column("customer.number"),
    CustomerOrder.NAME: literal_column("coalesce(lower(nullif(customer.name, '')), '\U0010ffff')"),
}
_ID: ColumnElement[int] = literal_column("customer.id")


@dataclass(frozen=True)
class CustomerQuery:
    """What is looked for in the pool; what is empty asks nothing."""

    search: str = ""
    group_id: int | None = None
    sms_type: SmsType | None = None
    country: str = ""
    """ISO 3166 alpha-2."""


#: Customers that are meant: by their ids, or all that a query finds.
Chosen = CustomerQuery | Sequence[int]


@query
def chosen_ids(desk: Desk, *, chosen: Chosen) -> Sequence[int]:
    """The ids that are meant, as of now; the newest first for a query. Raises ``NotFound`` for its group."""
    if not isinstance(chosen, CustomerQuery):
        return tuple(chosen)
    found = _kept(desk, select(CustomerRow.id), chosen.group_id, chosen.sms_type, chosen.country)
    if words := _plain(chosen.search):
        found = found.where(CustomerRow.id.in_(_matching(desk, words)))
    return tuple(desk.session.scalars(found.order_by(CustomerRow.id.desc())))


@query
def list_customers(
    desk: Desk,
    *,
    search: str = "",
    group_id: int | None = None,
    sms_type: SmsType | None = None,
    country: str = "",
    order: CustomerOrder = CustomerOrder.CREATED,
    descending: bool = True,
    after: CustomerKey | None = None,
    most: int = 200,
) -> CustomerPage:
    """A page of the pool or of one group, newest first by default (C1).

    ``search`` looks in number, name and note; one or two characters in a large pool: digits in the number,
    others in the name. A number may be typed with blanks and dashes.
    Raises ``NotFound`` for a group that is gone.
    """
    place = _PLACES[order]
    directed = [part.desc() if descending else part.asc() for part in (place, _ID)]
    along = _kept(desk, select(CustomerRow.id), group_id, sms_type, country)
    if after is not None:
        key = tuple_(place, _ID)
        along = along.where(key < after if descending else key > after)
    along = along.order_by(*directed)
    words = _plain(search)
    ids: Sequence[int] = ()
    if words and (written := _written(words)):
        near = (
            along.add_columns(CustomerRow.number, CustomerRow.name, CustomerRow.note).limit(WALK).subquery()
        )
        ids = desk.session.scalars(select(near.c.id).where(_contains(near.c, written)).limit(most + 1)).all()
    if len(ids) <= most:
        exact = along.where(CustomerRow.id.in_(_matching(desk, words))) if words else along
        ids = desk.session.scalars(exact.limit(most + 1)).all()
    page = ids[:most]
    if not page:
        return CustomerPage((), None)
    rows = {
        row.id: (row, at)
        for row, at in desk.session.execute(
            select(CustomerRow, place.label("place")).where(CustomerRow.id.in_(page))
        )
    }
    found = [rows[one] for one in page]
    more = len(ids) > most
    return CustomerPage(
        tuple(shown_customers(desk.session, [row for row, _ in found])),
        (found[-1][1], found[-1][0].id) if more else None,
    )


@query
def customer_count(
    desk: Desk,
    *,
    search: str = "",
    group_id: int | None = None,
    sms_type: SmsType | None = None,
    country: str = "",
) -> int:
    """How many ``list_customers`` would give in all; for one or two characters at most ``COUNTED`` + 1."""
    words = _plain(search)
    chosen = _kept(desk, select(CustomerRow.id), group_id, sms_type, country)
    if words and group_id is None and sms_type is None and not country:
        chosen = _matching(desk, words)
    elif words:
        chosen = chosen.where(CustomerRow.id.in_(_matching(desk, words)))
    if words and len(words) < _TRIGRAM:
        chosen = chosen.limit(COUNTED + 1)
    return desk.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0


@query
def customer_countries(desk: Desk) -> list[str]:
    """The countries there are customers of, ISO 3166 alpha-2, in order."""
    return list(desk.session.scalars(select(CustomerRow.country).distinct().order_by(CustomerRow.country)))


def _kept(
    desk: Desk, chosen: Select[int], group_id: int | None, sms_type: SmsType | None, country: str
) -> Select[int]:
    if group_id is not None:
        chosen = chosen.where(membership(desk, group_id=group_id))
    if sms_type is not None:
        chosen = chosen.where(CustomerRow.sms_type == sms_type)
    if country:
        chosen = chosen.where(CustomerRow.country == country)
    return chosen


def names_with(desk: Desk, words: str) -> Select[str]:
    """The numbers of the customers with these characters in their name; ``words`` are not empty."""
    called = select(CustomerRow.number)
    if len(words) >= _TRIGRAM:
        return called.where(CustomerRow.id.in_(_by_trigrams(words, only="name")))
    matching = _matching(desk, words).subquery()
    cases = _written(words)
    return called.join(matching, matching.c[0] == CustomerRow.id).where(
        or_(*(holds(CustomerRow.name, each) for each in cases))
    )


def _by_trigrams(words: str, *, only: str = "") -> Select[int]:
    """Ids of the customers with these three or more characters anywhere, or in one column."""
    index = table("customer_search", column("rowid", Integer))
    phrase = '"' + words.replace('"', '""') + '"'
    if only:
        phrase = f"{only} : {phrase}"
    return select(index.c.rowid).where(text("customer_search MATCH :phrase").bindparams(phrase=phrase))


def _matching(desk: Desk, words: str) -> Select[int]:
    """Ids of the customers with these characters."""
    if len(words) >= _TRIGRAM:
        return _by_trigrams(words)
    one = aliased(CustomerRow)
    if (desk.session.scalar(select(func.max(one.id))) or 0) <= SMALL_POOL:
        anywhere = (column.contains(words, autoescape=True) for column in (one.number, one.name, one.note))
        return select(one.id).where(or_(*anywhere))
    if (rare := _rare(desk, words)) is not None:
        return rare
    if words.isdigit():
        return select(one.id).where(one.number.contains(words, autoescape=True))
    # Said, as SQLite reads the whole table when it is not: five times as much.
    names = select(_ID).select_from(text("customer INDEXED BY ix_customer_order"))
    # What is indexed is folded as SQLite folds, A–Z only; as bytes it is compared in half the time of LIKE.
    folded = "".join(one.lower() if one.isascii() else one for one in words)
    place = _PLACES[CustomerOrder.NAME]
    return names.where(place < NAMELESS, func.instr(place, folded) > 0)


def _rare(desk: Desk, words: str) -> Select[int] | None:
    """Ids of the customers with one or two characters in number or name; None when many have them."""
    # Folded as the index folds: each character into one.
    folded = "".join(one.lower() if len(one.lower()) == 1 else one for one in words)
    terms = table("customer_search_terms", column("term"), column("doc", Integer), column("col"))
    found = (
        select(terms.c.doc)
        .where(terms.c.term >= folded, terms.c.term < folded + LAST, terms.c.col.in_(("number", "name")))
        .distinct()
    )
    several = select(func.count()).select_from(found.limit(RARE + 1).subquery())
    return found if (desk.session.scalar(several) or 0) <= RARE else None


def _contains(columns: Any, written: Sequence[str]) -> ColumnElement[bool]:
    looked_at = [columns.number, columns.name]
    if len(written[0]) >= _TRIGRAM:
        looked_at.append(columns.note)
    return or_(*(holds(column, words) for column in looked_at for words in written))


def _written(words: str) -> Sequence[str]:
    """Every way to write the words that LIKE, which knows the case of A–Z only, tells apart; none for longer
    ones with other letters, which the index is asked for."""
    if all(one.isascii() or one.lower() == one.upper() for one in words):
        return [words]
    if len(words) >= _TRIGRAM:
        return []
    cases = [dict.fromkeys((one, one.lower(), one.upper())) for one in words]
    return ["".join(each) for each in product(*cases)]


def _plain(search: str) -> str:
    """What is looked for: of a number only its digits and plus, without the blanks people write."""
    wanted = search.strip()
    plain = _AROUND_DIGITS.sub("", wanted)
    if not plain.removeprefix("+").isdigit():
        return wanted
    if plain.startswith("00") and len(plain) > 4:
        return f"+{plain[2:]}"
    return plain
