"""stages of a race"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = 'c1f7a92e4d80'
down_revision = 'a4d19e7c5b38'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('challenge', schema=None) as batch_op:
        batch_op.add_column(sa.Column('race_stages', sa.JSON(), nullable=False, server_default='[]'))
    with op.batch_alter_table('challenge', schema=None) as batch_op:
        batch_op.alter_column('race_stages', server_default=None)

    with op.batch_alter_table('contract', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_eliminated', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_check_constraint(op.f('ck_contract_eliminated_when_ended'), "NOT is_eliminated OR status = 'terminated'")
    with op.batch_alter_table('contract', schema=None) as batch_op:
        batch_op.alter_column('is_eliminated', server_default=None)

    op.create_table('race_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('challenge_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Integer(), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=False),
    sa.Column('teams_left', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenge.id'], name=op.f('fk_race_decision_challenge_id_challenge')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user.id'], name=op.f('fk_race_decision_decided_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_race_decision'))
    )
    with op.batch_alter_table('race_decision', schema=None) as batch_op:
        batch_op.create_index('uq_race_decision_once', ['challenge_id', 'stage'], unique=True)


def downgrade() -> None:
    op.drop_table('race_decision')
    with op.batch_alter_table('contract', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_contract_eliminated_when_ended'), type_='check')
        batch_op.drop_column('is_eliminated')
    with op.batch_alter_table('challenge', schema=None) as batch_op:
        batch_op.drop_column('race_stages')
