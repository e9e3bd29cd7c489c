"""Pictures of every page: ``python scripts/gallery.py FOLDER [--only PART] [--quick | --guide]``.

FOLDER gets {light,dark}-{en,zh_CN}-100/<scene>.png at 1366×768 and light-en-200, by a process for each
language and scale (which Qt reads once), as many at a time as there are cores. ``--only`` takes the scenes
whose name holds PART; ``--quick`` light, English, 100 %; ``--guide`` only what the user guide shows, light,
in every language, 100 %.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

import documents
import qasync
from PySide6.QtWidgets import QApplication

from smsdesk.app import App, open_desk
from smsdesk.domain.profile import Identity
from smsdesk.domain.text import set_language
from smsdesk.operations.profile import create_profile, profile, update_profile
from smsdesk.operations.sample import make_sample
from smsdesk.ui import gallery
from smsdesk.ui.bridge import DeskRunner, Hub
from smsdesk.ui.context import build_context
from smsdesk.ui.garbage import Collector
from smsdesk.ui.languages import Languages
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.style import Theme
from smsdesk.ui.window_tabs import TABS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--guide", action="store_true")
    parser.add_argument("--language", help="only the pictures in this one, in this process")
    wanted = parser.parse_args()
    scale = round(float(os.environ.get("QT_SCALE_FACTOR", "1")) * 100)
    light_english = wanted.quick or scale != 100
    parts = [(code, scale) for code in (["en"] if light_english else ["en", "zh_CN"])]
    if scale == 100 and not wanted.quick and not wanted.guide:
        parts.append(("en", 200))
    if wanted.language or len(parts) == 1:
        return shoot_part(wanted, wanted.language or parts[0][0], scale)
    started = time.monotonic()
    with ThreadPoolExecutor(len(parts)) as side_by_side:
        failed = sum(side_by_side.map(shoot_apart, parts))
    print(f"all: {time.monotonic() - started:.0f} s")
    return int(failed != 0)


def shoot_apart(part: tuple[str, int]) -> int:
    """The pictures in one language at one scale by a process of its own; its exit status."""
    code, scale = part
    command = [sys.executable, __file__, *sys.argv[1:], "--language", code]
    return subprocess.run(
        command, env=os.environ | {"QT_SCALE_FACTOR": f"{scale / 100:g}"}, check=False
    ).returncode


def shoot_part(wanted: argparse.Namespace, code: str, scale: int) -> int:
    """The pictures in one language at the scale of this process; ends it."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="smsdesk-screen-") as place:
        application = open_screen(Path(place), scale)
    theme = Theme(application, "light")
    languages = Languages(application)
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    Collector(application)  # lives as long as the application
    schemes = ["light"] if wanted.quick or wanted.guide or scale != 100 else ["light", "dark"]
    folders = {scheme: wanted.folder / f"{scheme}-{code}-{scale}" for scheme in schemes}
    with loop:
        failed = loop.run_until_complete(shoot_all(code, folders, wanted, theme, languages))
    print(f"{code}, {scale} %: {time.monotonic() - started:.0f} s", flush=True)
    theme.end()
    # Qt's static objects and Python's end in an order of their own; nothing is left to save.
    sys.stdout.flush()
    os._exit(1 if failed else 0)


def open_screen(place: Path, scale: int) -> QApplication:
    """The application on a screen of the pictures' size, in percent of ``scale``: menus open where they do
    for a user, and not inside the 800 pixels that Qt gives a screen that is none."""
    platform = os.environ["QT_QPA_PLATFORM"]
    if platform == "offscreen":
        width, height = (side * scale // 100 for side in gallery.SIZE)
        screen = {"name": "1", "x": 0, "y": 0, "width": width, "height": height, "dpr": 1}
        screen |= {"logicalDpi": 96, "logicalBaseDpi": 96}
        settings = {"synchronousWindowSystemEvents": False, "windowFrameMargins": False, "screens": [screen]}
        described = place / "screen.json"
        described.write_text(json.dumps(settings), encoding="utf-8")
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={described}"
    application = QApplication(sys.argv[:1])
    os.environ["QT_QPA_PLATFORM"] = platform  # the second process has a screen of its own
    return application


async def shoot_all(
    code: str, folders: dict[str, Path], wanted: argparse.Namespace, theme: Theme, languages: Languages
) -> int:
    """Play the scenes in one language; the number of those that failed."""
    failed = 0
    set_language(code)
    scenes = [each for each in gallery.all_scenes() if wanted.only in each.name]
    if wanted.guide:
        scenes = [each for each in scenes if each.name in documents.scenes(code).values()]
    with tempfile.TemporaryDirectory(prefix="smsdesk-gallery-") as place:
        furnished = Path(place, "sample")
        with open_desk(furnished, engine=False) as made:
            furnish(made, code)
        groups = sorted({(each.desk, each.package) for each in scenes})
        for number, (kind, package) in enumerate(groups):
            folder = Path(place, f"desk-{number}")
            if kind == "sample":
                shutil.copytree(furnished, folder)
            mine = [each for each in scenes if (each.desk, each.package) == (kind, package)]
            set_language(code)
            with open_desk(folder, engine=True, kind="window") as opened:
                failed += await shoot_on(opened, code, mine, folders, theme, languages, folder)
    return failed


def furnish(opened: App, code: str) -> None:
    """What the pictures show: the sample desk of a business in China."""
    create_profile(
        opened.desk,
        business_name="河畔面包房" if code == "zh_CN" else "Riverside Bakery",
        identity=Identity.ORGANIZATION,
        country="CN",
        time_zone="Asia/Shanghai",
    )
    update_profile(opened.desk, language=code)
    make_sample(opened.desk)


async def shoot_on(
    opened: App,
    code: str,
    scenes: list[gallery.Scene],
    folders: dict[str, Path],
    theme: Theme,
    languages: Languages,
    folder: Path,
) -> int:
    failed = 0
    faults: list[BaseException] = []
    runner = DeskRunner(opened.desk, on_crash=faults.append)
    hub = Hub()
    deaf = (opened.desk.listen(hub.notice), opened.subscribe(hub.engine_event))
    context = build_context(runner, hub, folder, await runner.run(profile), opened.desk.clock)
    if not context.state.exists:  # the first start asks in the language that was chosen there
        context.state.answer(replace(context.profile, language=code))
    window = MainWindow(context, TABS, theme, languages)
    window.resize(*gallery.SIZE)
    window.show()
    stage = gallery.Stage(window, theme)
    for each in scenes:
        try:
            await gallery.shoot(stage, each, folders)
        except Exception as fault:  # noqa: BLE001 - the other scenes are still wanted
            faults.append(fault)
        for fault in faults:
            failed += 1
            print(f"{each.name}: {fault!r}", file=sys.stderr)
            traceback.print_exception(fault)
        faults.clear()
    for end in deaf:
        end()
    window.hide()
    await runner.close()
    window.deleteLater()
    await asyncio.sleep(0.05)
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
