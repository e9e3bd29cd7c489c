"""Customer Groups tab (C1–C6): groups, the pool, blocklist, unsubscribed users, replies, and the import."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.context import Context
from smsdesk.ui.customers.blocklist_page import BlocklistPage
from smsdesk.ui.customers.groups_page import GroupsPage
from smsdesk.ui.customers.import_page import ImportPage
from smsdesk.ui.customers.pool_page import PoolPage
from smsdesk.ui.customers.replies_page import RepliesPage
from smsdesk.ui.customers.unsubscribed_page import UnsubscribedPage
from smsdesk.ui.unread_replies import UnreadReplies
from smsdesk.ui.widgets.page_stack import PageStack
from smsdesk.ui.widgets.subpages import SubPage, SubPages


class CustomersTab(PageStack):
    """The pages stay below; an import is opened above them."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.pages = SubPages(
            context,
            tab="customers",
            title=tr("Customer Groups"),
            pages=[
                SubPage("groups", tr("Groups"), lambda: GroupsPage(context)),
                SubPage("pool", tr("Pool"), lambda: PoolPage(context)),
                SubPage("blocklist", tr("Blocklist"), lambda: BlocklistPage(context)),
                SubPage("unsubscribed", tr("Unsubscribed"), lambda: UnsubscribedPage(context)),
                SubPage("replies", tr("Replies"), lambda: RepliesPage(context)),
            ],
        )
        UnreadReplies.of(context).mark(self.pages.names, self.pages.index("replies"), after=24)
        super().__init__(self.pages)

    def arrive(self, page: str = "", **arguments: Any) -> None:
        """``context.open("customers", "import", group_id=…)`` or one of the pages."""
        if page == "import":
            self.pop_all()
            self.push(ImportPage(self._context, **arguments), back=tr("Back to customers"))
        else:
            super().arrive(page=page, **arguments)


def create(context: Context) -> QWidget:
    """The tab's widget."""
    return CustomersTab(context)
