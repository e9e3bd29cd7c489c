"""Alarms, event callbacks, carriers' reviews, customers' own columns and search

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


CUSTOMER_SEARCH = (
    "CREATE VIRTUAL TABLE customer_search USING fts5("
    "number, name, note, content='customer', content_rowid='id', tokenize='trigram')",
    "CREATE TRIGGER customer_search_insert AFTER INSERT ON customer BEGIN "
    "INSERT INTO customer_search (rowid, number, name, note) "
    "VALUES (new.id, new.number, new.name, new.note); "
    "END",
    "CREATE TRIGGER customer_search_delete AFTER DELETE ON customer BEGIN "
    "INSERT INTO customer_search (customer_search, rowid, number, name, note) "
    "VALUES ('delete', old.id, old.number, old.name, old.note); END",
    "CREATE TRIGGER customer_search_update AFTER UPDATE OF number, name, note ON customer BEGIN "
    "INSERT INTO customer_search (customer_search, rowid, number, name, note) "
    "VALUES ('delete', old.id, old.number, old.name, old.note); "
    "INSERT INTO customer_search (rowid, number, name, note) "
    "VALUES (new.id, new.number, new.name, new.note); "
    "END",
)


def upgrade() -> None:
    op.create_table('alarm',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('event', sa.String(), nullable=False),
    sa.Column('details', sa.String(), nullable=False),
    sa.Column('count', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('first_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('last_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('due_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('taken_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alarm'))
    )
    with op.batch_alter_table('alarm', schema=None) as batch_op:
        batch_op.create_index('ix_alarm_open', ['application_id', 'event'], unique=True, sqlite_where=sa.text('taken_at IS NULL'))

    op.create_table('callback',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('payload', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('attempts', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), server_default='0', nullable=False),
    sa.Column('created_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('due_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('fault', sa.String(), nullable=True),
    sa.Column('done_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_callback'))
    )
    with op.batch_alter_table('callback', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_callback_application_id_status'), ['application_id', 'status'], unique=False)
        batch_op.create_index('ix_callback_waiting', ['application_id', 'kind', 'id'], unique=False, sqlite_where=sa.text("status = 'waiting'"))
        batch_op.create_index('ix_callback_aside', ['due_at'], unique=False, sqlite_where=sa.text("status = 'waiting' AND due_at > 0"))

    op.create_table('submission',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('subject_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('gateway', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('remote_id', sa.String(), server_default='', nullable=False),
    sa.Column('reason', sa.String(), server_default='', nullable=False),
    sa.Column('attempts', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), server_default='0', nullable=False),
    sa.Column('due_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('submitted_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('fault', sa.String(), nullable=True),
    sa.Column('sent', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission')),
    sa.UniqueConstraint('subject', 'subject_id', 'gateway', name=op.f('uq_submission_subject_subject_id_gateway'))
    )
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_submission_state_due_at'), ['state', 'due_at'], unique=False)

    op.create_table('alarm_contact',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('events', sa.String(), nullable=False),
    sa.Column('created_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_alarm_contact_application_id_application')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alarm_contact'))
    )
    with op.batch_alter_table('alarm_contact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_alarm_contact_application_id'), ['application_id'], unique=False)

    op.create_table('alarm_delivery',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('alarm_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('attempts', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), server_default='0', nullable=False),
    sa.Column('due_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('fault', sa.String(), nullable=True),
    sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('done_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['alarm_id'], ['alarm.id'], name=op.f('fk_alarm_delivery_alarm_id_alarm')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alarm_delivery'))
    )
    with op.batch_alter_table('alarm_delivery', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_alarm_delivery_alarm_id'), ['alarm_id'], unique=False)
        batch_op.create_index('ix_alarm_delivery_waiting', ['due_at'], unique=False, sqlite_where=sa.text("status = 'waiting'"))

    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reminder_mainland', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('reminder_global', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('status_url', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('reply_url', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('own_server', sa.Boolean(), server_default='0', nullable=False))

    with op.batch_alter_table('signature', schema=None) as batch_op:
        batch_op.add_column(sa.Column('submitted_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))

    with op.batch_alter_table('template', schema=None) as batch_op:
        batch_op.add_column(sa.Column('submitted_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('samples', sa.String(), server_default='', nullable=False))

    op.create_table('customer_field',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('created_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer_field')),
    sa.UniqueConstraint('name', name=op.f('uq_customer_field_name')),
    sqlite_autoincrement=True
    )
    op.create_table('import_mapping',
    sa.Column('titles', sa.String(), nullable=False),
    sa.Column('mapping', sa.String(), nullable=False),
    sa.Column('used_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('titles', name=op.f('pk_import_mapping'))
    )
    op.create_table('removal',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('signature', sa.String(), nullable=False),
    sa.Column('sms_type', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('asked_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_by', sa.String(), nullable=False),
    sa.Column('decided_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_by', sa.String(), server_default='', nullable=False),
    sa.Column('answer', sa.String(), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_removal'))
    )
    with op.batch_alter_table('removal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_removal_number'), ['number'], unique=False)

    with op.batch_alter_table('customer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('fields', sa.String(), server_default='{}', nullable=False))

    # Built anew, as ids that are never given again cannot be added to a table.
    op.execute("CREATE TEMP TABLE kept_group AS SELECT * FROM customer_group")
    op.drop_table('customer_group')
    op.create_table('customer_group',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('sms_type', sa.String(), nullable=False),
    sa.Column('created_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('filter', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer_group')),
    sa.UniqueConstraint('name', name=op.f('uq_customer_group_name')),
    sqlite_autoincrement=True
    )
    op.execute("INSERT INTO customer_group (id, name, sms_type, created_at) "
               "SELECT id, name, sms_type, created_at FROM kept_group")
    op.execute("DROP TABLE kept_group")

    with op.batch_alter_table('reply', schema=None) as batch_op:
        batch_op.add_column(sa.Column('read_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_index('ix_reply_unread', ['number'], unique=False, sqlite_where=sa.text('read_at IS NULL'))

    op.create_index('ix_customer_order', 'customer', [sa.literal_column("coalesce(lower(nullif(name, '')), '\U0010ffff')"), 'id'], unique=False)
    # What came before this version was not marked; nobody wants all of it shown as new.
    op.execute("UPDATE reply SET read_at = at")
    # A customer's name has no place in the audit log, from which nobody can be erased.
    op.execute("UPDATE audit SET before = json_remove(before, '$.name'), after = json_remove(after, '$.name') "
               "WHERE subject = 'customer'")
    for statement in CUSTOMER_SEARCH:
        op.execute(statement)
    op.execute("INSERT INTO customer_search (customer_search) VALUES ('rebuild')")
