"""A second gateway, finished exports

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

from smsdesk.domain.reply_records import ReplyStatus
from smsdesk.domain.unsubscribing import unsubscribes

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE application ADD COLUMN second_gateway VARCHAR DEFAULT '' NOT NULL")

    op.create_table('export',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('path', sa.String(), nullable=False),
    sa.Column('rows', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('size', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('written_ns', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('finished_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export'))
    )

    for column in (
        "region VARCHAR DEFAULT '' NOT NULL",
        "application_id INTEGER",
        "template_id INTEGER",
        "status VARCHAR DEFAULT '' NOT NULL",
    ):
        op.execute(f"ALTER TABLE reply ADD COLUMN {column}")
    op.execute(
        "UPDATE reply SET (region, application_id, template_id) = "
        "(SELECT m.region, m.application_id, m.template_id FROM message m WHERE m.id = reply.message_id) "
        "WHERE message_id IN (SELECT id FROM message)"
    )
    op.execute(
        "UPDATE reply SET region = iif(number LIKE '+86%', 'mainland', 'global') WHERE region = ''"
    )
    op.execute(f"UPDATE reply SET status = iif(application_id IS NULL, '{ReplyStatus.UNPROMPTED}', '{ReplyStatus.ANSWER}')")
    words = op.get_bind().exec_driver_sql("SELECT id, content FROM reply").all()
    for reply_id in [reply_id for reply_id, content in words if unsubscribes(content)]:
        op.get_bind().exec_driver_sql(
            f"UPDATE reply SET status = iif(application_id IS NULL, '{ReplyStatus.STOP}', '{ReplyStatus.UNSUBSCRIBED}') "
            "WHERE id = ?",
            (reply_id,),
        )
    with op.batch_alter_table('reply', schema=None) as batch_op:
        batch_op.create_index('ix_reply_records', ['region', 'at', 'id', 'application_id', 'template_id', 'status', 'read_at', 'number'], unique=False)
