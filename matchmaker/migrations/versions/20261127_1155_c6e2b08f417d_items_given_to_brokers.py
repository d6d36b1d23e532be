"""items given to brokers: assignments, rules, absences"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = 'c6e2b08f417d'
down_revision = 'c1f7a92e4d80'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('assignment_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('broker_id', sa.Integer(), nullable=False),
    sa.Column('item_kind', sa.String(length=20), nullable=False),
    sa.Column('domain_code', sa.String(length=20), nullable=False),
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('priority BETWEEN 1 AND 9', name=op.f('ck_assignment_rule_priority_range')),
    sa.ForeignKeyConstraint(['broker_id'], ['broker.id'], name=op.f('fk_assignment_rule_broker_id_broker'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment_rule'))
    )
    with op.batch_alter_table('assignment_rule', schema=None) as batch_op:
        batch_op.create_index('uq_assignment_rule_same', ['broker_id', 'item_kind', 'domain_code', 'region_code'], unique=True)

    op.create_table('broker_absence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('broker_id', sa.Integer(), nullable=False),
    sa.Column('deputy_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('deputy_id <> broker_id', name=op.f('ck_broker_absence_another_person')),
    sa.CheckConstraint('starts_on <= ends_on', name=op.f('ck_broker_absence_period')),
    sa.ForeignKeyConstraint(['broker_id'], ['broker.id'], name=op.f('fk_broker_absence_broker_id_broker'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['deputy_id'], ['broker.id'], name=op.f('fk_broker_absence_deputy_id_broker'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_broker_absence'))
    )
    with op.batch_alter_table('broker_absence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_broker_absence_broker_id_ends_on'), ['broker_id', 'ends_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_broker_absence_deputy_id_ends_on'), ['deputy_id', 'ends_on'], unique=False)

    op.create_table('assignment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('open', 'declined', 'reassigned', 'released', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('broker_id', sa.Integer(), nullable=False),
    sa.Column('challenge_id', sa.Integer(), nullable=True),
    sa.Column('achievement_id', sa.Integer(), nullable=True),
    sa.Column('origin', sa.Enum('rule', 'staff', name='origin', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('assigned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(status = 'open') = (ended_at IS NULL)", name=op.f('ck_assignment_ended_date')),
    sa.CheckConstraint('(challenge_id IS NULL) <> (achievement_id IS NULL)', name=op.f('ck_assignment_one_item')),
    sa.ForeignKeyConstraint(['achievement_id'], ['achievement.id'], name=op.f('fk_assignment_achievement_id_achievement')),
    sa.ForeignKeyConstraint(['broker_id'], ['broker.id'], name=op.f('fk_assignment_broker_id_broker')),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenge.id'], name=op.f('fk_assignment_challenge_id_challenge')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment'))
    )
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assignment_achievement_id'), ['achievement_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assignment_broker_id_status_assigned_at'), ['broker_id', 'status', 'assigned_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_assignment_challenge_id'), ['challenge_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assignment_status_assigned_at'), ['status', 'assigned_at'], unique=False)
        batch_op.create_index('uq_assignment_one_live_achievement_id', ['achievement_id'], unique=True, sqlite_where=sa.text("status = 'open'"), postgresql_where=sa.text("status = 'open'"))
        batch_op.create_index('uq_assignment_one_live_challenge_id', ['challenge_id'], unique=True, sqlite_where=sa.text("status = 'open'"), postgresql_where=sa.text("status = 'open'"))


def downgrade() -> None:
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.drop_index('uq_assignment_one_live_challenge_id', sqlite_where=sa.text("status = 'open'"), postgresql_where=sa.text("status = 'open'"))
        batch_op.drop_index('uq_assignment_one_live_achievement_id', sqlite_where=sa.text("status = 'open'"), postgresql_where=sa.text("status = 'open'"))
        batch_op.drop_index(batch_op.f('ix_assignment_status_assigned_at'))
        batch_op.drop_index(batch_op.f('ix_assignment_challenge_id'))
        batch_op.drop_index(batch_op.f('ix_assignment_broker_id_status_assigned_at'))
        batch_op.drop_index(batch_op.f('ix_assignment_achievement_id'))

    op.drop_table('assignment')
    with op.batch_alter_table('broker_absence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_broker_absence_deputy_id_ends_on'))
        batch_op.drop_index(batch_op.f('ix_broker_absence_broker_id_ends_on'))

    op.drop_table('broker_absence')
    with op.batch_alter_table('assignment_rule', schema=None) as batch_op:
        batch_op.drop_index('uq_assignment_rule_same')

    op.drop_table('assignment_rule')
