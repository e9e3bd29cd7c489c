"""What Tencent Cloud has counted: packages and figures, to be compared with our own (D4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from smsdesk.domain.text import text
from smsdesk.gateways.base import CarrierAccount, CarrierPackage
from smsdesk.gateways.tencent.codes import only_this
from smsdesk.gateways.tencent.line import CloudRefusal, TencentLine
from smsdesk.gateways.tencent.settings import Options

#: The cloud counts by hours of Beijing.
_ZONE = ZoneInfo("Asia/Shanghai")
_MOST_PACKAGES = 500
_HOUR = timedelta(hours=1)
#: The longest period that one question may be about.
_LONGEST = timedelta(days=31)
#: Packages last two years at most.
_PACKAGES_MS = 3 * 365 * 86_400_000


class TencentAccounting:
    """See ``Accounting`` for the contract."""

    _line: TencentLine
    _options: Options

    async def account(self, start: int, end: int) -> CarrierAccount:
        """See ``Accounting.account``: whole hours, asked month by month."""
        sums: dict[str, int] = {}
        packages: tuple[CarrierPackage, ...] = ()
        try:
            try:
                packages = await self.packages()
            except CloudRefusal as no:
                # Accounts that pay afterwards have none.
                if not only_this(no.code):
                    raise
            for period in _periods(start, end):
                for action in ("SendStatusStatistics", "CallbackStatusStatistics"):
                    for name, count in (await self._figures(action, *period)).items():
                        name = f"{action}.{name}"
                        sums[name] = sums.get(name, 0) + count
        except CloudRefusal as no:
            raise no.down() from no
        return CarrierAccount(
            packages,
            requests=sums.get("SendStatusStatistics.RequestCount"),
            accepted=sums.get("SendStatusStatistics.RequestSuccessCount"),
            fragments=sums.get("SendStatusStatistics.FeeCount"),
            reported=sums.get("CallbackStatusStatistics.CallbackCount"),
            delivered=sums.get("CallbackStatusStatistics.CallbackSuccessCount"),
            undelivered=sums.get("CallbackStatusStatistics.CallbackFailCount"),
        )

    async def packages(self) -> tuple[CarrierPackage, ...]:
        """The packages that have not ended, first to end first. Raises ``CloudRefusal``, ``GatewayDown``."""
        now = self._line.now()
        response = await self._line.question(
            "SmsPackagesStatistics",
            {
                "SmsSdkAppId": self._options.app_id,
                "Limit": _MOST_PACKAGES,
                "Offset": 0,
                "BeginTime": _hour(now - _PACKAGES_MS),
                "EndTime": _hour(now),
            },
        )
        items = response.get("SmsPackagesStatisticsSet") or []
        if not isinstance(items, list):
            raise self._line.unreadable()
        read = [
            one for item in items if (one := _package(item)) and (one.ends_at is None or one.ends_at > now)
        ]
        return tuple(sorted(read, key=lambda one: one.ends_at or 0))

    async def _figures(self, action: str, begin: str, end: str) -> Mapping[str, int]:
        request = {"BeginTime": begin, "EndTime": end, "SmsSdkAppId": self._options.app_id}
        response = await self._line.question(action, {**request, "Limit": 0, "Offset": 0})
        said = response.get(action)
        if not isinstance(said, dict):
            raise self._line.unreadable()
        return {name: count for name, count in said.items() if isinstance(count, int) and count >= 0}


def _periods(start: int, end: int) -> list[tuple[str, str]]:
    """First and last hour of each part, as the cloud writes them; both are counted."""
    first, last = _at(start), _at(max(start, end - 1))
    parts: list[tuple[str, str]] = []
    while first <= last:
        until = min(last, first + _LONGEST - _HOUR)
        parts.append((first.strftime("%Y%m%d%H"), until.strftime("%Y%m%d%H")))
        first = until + _HOUR
    return parts


def _at(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, _ZONE).replace(minute=0, second=0, microsecond=0)


def _hour(at: int) -> str:
    return _at(at).strftime("%Y%m%d%H")


def _package(item: object) -> CarrierPackage | None:
    match item:
        case {
            "PackageAmount": int(total),
            "CurrentUsage": int(used),
            "PackageExpiredTime": int(ends),
            **rest,
        }:
            begins, id_ = rest.get("PackageEffectiveTime"), rest.get("PackageId")
            given = rest.get("PackageType") == 0
            name = text("Free package {id}", id=id_) if given else text("Package {id}", id=id_)
            begins_at = 1000 * begins if isinstance(begins, int) and begins > 0 else None
            return CarrierPackage(name, total, used, begins_at, 1000 * ends if ends > 0 else None)
    return None
