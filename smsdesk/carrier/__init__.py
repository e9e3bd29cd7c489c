"""A scripted carrier: the other side of the sandbox gateway, over real HTTP on loopback.

It takes messages, bills fragments, reports delivery and replies after a delay, and misbehaves on
demand: per number (``magic``) or for everybody (``switches``). It keeps a record of all it took
(``journal``), so that a desk that was killed can be counted against it: none twice, none lost.

``server`` is the carrier; it is imported where it runs, for the web server in it takes long to import.
``interface`` documents the HTTP interface; ``process`` runs it as a program of its own.
"""

from smsdesk.carrier.magic import MAGIC, MagicNumber
from smsdesk.carrier.script import Delay, Script
from smsdesk.carrier.switches import SWITCHES, Switch, Switches

__all__ = ["MAGIC", "SWITCHES", "Delay", "MagicNumber", "Script", "Switch", "Switches"]
