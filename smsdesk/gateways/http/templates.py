"""Templates of requests, made ready once: every placeholder is escaped for where it stands (N1).

What a message brings can end neither a field nor a string, a tag or a header: an address gets it
percent-encoded, a form as a form wants it, JSON as a string's inside, XML as character references; in a
header stand only values without line breaks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, quote_plus
from xml.parsers import expat

from smsdesk.domain.errors import Invalid
from smsdesk.domain.text import text
from smsdesk.gateways.http.placeholders import BY_NAME, OPTIONAL, WORD, Facts, Placeholder, is_known

Escape = Callable[[str], str]
Constants = Mapping[str, str]
"""What the placeholders of the settings are filled with."""

#: Stands for an unquoted placeholder while JSON is read; private characters nobody types.
_OPEN, _CLOSE = "\ue000", "\ue001"
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\{([a-z][a-z0-9_]*)\}', re.ASCII | re.DOTALL)
_BARE = re.compile(f'"{_OPEN}(list )?([a-z0-9_]+){_CLOSE}"', re.ASCII)
_CDATA = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)
#: What XML 1.0 cannot hold in any spelling.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML = str.maketrans(
    {
        "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;",
        "\t": "&#9;", "\n": "&#10;", "\r": "&#13;",
    }
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
#: May stand in an address as it is typed.
_ADDRESS = "/%:@!$&'()*+,;=~-._?[]{}"


@dataclass(frozen=True, slots=True)
class Template:
    """Words and, between them, what is filled in for each request."""

    parts: tuple[str | tuple[Callable[[Facts], str], Escape], ...]

    def render(self, facts: Facts) -> str:
        """Raises ``NotInAlphabet``."""
        return "".join([part if isinstance(part, str) else part[1](part[0](facts)) for part in self.parts])


def as_it_is(value: str) -> str:
    return value


def in_address(charset: str) -> Escape:
    """For a path or a query."""
    return lambda value: quote(value, safe="", encoding=charset, errors="replace")


def in_form(charset: str) -> Escape:
    """For a form, also where it is sent as a query."""
    return lambda value: quote_plus(value, safe="", encoding=charset, errors="replace")


def in_json(value: str) -> str:
    """For the inside of a string."""
    return json.dumps(value, ensure_ascii=False)[1:-1].encode("utf-8", "replace").decode()


def in_xml(value: str) -> str:
    """For text and attributes; a character that XML cannot hold becomes �."""
    return _NOT_XML.sub("\ufffd", value).translate(_XML)


def in_cdata(value: str) -> str:
    return _NOT_XML.sub("\ufffd", value).replace("]]>", "]]]]><![CDATA[>").replace("\r", "]]>&#13;<![CDATA[")


def in_header(value: str) -> str:
    """Without anything that could end a header."""
    return _CONTROL.sub("", value)


def template(words: str, constants: Constants, escape: Escape, literal: Escape = as_it_is) -> Template:
    """``literal``: what becomes of the words between placeholders, once."""
    parts: list[str | tuple[Callable[[Facts], str], Escape]] = []
    end = 0
    for found in WORD.finditer(words):
        name = found[1]
        if not is_known(name):
            continue
        parts.append(literal(words[end : found.start()]))
        end = found.end()
        parts.append(escape(constants[name]) if name in constants else (BY_NAME[name].fill, escape))
    parts.append(literal(words[end:]))
    return _joined(parts)


def address(words: str, constants: Constants, charset: str) -> Template:
    """An address; a field of its query that would hold nothing but an unset option is left out."""
    front, mark, query = words.partition("?")
    fields = [each for each in query.split("&") if each and not is_unset(each, constants)]
    whole = front + (mark + "&".join(fields) if fields else "")
    return template(
        whole,
        constants,
        in_address(charset),
        lambda value: quote(value, safe=_ADDRESS, encoding=charset, errors="replace"),
    )


def form(words: str, constants: Constants, charset: str, *, field: str) -> Template:
    """Of lines ``name = value``. Raises ``Invalid`` at ``field`` for a line that is none."""
    escape = in_form(charset)
    parts: list[str | tuple[Callable[[Facts], str], Escape]] = []
    for line in words.splitlines():
        if not line.strip():
            continue
        name, equals, value = (each.strip() for each in line.partition("="))
        if not equals or not name:
            raise Invalid(
                text(
                    "“{line}” is no field. Write one a line, like {sample}.",
                    line=line[:100],
                    sample="to = {number}",
                ),
                field=field,
            )
        if is_unset(value, constants):
            continue
        parts.append("&" if parts else "")
        parts += template(name, constants, escape, escape).parts
        parts.append("=")
        parts += template(value, constants, escape, escape).parts
    return _joined(parts)


def json_body(words: str, constants: Constants, *, field: str) -> Template:
    """A JSON text with placeholders in strings; those that are digits may also stand for a number.

    ["{number}"] alone in a list becomes the list of all numbers. Raises ``Invalid`` at ``field``.
    """

    def marked(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        if found[1] not in BY_NAME or not BY_NAME[found[1]].digits:
            raise Invalid(
                text("Put quotation marks around {placeholder}.", placeholder="{" + found[1] + "}"),
                field=field,
            )
        return f'"{_OPEN}{found[1]}{_CLOSE}"'

    try:
        if _OPEN in words or _CLOSE in words:
            raise ValueError
        tree = json.loads(_JSON_TOKEN.sub(marked, words))
    except (ValueError, RecursionError) as fault:
        line = getattr(fault, "lineno", 1)
        raise Invalid(text("This is not JSON: look at line {line}.", line=line), field=field) from None
    whole = json.dumps(_set_only(tree, constants), ensure_ascii=False)
    parts: list[str | tuple[Callable[[Facts], str], Escape]] = []
    end = 0
    for bare in _BARE.finditer(whole):
        parts += template(whole[end : bare.start()], constants, in_json).parts
        end = bare.end()
        one = BY_NAME[bare[2]]
        parts.append((_each(one), as_it_is) if bare[1] else (one.fill, as_it_is))
    parts += template(whole[end:], constants, in_json).parts
    return _joined(parts)


def xml_body(words: str, constants: Constants, *, field: str) -> Template:
    """An XML text with placeholders in text, attributes or CDATA. Raises ``Invalid`` at ``field``."""
    parts: list[str | tuple[Callable[[Facts], str], Escape]] = []
    end = 0
    for section in _CDATA.finditer(words):
        parts += template(words[end : section.start()], constants, in_xml).parts
        parts += template(section[0], constants, in_cdata).parts
        end = section.end()
    parts += template(words[end:], constants, in_xml).parts
    try:
        expat.ParserCreate().Parse(re.sub(r"^\s*<\?xml[^>]*\?>", "", words).strip(), True)
    except expat.ExpatError as fault:
        raise Invalid(text("This is not XML: look at line {line}.", line=fault.lineno), field=field) from None
    return _joined(parts)


def is_unset(words: str, constants: Constants) -> bool:
    """Whether it holds an option that is not set."""
    return any(name in OPTIONAL and not constants.get(name) for name in WORD.findall(words))


def _set_only(tree: object, constants: Constants) -> object:
    """Without the members that hold an unset option."""
    match tree:
        case dict():
            return {
                key: _set_only(value, constants)
                for key, value in tree.items()
                if not (isinstance(value, str) and is_unset(value, constants))
            }
        case [str(only)] if (found := WORD.fullmatch(only)) and found[1] in (
            "number",
            "number_digits",
            "national",
        ):
            return f"{_OPEN}list {found[1]}{_CLOSE}"
        case list():
            return [
                _set_only(value, constants)
                for value in tree
                if not (isinstance(value, str) and is_unset(value, constants))
            ]
    return tree


def _each(one: Placeholder) -> Callable[[Facts], str]:
    """A JSON list of what it is for each message."""

    def fill(facts: Facts) -> str:
        each = [one.fill(Facts((message,))) for message in facts.messages]
        return json.dumps(each, ensure_ascii=False)

    return fill


def _joined(parts: list[str | tuple[Callable[[Facts], str], Escape]]) -> Template:
    """Words beside words become one."""
    whole: list[str | tuple[Callable[[Facts], str], Escape]] = []
    for part in parts:
        if isinstance(part, str) and whole and isinstance(whole[-1], str):
            whole[-1] += part
        elif part:
            whole.append(part)
    return Template(tuple(whole))
