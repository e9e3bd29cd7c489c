"""A second gateway, finished exports

Revision 0003, after 0002.
"""

from itertools import product

import sqlalchemy as sa
from alembic import op

from smsdesk.domain.reply_records import ReplyStatus
from smsdesk.domain.unsubscribing import unsubscribes

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


#: The pool's index anew, with two characters behind each text, so that one or two typed ones are found, too.
CUSTOMER_SEARCH = (
    "DROP TRIGGER customer_search_insert",
    "DROP TRIGGER customer_search_delete",
    "DROP TRIGGER customer_search_update",
    "DROP TABLE customer_search",
    "CREATE VIEW customer_searched AS SELECT id, number || char(31, 31) AS number, "
    "name || char(31, 31) AS name, note || char(31, 31) AS note FROM customer",
    "CREATE VIRTUAL TABLE customer_search USING fts5("
    "number, name, note, content='customer_searched', content_rowid='id', tokenize='trigram')",
    "CREATE VIRTUAL TABLE customer_search_terms USING fts5vocab('customer_search', 'instance')",
    "CREATE TRIGGER customer_search_insert AFTER INSERT ON customer BEGIN "
    "INSERT INTO customer_search (rowid, number, name, note) "
    "VALUES (new.id, new.number || char(31, 31), new.name || char(31, 31), new.note || char(31, 31)); "
    "END",
    "CREATE TRIGGER customer_search_delete AFTER DELETE ON customer BEGIN "
    "INSERT INTO customer_search (customer_search, rowid, number, name, note) "
    "VALUES ('delete', old.id, old.number || char(31, 31), old.name || char(31, 31), old.note || char(31, 31)); END",
    "CREATE TRIGGER customer_search_update AFTER UPDATE OF number, name, note ON customer BEGIN "
    "INSERT INTO customer_search (customer_search, rowid, number, name, note) "
    "VALUES ('delete', old.id, old.number || char(31, 31), old.name || char(31, 31), old.note || char(31, 31)); "
    "INSERT INTO customer_search (rowid, number, name, note) "
    "VALUES (new.id, new.number || char(31, 31), new.name || char(31, 31), new.note || char(31, 31)); "
    "END",
    "INSERT INTO customer_search (customer_search) VALUES ('rebuild')",
)


def upgrade() -> None:
    for statement in CUSTOMER_SEARCH:
        op.execute(statement)

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

    op.create_table('message_part',
    sa.Column('gateway', sa.String(), nullable=False),
    sa.Column('gateway_id', sa.String(), nullable=False),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('delivered', sa.Boolean(), nullable=True),
    sa.Column('code', sa.String(), server_default='', nullable=False),
    sa.Column('at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), server_default='0', nullable=False),
    sa.PrimaryKeyConstraint('gateway', 'gateway_id', name=op.f('pk_message_part')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('message_part', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_message_part_message_id'), ['message_id'], unique=False)

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

    op.create_table('figures',
    sa.Column('region', sa.String(), nullable=False),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('template_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('signature_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('country', sa.String(), nullable=False),
    sa.Column('start', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('requests', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('accepted', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('fragments', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('delivered', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('undelivered', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('failed', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unknown', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('region', 'application_id', 'template_id', 'signature_id', 'country', 'start', name=op.f('pk_figures')),
    sqlite_with_rowid=False
    )
    _fill_figures()
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_records')
        batch_op.create_index('ix_message_records', ['region', 'requested_at', 'id', 'application_id', 'template_id', 'signature_id', 'status', 'country'], unique=False)
        batch_op.create_index('ix_message_trouble', ['region', 'code', 'requested_at', 'id', 'status', 'application_id', 'template_id', 'signature_id', 'country'], unique=False, sqlite_where=sa.text("requested_at IS NOT NULL AND (code <> '' OR status IN ('queued', 'failed', 'undelivered', 'unknown', 'cancelled'))"))


def _fill_figures() -> None:
    """From the rollup, written out as it was when this revision was made."""
    taken = "status IN ('accepted', 'delivered', 'undelivered')"
    kinds = [(*parts, "''", "quarter") for parts in product(("0", "application_id"), ("0", "template_id"), ("0", "signature_id"))]
    kinds += [
        (*parts, "0", "country", "quarter - quarter % 86400000")
        for parts in product(("0", "application_id"), ("0", "template_id"))
    ]
    for application, template, signature, country, start in kinds:
        which = " AND ".join(["1"] + [f"{each} <> 0" for each in (template, signature) if each != "0"])
        which += " AND country <> ''" if country == "country" else ""
        op.execute(
            f"INSERT INTO figures SELECT region, {application}, {template}, {signature}, {country}, {start}, "
            f"sum(messages), sum(iif({taken}, messages, 0)), sum(iif({taken}, fragments, 0)), "
            "sum(iif(status = 'delivered', messages, 0)), sum(iif(status = 'undelivered', messages, 0)), "
            "sum(iif(status = 'failed', messages, 0)), sum(iif(status = 'unknown', messages, 0)) "
            f"FROM rollup WHERE {which} GROUP BY 1, 2, 3, 4, 5, 6"
        )
