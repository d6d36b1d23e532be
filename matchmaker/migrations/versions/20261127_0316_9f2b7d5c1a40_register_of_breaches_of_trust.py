"""register of breaches of trust"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '9f2b7d5c1a40'
down_revision = '6a1d8c4e2f93'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('ban',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('imposed_by_id', sa.Integer(), nullable=True),
    sa.Column('lifted_on', sa.Date(), nullable=True),
    sa.Column('lift_reason', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(lifted_on IS NULL) = (lift_reason = '')", name=op.f('ck_ban_lifted_with_reason')),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_ban_reason_given')),
    sa.CheckConstraint('starts_on <= ends_on', name=op.f('ck_ban_period')),
    sa.ForeignKeyConstraint(['imposed_by_id'], ['user.id'], name=op.f('fk_ban_imposed_by_id_user')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_ban_organization_id_organization')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ban'))
    )
    with op.batch_alter_table('ban', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ban_organization_id'), ['organization_id'], unique=False)




def downgrade() -> None:

    with op.batch_alter_table('ban', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ban_organization_id'))

    op.drop_table('ban')

