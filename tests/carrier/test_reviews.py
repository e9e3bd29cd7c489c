"""The carrier's review over real HTTP: what it takes, decides, refuses and remembers (R1)."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import resource
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest

from smsdesk.carrier import Delay, Script
from smsdesk.carrier.journal import Filed, Journal, Withdrawn, read_journal
from smsdesk.carrier.review_interface import LARGEST_FILING
from smsdesk.carrier.reviews import REVIEW_WORDS, Filing, ReviewRefused, Reviews
from smsdesk.carrier.server import Carrier
from smsdesk.domain.limits import SIGNATURES_PER_REGION
from smsdesk.domain.profile import Region

NOW = 1_700_000_000_000
AFTER = Script(review_delay=Delay.exactly(30))
SIGNATURE = {"subject": "signature", "region": "mainland", "content": "晨光书店"}
TEMPLATE = {"subject": "template", "region": "mainland", "content": "您好 {1}", "name": "问候"}
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n...").decode()


class Asker:
    """A plain HTTP client beside a carrier whose clock stands still."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "taken.log"
        self.now = NOW

    async def __aenter__(self) -> Asker:
        self.carrier = Carrier(AFTER, log_path=self.path, clock=lambda: self.now)
        await self.carrier.open()
        self.session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()
        await self.carrier.close()

    async def ask(self, path: str, value: object) -> tuple[int, dict[str, object]]:
        address = f"{self.carrier.address}/v1/reviews{path}"
        body = io.BytesIO(json.dumps(value).encode())
        headers = {"Content-Type": "application/json"}
        async with self.session.post(address, data=body, headers=headers) as response:
            return response.status, await response.json()

    async def file(self, what: dict[str, str], **more: object) -> str:
        status, said = await self.ask("", {**what, **more})
        assert status == 200, said
        return str(said["id"])

    async def state(self, subject: str, id_: str) -> tuple[str, str]:
        _, said = await self.ask("/states", {"subject": subject, "ids": [id_]})
        found = said["states"]
        assert isinstance(found, dict)
        return found[id_]["answer"], found[id_]["reason"]


def run(folder: Path, scenario: Callable[[Asker], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with Asker(folder) as asker:
            await scenario(asker)

    asyncio.run(whole())


def test_it_decides_after_the_delay(tmp_path: Path) -> None:
    async def scenario(asker: Asker) -> None:
        id_ = await asker.file(SIGNATURE, images=[PNG])
        assert await asker.state("signature", id_) == ("pending", "")
        asker.now += 29_999
        assert await asker.state("signature", id_) == ("pending", "")
        asker.now += 1
        assert await asker.state("signature", id_) == ("approved", "")
        # Under its name there is a signature, not a template.
        assert await asker.state("template", id_) == ("gone", "")
        assert await asker.state("signature", "s99") == ("gone", "")

    run(tmp_path, scenario)


@pytest.mark.parametrize(
    ("word", "answer"), [(word, magic.answer) for magic in REVIEW_WORDS for word in magic.words]
)
@pytest.mark.parametrize("field", ["content", "name"])
def test_words_decide(tmp_path: Path, word: str, answer: str, field: str) -> None:
    async def scenario(asker: Asker) -> None:
        id_ = await asker.file(TEMPLATE, **{field: f"您好{word.upper()}"})
        asker.now += 10 * 86_400_000
        said, reason = await asker.state("template", id_)
        assert said == answer
        assert (word in reason) is (answer == "rejected")

    run(tmp_path, scenario)


def test_an_edit_is_reviewed_anew_and_an_approved_one_cannot_be_edited(tmp_path: Path) -> None:
    async def scenario(asker: Asker) -> None:
        for what, code in (
            (SIGNATURE, "InvalidParameterValue.SignAlreadyPassedCheck"),
            (TEMPLATE, "FailedOperation.TemplateAlreadyPassedCheck"),
        ):
            id_ = await asker.file(what, content="reject")
            asker.now += 30_000
            assert (await asker.state(what["subject"], id_))[0] == "rejected"
            assert await asker.file(what, id=id_) == id_
            assert await asker.state(what["subject"], id_) == ("pending", "")
            asker.now += 30_000
            assert (await asker.state(what["subject"], id_))[0] == "approved"
            status, said = await asker.ask("", {**what, "id": id_})
            assert (status, said["code"], said["processed"]) == (400, code, 0)

    run(tmp_path, scenario)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"id": "s99"}, "FailedOperation.SignIdNotExist"),
        ({"id": "s99", "subject": "template", "name": "x"}, "FailedOperation.TemplateIdNotExist"),
        ({"images": ["nothing"]}, "InvalidParameterValue.ImageInvalid"),
        ({"images": [base64.b64encode(b"GIF89a").decode()]}, "InvalidParameterValue.ImageInvalid"),
        ({"images": [PNG, 5]}, "InvalidParameterValue.ImageInvalid"),
        ({"images": [PNG] * 3}, "InvalidParameter"),
        ({"images": PNG}, "InvalidParameter"),
        ({"region": "moon"}, "InvalidParameterValue.InvalidInternational"),
        ({"region": ["mainland"]}, "InvalidParameterValue.InvalidInternational"),
        ({"content": ""}, "MissingParameter"),
        ({"content": 5}, "InvalidParameter"),
        ({"content": "x" * 1001}, "InvalidParameter"),
        ({"subject": "task"}, "InvalidParameter"),
        ({"subject": ["signature"]}, "InvalidParameter"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_filed(
    tmp_path: Path, wrong: dict[str, object], code: str
) -> None:
    async def scenario(asker: Asker) -> None:
        status, said = await asker.ask("", SIGNATURE | wrong)
        assert (status, said["code"], said["processed"]) == (400, code, 0)
        assert asker.carrier.book.reviews.counts.reviews_filed == 0

    run(tmp_path, scenario)


def test_the_same_signature_does_not_wait_twice_and_regions_stay(tmp_path: Path) -> None:
    async def scenario(asker: Asker) -> None:
        first = await asker.file(SIGNATURE)
        status, said = await asker.ask("", SIGNATURE)
        assert (status, said["code"]) == (400, "InvalidParameterValue.SignExistAndUnapproved")
        await asker.file(SIGNATURE, region="global")
        status, said = await asker.ask("", {**SIGNATURE, "id": first, "region": "global"})
        assert (status, said["code"]) == (400, "InvalidParameterValue.InvalidInternational")
        # Two templates may say the same.
        assert await asker.file(TEMPLATE) != await asker.file(TEMPLATE)

    run(tmp_path, scenario)


def test_there_is_room_for_so_many_a_region() -> None:
    reviews = Reviews(AFTER, None)
    for place in range(SIGNATURES_PER_REGION.value):
        id_ = reviews.file(Filing("signature", Region.GLOBAL, f"Shop {place}"), "", NOW)
    with pytest.raises(ReviewRefused, match="SignNumberLimit"):
        reviews.file(Filing("signature", Region.GLOBAL, "One more"), "", NOW)
    reviews.file(Filing("signature", Region.MAINLAND, "One more"), "", NOW)
    assert reviews.file(Filing("signature", Region.GLOBAL, "Another name"), id_, NOW) == id_
    assert reviews.withdraw("signature", id_)
    reviews.file(Filing("signature", Region.GLOBAL, "One more"), "", NOW)


def test_the_latest_that_says_the_same_is_found(tmp_path: Path) -> None:
    async def scenario(asker: Asker) -> None:
        assert await asker.ask("/find", TEMPLATE) == (200, {"id": None})
        await asker.file(TEMPLATE)
        latest = await asker.file(TEMPLATE, remarks="another")
        assert await asker.ask("/find", TEMPLATE) == (200, {"id": latest})
        for other in ({"region": "global"}, {"content": "x"}, {"name": "x"}, {"subject": "signature"}):
            assert await asker.ask("/find", TEMPLATE | other) == (200, {"id": None})

    run(tmp_path, scenario)


def test_what_is_withdrawn_is_forgotten(tmp_path: Path) -> None:
    async def scenario(asker: Asker) -> None:
        id_ = await asker.file(SIGNATURE)
        assert await asker.ask("/withdraw", {"subject": "template", "id": id_}) == (200, {"withdrawn": False})
        assert await asker.ask("/withdraw", {"subject": "signature", "id": id_}) == (200, {"withdrawn": True})
        assert await asker.ask("/withdraw", {"subject": "signature", "id": id_}) == (
            200,
            {"withdrawn": False},
        )
        assert await asker.state("signature", id_) == ("gone", "")
        assert await asker.ask("/find", SIGNATURE) == (200, {"id": None})

    run(tmp_path, scenario)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/states", {"subject": "signature", "ids": ["s1"] * 101}),
        ("/states", {"subject": "signature", "ids": "s1"}),
        ("/states", {"subject": "x", "ids": []}),
        ("/withdraw", {"subject": "signature"}),
        ("/withdraw", {"subject": "signature", "id": 5}),
        ("/find", {"subject": "signature"}),
        ("", []),
    ],
)
def test_questions_it_does_not_understand(tmp_path: Path, path: str, value: object) -> None:
    async def scenario(asker: Asker) -> None:
        status, said = await asker.ask(path, value)
        assert (status, said["processed"]) == (400, 0)

    run(tmp_path, scenario)


def test_two_pictures_of_5_mb_fit_and_much_more_does_not(tmp_path: Path) -> None:
    async def scenario(asker: Asker) -> None:
        large = base64.b64encode(b"\xff\xd8\xff" + bytes(5 * 1024 * 1024 - 4)).decode()
        await asker.file(SIGNATURE, images=[large, large])
        status, said = await asker.ask("", {**SIGNATURE, "remarks": "x" * LARGEST_FILING})
        assert (status, said["code"]) == (413, "RequestSizeLimitExceeded")

    run(tmp_path, scenario)


def test_it_remembers_over_a_restart(tmp_path: Path) -> None:
    kept: list[str] = []

    async def first(asker: Asker) -> None:
        kept.append(await asker.file(SIGNATURE))
        kept.append(await asker.file(TEMPLATE, content="reject"))
        gone = await asker.file(TEMPLATE)
        await asker.ask("/withdraw", {"subject": "template", "id": gone})
        kept.append(gone)

    async def second(asker: Asker) -> None:
        signature, template, gone = kept
        assert await asker.state("signature", signature) == ("pending", "")
        assert await asker.state("template", gone) == ("gone", "")
        asker.now += 30_000
        assert await asker.state("signature", signature) == ("approved", "")
        answer, reason = await asker.state("template", template)
        assert answer == "rejected"
        assert reason
        assert await asker.file(TEMPLATE) not in kept
        assert await asker.file(TEMPLATE, id=template) == template

    run(tmp_path, first)
    run(tmp_path, second)


def test_the_record_holds_no_words_and_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "taken.log"
    journal = Journal(path)
    reviews = Reviews(AFTER, journal)
    id_ = reviews.file(Filing("template", Region.MAINLAND, "secret reject", "name"), "", NOW)
    reviews.withdraw("template", id_)
    journal.close()
    filed, withdrawn = read_journal(path)
    assert isinstance(filed, Filed)
    assert (filed.id, filed.at, filed.answer, filed.due) == (f"t{NOW}", NOW, "rejected", NOW + 30_000)
    assert withdrawn == Withdrawn(f"t{NOW}")
    assert "secret" not in path.read_text()


@pytest.mark.expects_log("The record cannot be written")
def test_what_cannot_be_written_down_is_not_taken(tmp_path: Path) -> None:
    async def scenario(asker: Asker) -> None:
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        id_ = await asker.file(SIGNATURE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (asker.path.stat().st_size, limits[1]))
        try:
            assert (await asker.ask("", TEMPLATE))[0] == 503
            assert (await asker.ask("/withdraw", {"subject": "signature", "id": id_}))[0] == 503
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert await asker.ask("/find", TEMPLATE) == (200, {"id": None})
        assert (await asker.state("signature", id_))[0] == "pending"

    run(tmp_path, scenario)


def test_what_happened_is_counted(tmp_path: Path) -> None:
    async def scenario(asker: Asker) -> None:
        id_ = await asker.file(TEMPLATE)
        await asker.file(TEMPLATE, id=id_)
        await asker.ask("/withdraw", {"subject": "template", "id": id_})
        async with asker.session.get(asker.carrier.address + "/v1/log/counts") as response:
            said = json.loads(await response.text())
        assert [said[f"reviews_{what}"] for what in ("filed", "edited", "withdrawn")] == [1, 1, 1]

    run(tmp_path, scenario)
