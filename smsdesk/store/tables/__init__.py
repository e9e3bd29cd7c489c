"""Every table of the store. Times are milliseconds since 1970 UTC; numbers are E.164 with +."""

from __future__ import annotations

from smsdesk.store.tables.base import Base
from smsdesk.store.tables.customers import (
    CUSTOMER_SEARCH,
    BlockedRow,
    CustomerFieldRow,
    CustomerGroupRow,
    CustomerRow,
    ImportMappingRow,
    MembershipRow,
    RemovalRow,
    UnsubscribedRow,
)
from smsdesk.store.tables.desk import AuditRow, ExportRow, GatewaySettingRow, SettingRow
from smsdesk.store.tables.messages import (
    FiguresRow,
    MessagePartRow,
    MessageRow,
    QuotaRow,
    ReceiptRow,
    ReplyRow,
    RollupRow,
    SendGuardRow,
    TaskRow,
)
from smsdesk.store.tables.outboxes import AlarmContactRow, AlarmDeliveryRow, AlarmRow, CallbackRow
from smsdesk.store.tables.setup import (
    AllowlistRow,
    ApplicationRow,
    DecisionRow,
    ImageRow,
    SignatureRow,
    SubmissionRow,
    TemplateRow,
)

__all__ = [
    "Base",
    "ExportRow",
    "SettingRow",
    "GatewaySettingRow",
    "AuditRow",
    "ApplicationRow",
    "AllowlistRow",
    "SignatureRow",
    "TemplateRow",
    "DecisionRow",
    "SubmissionRow",
    "ImageRow",
    "AlarmContactRow",
    "AlarmRow",
    "AlarmDeliveryRow",
    "CallbackRow",
    "TaskRow",
    "MessageRow",
    "MessagePartRow",
    "SendGuardRow",
    "QuotaRow",
    "RollupRow",
    "FiguresRow",
    "ReceiptRow",
    "ReplyRow",
    "CustomerRow",
    "CUSTOMER_SEARCH",
    "CustomerFieldRow",
    "ImportMappingRow",
    "CustomerGroupRow",
    "MembershipRow",
    "BlockedRow",
    "UnsubscribedRow",
    "RemovalRow",
]
