"""A link as a provider's description or mail has it, taken apart into settings and placeholders (A10, N1).

What a parameter of a link is for shows in its name: ``https://api.example.com/send?key=1a2b&to=49170&text=Hi``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote_plus

from smsdesk.gateways.http.placeholders import BY_NAME, OF_SETTINGS, SECRET, WORD, is_known

_NUMBER = "number_digits"
_NAMES: Mapping[str, str] = {
    _NUMBER: (
        "to toaddress number numbers mobile mobiles mobileno mobilenumber msisdn msisdns phone phones "
        "phoneno phonenumber phonenumbers dest destination destinations destinationaddress destaddr da "
        "recipient recipients receiver receivers tel telephone cell cellphone gsm sendto smsto"
    ),
    "content": "text message messages msg msgtext content body sms smstext smsmessage messagetext txt",
    "token": "key apikey token apitoken accesstoken accesskey auth authkey authtoken authorization",
    "password": "password passwd passphrase pass pwd pw secret apisecret secretkey clientsecret userpassword",
    "username": "user username userid login account accountid accountname apiuser clientid",
    "sender": "from fromaddress sender senderid sendername senderaddress source src originator",
}
_MEANT: Mapping[str, str] = {name: meant for meant, names in _NAMES.items() for name in names.split()}
#: Where a sample stands for the value: nothing of the user's own.
_SAMPLE = re.compile(
    r"|[<\[{(%$*#].*|.*[>\]})]|your.*|my[-_ ].*|[x*.…•]+|(api[-_]?)?key|token|password|secret|user(name)?",
    re.IGNORECASE | re.DOTALL,
)


def meant_by(name: str) -> str:
    """The placeholder that a parameter or a mistaken placeholder of this name stands for; empty for none."""
    return _MEANT.get(re.sub(r"[-_.\s]", "", name.casefold()), "")


def nearest(name: str) -> str:
    """The placeholder that was meant by one that does not exist; empty when nothing is near."""
    if meant := meant_by(name):
        return "number" if meant == _NUMBER else meant
    from difflib import get_close_matches  # wanted only when something is wrong

    return next(iter(get_close_matches(name, [*BY_NAME, *OF_SETTINGS], 1, 0.7)), "")


def take_apart(values: Mapping[str, str]) -> dict[str, str]:
    """The settings that a pasted link changes: its address with placeholders, and what was taken out of it.

    Nothing when there is nothing to take apart. A key or password moves into its secret setting; what no
    name tells about stays as it is.
    """
    address = values.get("address", "").strip()
    front, mark, query = address.partition("?")
    if not mark:
        return {}
    # A link copied out of a web page's source.
    fields = query.replace("&amp;", "&").split("&")
    taken: dict[str, str] = {}
    used = {name for field in fields for name in WORD.findall(field)}
    changed = False
    for place, field in enumerate(fields):
        name, _, value = field.partition("=")
        if any(map(is_known, WORD.findall(value))):
            continue
        if put := _placeholder(unquote_plus(name), value, used, taken):
            fields[place] = f"{name}={put}"
            changed = True
    if not changed:
        return {}
    taken["address"] = front + mark + "&".join(fields)
    if not values.get("body", "").strip():
        taken |= {"method": "GET", "body_type": "fields"}  # opening a link is a GET
    return taken


def _placeholder(name: str, value: str, used: set[str], taken: dict[str, str]) -> str:
    """What stands for the value from now on; what is the user's own goes into ``taken``. Empty: it stays."""
    meant = meant_by(name)
    plain = unquote_plus(value).strip()
    if meant == _NUMBER:
        return _number(value.strip())
    if meant in SECRET:
        return _secret(meant, plain, used, taken)
    if not meant:
        return ""
    if meant in OF_SETTINGS and not _SAMPLE.fullmatch(plain):
        if meant in used and taken.get(meant) != plain:
            return ""  # there is one setting only
        taken[meant] = plain
    used.add(meant)
    return _braced(meant)


def _number(value: str) -> str:
    """In the form of the sample."""
    if value.startswith(("+", "%2B", "%2b")):
        return _braced("number")
    return ("00" if re.match("00[1-9]", value) else "") + _braced(_NUMBER)


def _secret(meant: str, value: str, used: set[str], taken: dict[str, str]) -> str:
    """A second key beside the first goes where the password would."""
    own = "" if _SAMPLE.fullmatch(value) else value
    for place in (meant, *sorted(SECRET - {meant})):
        if place not in used or (own and taken.get(place) == own):
            used.add(place)
            if own:
                taken[place] = own
            return _braced(place)
    return ""


def _braced(name: str) -> str:
    return "{" + name + "}"
