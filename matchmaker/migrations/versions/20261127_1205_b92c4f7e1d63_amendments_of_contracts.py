"""amendments of contracts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = 'b92c4f7e1d63'
down_revision = 'e8a35d17f9c4'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('amendment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('proposed', 'accepted', 'declined', 'withdrawn', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('requested_by_id', sa.Integer(), nullable=False),
    sa.Column('requester_name', sa.String(length=60), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('answerer_name', sa.String(length=60), nullable=False),
    sa.Column('answer', sa.String(length=500), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('before_amount', sa.BigInteger(), nullable=False),
    sa.Column('after_amount', sa.BigInteger(), nullable=False),
    sa.Column('before_ends_on', sa.Date(), nullable=False),
    sa.Column('after_ends_on', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('before_amount >= 0 AND after_amount >= 0', name=op.f('ck_amendment_amounts_not_negative')),
    sa.CheckConstraint("(status = 'accepted') = (number IS NOT NULL)", name=op.f('ck_amendment_accepted_with_number')),
    sa.CheckConstraint("(status = 'proposed') = (answered_at IS NULL)", name=op.f('ck_amendment_answered_when')),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_amendment_contract_id_contract'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['requested_by_id'], ['organization.id'], name=op.f('fk_amendment_requested_by_id_organization')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_amendment'))
    )
    with op.batch_alter_table('amendment', schema=None) as batch_op:
        batch_op.create_index('uq_amendment_one_open', ['contract_id'], unique=True, sqlite_where=sa.text("status = 'proposed'"), postgresql_where=sa.text("status = 'proposed'"))
        batch_op.create_index('uq_amendment_number', ['contract_id', 'number'], unique=True)


def downgrade() -> None:
    with op.batch_alter_table('amendment', schema=None) as batch_op:
        batch_op.drop_index('uq_amendment_number')
        batch_op.drop_index('uq_amendment_one_open', sqlite_where=sa.text("status = 'proposed'"), postgresql_where=sa.text("status = 'proposed'"))

    op.drop_table('amendment')
