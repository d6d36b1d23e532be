"""questions of bidders"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '6a1d8c4e2f93'
down_revision = '3c9e5a7f1b20'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('clarification_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('challenge_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('asked', 'answered', 'declined', 'taken_back', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('asker_id', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('answer', sa.String(length=1000), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=1000), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(status = 'answered') = (answered_at IS NOT NULL)", name=op.f('ck_clarification_question_answered_when')),
    sa.CheckConstraint("status <> 'answered' OR answer <> ''", name=op.f('ck_clarification_question_answer_given')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['user.id'], name=op.f('fk_clarification_question_asked_by_id_user')),
    sa.ForeignKeyConstraint(['asker_id'], ['organization.id'], name=op.f('fk_clarification_question_asker_id_organization')),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenge.id'], name=op.f('fk_clarification_question_challenge_id_challenge'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clarification_question'))
    )
    with op.batch_alter_table('clarification_question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_clarification_question_asker_id_status'), ['asker_id', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_clarification_question_challenge_id_status_answered_at'), ['challenge_id', 'status', 'answered_at'], unique=False)




def downgrade() -> None:

    with op.batch_alter_table('clarification_question', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_clarification_question_challenge_id_status_answered_at'))
        batch_op.drop_index(batch_op.f('ix_clarification_question_asker_id_status'))

    op.drop_table('clarification_question')

