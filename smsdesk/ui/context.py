"""What every page is given, and how a tab is declared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import tzlocal
from PySide6.QtCore import QByteArray, QLocale, QObject, QSettings, Signal
from PySide6.QtWidgets import QWidget

from smsdesk.domain.places import countries, zone_country
from smsdesk.domain.profile import Identity, Profile, Region
from smsdesk.ui.bridge import DeskRunner, Hub
from smsdesk.ui.formats import Formats


class _Passing:
    """In the place of ``QSettings``, on no disk."""

    def __init__(self) -> None:
        self._values: dict[str, object] = {}

    def value(self, key: str, default: object = None) -> object:
        return self._values.get(key, default)

    def setValue(self, key: str, value: object) -> None:
        self._values[key] = value

    def sync(self) -> None:
        pass


class WindowSettings:
    """What the window remembers, in ``window.ini`` of the data folder (not the user's global settings).

    ``aside``: that is neither read nor changed; what is set is known until the window is closed.
    """

    def __init__(self, folder: Path, *, aside: bool = False) -> None:
        self._store: QSettings | _Passing = (
            _Passing() if aside else QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        )

    def text(self, key: str, default: str = "") -> str:
        value = self._store.value(key, default)
        return value if isinstance(value, str) else default

    def set_text(self, key: str, value: str) -> None:
        self._store.setValue(key, value)

    def blob(self, key: str) -> QByteArray:
        """Empty when nothing is kept."""
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_blob(self, key: str, value: QByteArray) -> None:
        self._store.setValue(key, value)

    def flush(self) -> None:
        """Write to disk now."""
        self._store.sync()


def system_country() -> str:
    """ISO code of the country the system's clock is set to, else of its language; empty for none.

    The clock first: people all over the world have a system that speaks American English.
    """
    code = zone_country(tzlocal.get_localzone_name()) or QLocale.territoryToCode(QLocale.system().territory())
    return code if code in countries() else ""


class ProfileState(QObject):
    """The profile as the window knows it; ``MainWindow`` loads it anew when it changes."""

    changed = Signal()

    def __init__(self, profile: Profile | None, parent: QObject | None = None) -> None:
        """``profile`` None: the questions of the first start are still to be answered (P1)."""
        super().__init__(parent)
        self._profile = profile
        # Before the questions are answered: what the system says.
        self._answers = Profile("", Identity.ORGANIZATION, system_country(), tzlocal.get_localzone_name())

    @property
    def exists(self) -> bool:
        return self._profile is not None

    @property
    def profile(self) -> Profile:
        """The profile; before the first start's questions are answered, what is known so far."""
        return self._profile or self._answers

    def answer(self, answers: Profile) -> None:
        """Keep what was answered so far at the first start; it is asked on in another language."""
        self._answers = answers
        self.changed.emit()

    def set(self, profile: Profile) -> None:
        if profile != self._profile:
            self._profile = profile
            self.changed.emit()


#: Tabs with a choice of the region.
REGIONAL = ("signatures", "templates", "bulk", "statistics")


class RegionMemory(QObject):
    """The region chosen on each tab, remembered between starts."""

    changed = Signal(str)
    """Key of the tab."""

    def __init__(
        self, settings: WindowSettings, state: ProfileState | None = None, parent: QObject | None = None
    ) -> None:
        """``state``: whose country says with which region a tab begins."""
        super().__init__(parent)
        self._settings = settings
        self._state = state
        self._begun: dict[str, Region] = {}
        if state is not None:
            state.changed.connect(self._begin_anew)

    def get(self, tab: str) -> Region:
        """The region of the home country until another was chosen."""
        kept = self._settings.text(f"region/{tab}")
        if kept in set(Region):
            return Region(kept)
        return self._begun.setdefault(tab, self._home())

    def set(self, tab: str, region: Region) -> None:
        if region is not self.get(tab):
            self._settings.set_text(f"region/{tab}", region.value)
            self.changed.emit(tab)

    def _home(self) -> Region:
        """Where the customers of a shop are, as a rule. An individual sends to mainland China only (P2)."""
        if self._state is None or self._state.profile.identity is Identity.INDIVIDUAL:
            return Region.MAINLAND
        return Region.MAINLAND if self._state.profile.country in ("", "CN") else Region.GLOBAL

    def _begin_anew(self) -> None:
        before, self._begun = self._begun, {}
        for tab, region in before.items():
            if self.get(tab) is not region:
                self.changed.emit(tab)


class Open(Protocol):
    """Go to a place of the window: ``context.open("statistics", "records", task_id=7)``."""

    def __call__(self, tab: str, page: str = "", /, **arguments: Any) -> None: ...


def _nowhere(tab: str, page: str = "", /, **arguments: Any) -> None:
    raise LookupError(f"there is no window in which {tab} could be opened")


def _stay() -> None:
    raise LookupError("there is no window that could be opened anew")


@dataclass(frozen=True)
class Context:
    """Everything a page may use."""

    runner: DeskRunner
    hub: Hub
    settings: WindowSettings
    regions: RegionMemory
    state: ProfileState
    formats: Formats
    open: Open = _nowhere
    window: QWidget | None = None
    reopen: Callable[[], None] = _stay
    """Close the window and open the desk anew, for what is done at a start (a restore)."""
    safe: bool = False
    """Safe mode: there is no engine beside the window, and it remembers nothing."""
    unsaved: dict[str, Any] = field(default_factory=dict)
    """What is being written, by the page's own key, for when its page is built anew (another language)."""

    @property
    def profile(self) -> Profile:
        """The profile of this moment."""
        return self.state.profile

    def within(self, window: QWidget, open_place: Open, reopen: Callable[[], None] = _stay) -> Context:
        """The same for the pages of a window."""
        return replace(self, window=window, open=open_place, reopen=reopen)


class Tab(Protocol):
    """One of the six tabs. Its package ``ui/<key>`` has ``create(context) -> QWidget``."""

    @property
    def key(self) -> str: ...

    @property
    def icon(self) -> str: ...

    def title(self) -> str: ...

    def create(self, context: Context) -> QWidget: ...


def build_context(
    runner: DeskRunner,
    hub: Hub,
    folder: Path,
    profile: Profile | None,
    clock: Callable[[], int],
    *,
    safe: bool = False,
) -> Context:
    """The context of a window that keeps its memory in ``folder``, or nowhere in ``safe`` mode."""
    settings = WindowSettings(folder, aside=safe)
    state = ProfileState(profile)
    return Context(
        runner=runner,
        hub=hub,
        settings=settings,
        regions=RegionMemory(settings, state),
        state=state,
        formats=Formats(lambda: state.profile.time_zone, clock),
        safe=safe,
    )
