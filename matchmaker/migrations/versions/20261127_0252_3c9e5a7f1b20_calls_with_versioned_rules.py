"""calls with versioned rules"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '3c9e5a7f1b20'
down_revision = '8b2f4d0c6e11'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('calendar_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('is_working', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_calendar_day'))
    )
    op.create_table('rules_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_rules_version_created_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rules_version'))
    )
    op.create_table('call',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('draft', 'open', 'closed', 'cancelled', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('introduction', sa.Text(), nullable=False),
    sa.Column('contact', sa.String(length=200), nullable=False),
    sa.Column('domain_codes', sa.JSON(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rules_version_id', sa.Integer(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('public_id', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("status NOT IN ('open', 'closed') OR (opens_at IS NOT NULL AND closes_at IS NOT NULL)", name=op.f('ck_call_dates')),
    sa.CheckConstraint('opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at', name=op.f('ck_call_window')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_call_created_by_id_user')),
    sa.ForeignKeyConstraint(['rules_version_id'], ['rules_version.id'], name=op.f('fk_call_rules_version_id_rules_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call')),
    sa.UniqueConstraint('public_id', name=op.f('uq_call_public_id'))
    )
    with op.batch_alter_table('call', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_call_status_closes_at'), ['status', 'closes_at'], unique=False)

    with op.batch_alter_table('challenge', schema=None) as batch_op:
        batch_op.add_column(sa.Column('call_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('sales_amount', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('rd_amount', sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f('ix_challenge_call_id'), ['call_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_challenge_call_id_call'), 'call', ['call_id'], ['id'])




def downgrade() -> None:

    with op.batch_alter_table('challenge', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_challenge_call_id_call'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_challenge_call_id'))
        batch_op.drop_column('rd_amount')
        batch_op.drop_column('sales_amount')
        batch_op.drop_column('proposed_at')
        batch_op.drop_column('call_id')

    with op.batch_alter_table('call', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_call_status_closes_at'))

    op.drop_table('call')
    op.drop_table('rules_version')
    op.drop_table('calendar_day')

