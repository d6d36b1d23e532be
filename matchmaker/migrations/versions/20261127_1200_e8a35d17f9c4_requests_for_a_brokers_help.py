"""requests for a broker's help"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = 'e8a35d17f9c4'
down_revision = 'c6e2b08f417d'
branch_labels = None
depends_on = None


def _origins(text: str) -> None:
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_assignment_origin'), type_='check')
        batch_op.create_check_constraint(op.f('ck_assignment_origin'), text)


def upgrade() -> None:
    _origins("origin IN ('rule', 'staff', 'request')")
    op.create_table('help_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('asked', 'accepted', 'declined', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('broker_id', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.Column('sender_id', sa.Integer(), nullable=False),
    sa.Column('challenge_id', sa.Integer(), nullable=True),
    sa.Column('achievement_id', sa.Integer(), nullable=True),
    sa.Column('message', sa.String(length=1000), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(status = 'asked') = (answered_at IS NULL)", name=op.f('ck_help_request_answered_date')),
    sa.CheckConstraint('challenge_id IS NULL OR achievement_id IS NULL', name=op.f('ck_help_request_one_item')),
    sa.ForeignKeyConstraint(['achievement_id'], ['achievement.id'], name=op.f('fk_help_request_achievement_id_achievement')),
    sa.ForeignKeyConstraint(['broker_id'], ['broker.id'], name=op.f('fk_help_request_broker_id_broker'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenge.id'], name=op.f('fk_help_request_challenge_id_challenge')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_help_request_organization_id_organization')),
    sa.ForeignKeyConstraint(['sender_id'], ['user.id'], name=op.f('fk_help_request_sender_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_request'))
    )
    with op.batch_alter_table('help_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_help_request_achievement_id'), ['achievement_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_request_broker_id_status_created_at'), ['broker_id', 'status', 'created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_request_challenge_id'), ['challenge_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_request_organization_id_created_at'), ['organization_id', 'created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_request_sender_id'), ['sender_id'], unique=False)


def downgrade() -> None:
    op.execute("UPDATE assignment SET origin = 'staff' WHERE origin = 'request'")
    _origins("origin IN ('rule', 'staff')")
    with op.batch_alter_table('help_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_help_request_sender_id'))
        batch_op.drop_index(batch_op.f('ix_help_request_organization_id_created_at'))
        batch_op.drop_index(batch_op.f('ix_help_request_challenge_id'))
        batch_op.drop_index(batch_op.f('ix_help_request_broker_id_status_created_at'))
        batch_op.drop_index(batch_op.f('ix_help_request_achievement_id'))

    op.drop_table('help_request')
