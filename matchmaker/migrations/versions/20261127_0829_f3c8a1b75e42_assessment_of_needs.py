"""assessment of needs"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = 'f3c8a1b75e42'
down_revision = 'e7b1d4c90a26'
branch_labels = None
depends_on = None


# What the challenge's own table checks, before and after.
STATES = (
    "status IN ('draft', 'screening', 'open', 'closed', 'evaluating', 'awarded', 'unsuccessful', 'withdrawn',"
    " 'rejected')"
)
MORE_STATES = STATES.replace("'screening', ", "'screening', 'assessing', 'on_notice', ")
NOTICE = "status <> 'on_notice' OR (need_notice_starts_on IS NOT NULL AND need_notice_ends_on IS NOT NULL)"


def _states(text: str) -> None:
    with op.batch_alter_table('challenge', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_challenge_status'), type_='check')
        batch_op.create_check_constraint(op.f('ck_challenge_status'), text)


def upgrade() -> None:
    _states(MORE_STATES)
    op.create_table('assessment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('open', 'approved', 'refused', 'void', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('challenge_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('concluded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("status NOT IN ('approved', 'refused') OR concluded_at IS NOT NULL", name=op.f('ck_assessment_concluded')),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenge.id'], name=op.f('fk_assessment_challenge_id_challenge')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment'))
    )
    with op.batch_alter_table('assessment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assessment_challenge_id'), ['challenge_id'], unique=False)
        batch_op.create_index('uq_assessment_one_open', ['challenge_id'], unique=True, sqlite_where=sa.text("status = 'open'"), postgresql_where=sa.text("status = 'open'"))

    op.create_table('opinion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('asked', 'signed', 'declined', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('assessment_id', sa.Integer(), nullable=False),
    sa.Column('expert_id', sa.Integer(), nullable=False),
    sa.Column('scores', sa.JSON(), nullable=False),
    sa.Column('is_solved', sa.Boolean(), nullable=True),
    sa.Column('comment', sa.String(length=1500), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(status = 'signed') = (signed_at IS NOT NULL)", name=op.f('ck_opinion_signed_when')),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], name=op.f('fk_opinion_assessment_id_assessment')),
    sa.ForeignKeyConstraint(['expert_id'], ['expert.id'], name=op.f('fk_opinion_expert_id_expert')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion'))
    )
    with op.batch_alter_table('opinion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_opinion_expert_id_status'), ['expert_id', 'status'], unique=False)
        batch_op.create_index('uq_opinion_once', ['assessment_id', 'expert_id'], unique=True)

    with op.batch_alter_table('challenge', schema=None) as batch_op:
        batch_op.add_column(sa.Column('need_notice_starts_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('need_notice_ends_on', sa.Date(), nullable=True))
        batch_op.create_check_constraint(op.f('ck_challenge_notice_dates'), NOTICE)



def downgrade() -> None:
    op.execute("UPDATE challenge SET status = 'screening' WHERE status IN ('assessing', 'on_notice')")
    _states(STATES)
    with op.batch_alter_table('challenge', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_challenge_notice_dates'), type_='check')
        batch_op.drop_column('need_notice_ends_on')
        batch_op.drop_column('need_notice_starts_on')

    with op.batch_alter_table('opinion', schema=None) as batch_op:
        batch_op.drop_index('uq_opinion_once')
        batch_op.drop_index(batch_op.f('ix_opinion_expert_id_status'))

    op.drop_table('opinion')
    with op.batch_alter_table('assessment', schema=None) as batch_op:
        batch_op.drop_index('uq_assessment_one_open', sqlite_where=sa.text("status = 'open'"), postgresql_where=sa.text("status = 'open'"))
        batch_op.drop_index(batch_op.f('ix_assessment_challenge_id'))

    op.drop_table('assessment')
