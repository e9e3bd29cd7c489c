"""Names for the people of the sample desk; none is of anybody in particular."""

from __future__ import annotations

_GIVEN_CHINESE = (
    "Wei",
    "Fang",
    "Lei",
    "Min",
    "Jing",
    "Yan",
    "Qiang",
    "Juan",
    "Xia",
    "Jie",
    "Ping",
    "Hui",
    "Tao",
)
_FAMILY_CHINESE = ("Zhao", "Qian", "Sun", "Zhou", "Wu", "Zheng", "Wang", "Feng", "Chen", "Jiang")
_GIVEN = ("Ann", "Ben", "Cora", "Dan", "Eva", "Finn", "Gita", "Hugo", "Ida", "Jonas", "Kim", "Lena", "Max")
_FAMILY = ("Berg", "Carter", "Dahl", "Evans", "Foster", "Green", "Hansson", "Irwin", "Jones", "Lund")

#: 200 names, no two alike among the first 130 of a kind; Chinese ones as they are said, the family first.
NAMES: tuple[str, ...] = tuple(
    [f"{_FAMILY_CHINESE[place % 10]} {_GIVEN_CHINESE[place % 13]}" for place in range(90)]
    + [f"{_GIVEN[place % 13]} {_FAMILY[place % 10]}" for place in range(110)]
)
