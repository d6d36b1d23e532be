"""introductions: what is decided about a pair"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = 'c6f1d93e7a58'
down_revision = 'a4d7e30b85f2'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('introduction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('suggested', 'shortlisted', 'introduced', 'engaged', 'converted', 'dismissed', 'declined', 'expired', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('challenge_id', sa.Integer(), nullable=False),
    sa.Column('achievement_id', sa.Integer(), nullable=True),
    sa.Column('expert_id', sa.Integer(), nullable=True),
    sa.Column('is_manual', sa.Boolean(), nullable=False),
    sa.Column('broker_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('previous_status', sa.Enum('suggested', 'shortlisted', 'introduced', 'engaged', 'converted', 'dismissed', 'declined', 'expired', name='previous_status', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('introduced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer_due_on', sa.Date(), nullable=True),
    sa.Column('reminded_on', sa.Date(), nullable=True),
    sa.Column('need_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('offer_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('declined_by', sa.Enum('need', 'offer', name='declined_by', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('reason', sa.Enum('field', 'indicators', 'too_early', 'known', 'business', 'unclear', 'other', name='reason', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('explanation', sa.String(length=300), nullable=False),
    sa.Column('contract_value', sa.BigInteger(), nullable=True),
    sa.Column('contract_number', sa.String(length=60), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(status = 'converted') = (contract_value IS NOT NULL AND signed_on IS NOT NULL)", name=op.f('ck_introduction_converted_how')),
    sa.CheckConstraint("(status = 'declined') = (declined_by IS NOT NULL)", name=op.f('ck_introduction_declined_by_whom')),
    sa.CheckConstraint("(status IN ('dismissed', 'declined')) = (reason IS NOT NULL)", name=op.f('ck_introduction_ended_why')),
    sa.CheckConstraint("status NOT IN ('engaged', 'converted') OR (need_agreed_at IS NOT NULL AND offer_agreed_at IS NOT NULL)", name=op.f('ck_introduction_both_agreed')),
    sa.CheckConstraint("status NOT IN ('introduced', 'engaged', 'converted', 'declined', 'expired') OR (introduced_at IS NOT NULL AND answer_due_on IS NOT NULL)", name=op.f('ck_introduction_introduced_when')),
    sa.CheckConstraint('(achievement_id IS NULL) <> (expert_id IS NULL)', name=op.f('ck_introduction_one_target')),
    sa.CheckConstraint('contract_value IS NULL OR contract_value >= 0', name=op.f('ck_introduction_value_range')),
    sa.ForeignKeyConstraint(['achievement_id'], ['achievement.id'], name=op.f('fk_introduction_achievement_id_achievement')),
    sa.ForeignKeyConstraint(['broker_id'], ['user.id'], name=op.f('fk_introduction_broker_id_user')),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenge.id'], name=op.f('fk_introduction_challenge_id_challenge')),
    sa.ForeignKeyConstraint(['expert_id'], ['expert.id'], name=op.f('fk_introduction_expert_id_expert')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_introduction')),
    sa.UniqueConstraint('challenge_id', 'achievement_id', name=op.f('uq_introduction_challenge_id_achievement_id')),
    sa.UniqueConstraint('challenge_id', 'expert_id', name=op.f('uq_introduction_challenge_id_expert_id'))
    )
    with op.batch_alter_table('introduction', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_introduction_achievement_id_status'), ['achievement_id', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_introduction_broker_id_status'), ['broker_id', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_introduction_expert_id_status'), ['expert_id', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_introduction_status_answer_due_on'), ['status', 'answer_due_on'], unique=False)

    op.create_table('introduction_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('introduction_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.String(length=1000), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['user.id'], name=op.f('fk_introduction_note_author_id_user')),
    sa.ForeignKeyConstraint(['introduction_id'], ['introduction.id'], name=op.f('fk_introduction_note_introduction_id_introduction')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_introduction_note'))
    )
    with op.batch_alter_table('introduction_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_introduction_note_introduction_id'), ['introduction_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('introduction_note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_introduction_note_introduction_id'))

    op.drop_table('introduction_note')
    with op.batch_alter_table('introduction', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_introduction_status_answer_due_on'))
        batch_op.drop_index(batch_op.f('ix_introduction_expert_id_status'))
        batch_op.drop_index(batch_op.f('ix_introduction_broker_id_status'))
        batch_op.drop_index(batch_op.f('ix_introduction_achievement_id_status'))

    op.drop_table('introduction')
