"""direct answers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '2046c9a7101f'
down_revision = 'a8d3e5c07b19'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('interest',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('draft', 'sent', 'engaged', 'declined', 'withdrawn', 'lapsed', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('challenge_id', sa.Integer(), nullable=True),
    sa.Column('achievement_id', sa.Integer(), nullable=True),
    sa.Column('sender_id', sa.Integer(), nullable=False),
    sa.Column('sender_organization_id', sa.Integer(), nullable=True),
    sa.Column('recipient_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('approach', sa.String(length=825), nullable=False),
    sa.Column('rationale', sa.String(length=825), nullable=False),
    sa.Column('plan', sa.String(length=1025), nullable=False),
    sa.Column('expertise', sa.JSON(), nullable=False),
    sa.Column('references', sa.JSON(), nullable=False),
    sa.Column('proofs', sa.JSON(), nullable=False),
    sa.Column('trl', sa.Integer(), nullable=True),
    sa.Column('contact_name', sa.String(length=40), nullable=False),
    sa.Column('contact_phone', sa.String(length=40), nullable=False),
    sa.Column('contact_email', sa.String(length=120), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer_due_on', sa.Date(), nullable=True),
    sa.Column('reminded_on', sa.Date(), nullable=True),
    sa.Column('escalated_on', sa.Date(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('was_in_time', sa.Boolean(), nullable=True),
    sa.Column('decline_reason', sa.Enum('other_field', 'figures', 'too_early', 'benefit', 'unclear', 'terms', 'has_partner', 'other', name='decline_reason', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('reply', sa.String(length=500), nullable=False),
    sa.Column('reply_name', sa.String(length=40), nullable=False),
    sa.Column('reply_phone', sa.String(length=40), nullable=False),
    sa.Column('reply_email', sa.String(length=120), nullable=False),
    sa.Column('public_id', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(status IN ('engaged', 'declined')) = (answered_at IS NOT NULL)", name=op.f('ck_interest_answered_when')),
    sa.CheckConstraint("status <> 'declined' OR decline_reason IS NOT NULL", name=op.f('ck_interest_declined_why')),
    sa.CheckConstraint("status IN ('draft', 'withdrawn') OR (sent_at IS NOT NULL AND answer_due_on IS NOT NULL)", name=op.f('ck_interest_sent_when')),
    sa.CheckConstraint('(challenge_id IS NULL) <> (achievement_id IS NULL)', name=op.f('ck_interest_one_item')),
    sa.CheckConstraint('trl IS NULL OR trl BETWEEN 1 AND 9', name=op.f('ck_interest_trl_range')),
    sa.ForeignKeyConstraint(['achievement_id'], ['achievement.id'], name=op.f('fk_interest_achievement_id_achievement')),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenge.id'], name=op.f('fk_interest_challenge_id_challenge')),
    sa.ForeignKeyConstraint(['recipient_id'], ['organization.id'], name=op.f('fk_interest_recipient_id_organization')),
    sa.ForeignKeyConstraint(['sender_id'], ['user.id'], name=op.f('fk_interest_sender_id_user')),
    sa.ForeignKeyConstraint(['sender_organization_id'], ['organization.id'], name=op.f('fk_interest_sender_organization_id_organization')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_interest')),
    sa.UniqueConstraint('public_id', name=op.f('uq_interest_public_id'))
    )
    with op.batch_alter_table('interest', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_interest_achievement_id'), ['achievement_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_interest_challenge_id'), ['challenge_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_interest_recipient_id_status_answer_due_on'), ['recipient_id', 'status', 'answer_due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_interest_sender_organization_id_id'), ['sender_organization_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_interest_status_answer_due_on'), ['status', 'answer_due_on'], unique=False)
        batch_op.create_index('uq_interest_one_of_achievement', ['sender_id', 'achievement_id'], unique=True, sqlite_where=sa.text("status IN ('draft', 'sent', 'engaged')"), postgresql_where=sa.text("status IN ('draft', 'sent', 'engaged')"))
        batch_op.create_index('uq_interest_one_of_challenge', ['sender_id', 'challenge_id'], unique=True, sqlite_where=sa.text("status IN ('draft', 'sent', 'engaged')"), postgresql_where=sa.text("status IN ('draft', 'sent', 'engaged')"))



def downgrade() -> None:
    with op.batch_alter_table('interest', schema=None) as batch_op:
        batch_op.drop_index('uq_interest_one_of_challenge', sqlite_where=sa.text("status IN ('draft', 'sent', 'engaged')"), postgresql_where=sa.text("status IN ('draft', 'sent', 'engaged')"))
        batch_op.drop_index('uq_interest_one_of_achievement', sqlite_where=sa.text("status IN ('draft', 'sent', 'engaged')"), postgresql_where=sa.text("status IN ('draft', 'sent', 'engaged')"))
        batch_op.drop_index(batch_op.f('ix_interest_status_answer_due_on'))
        batch_op.drop_index(batch_op.f('ix_interest_sender_organization_id_id'))
        batch_op.drop_index(batch_op.f('ix_interest_recipient_id_status_answer_due_on'))
        batch_op.drop_index(batch_op.f('ix_interest_challenge_id'))
        batch_op.drop_index(batch_op.f('ix_interest_achievement_id'))

    op.drop_table('interest')
