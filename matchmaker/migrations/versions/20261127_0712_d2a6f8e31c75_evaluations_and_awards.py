"""evaluations and awards"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = 'd2a6f8e31c75'
down_revision = 'b4e7c2a95d18'
branch_labels = None
depends_on = None


# What the challenge's own table checks, before and after.
STATES = "status IN ('draft', 'screening', 'open', 'closed', 'withdrawn', 'rejected')"
MORE_STATES = (
    "status IN ('draft', 'screening', 'open', 'closed', 'evaluating', 'awarded', 'unsuccessful', 'withdrawn',"
    " 'rejected')"
)
DATES = "(published_at IS NOT NULL AND expires_on IS NOT NULL AND deadline_at IS NOT NULL)"
CHECKS = {
    "status": (STATES, MORE_STATES),
    "published_dates": (
        f"status NOT IN ('open', 'closed') OR {DATES}",
        f"status NOT IN ('open', 'closed', 'evaluating', 'awarded', 'unsuccessful') OR {DATES}",
    ),
    "closed_date": (
        "status <> 'closed' OR closed_at IS NOT NULL",
        "status NOT IN ('closed', 'evaluating', 'awarded', 'unsuccessful') OR closed_at IS NOT NULL",
    ),
}


def _check(place: int) -> None:
    """Replace the checks of the challenge's table by the older (0) or newer (1) ones."""
    with op.batch_alter_table('challenge', schema=None) as batch_op:
        for name, texts in CHECKS.items():
            batch_op.drop_constraint(op.f(f'ck_challenge_{name}'), type_='check')
            batch_op.create_check_constraint(op.f(f'ck_challenge_{name}'), texts[place])


def upgrade() -> None:
    _check(1)
    op.create_table('evaluation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('planned', 'scoring', 'closed', 'confirmed', 'void', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('challenge_id', sa.Integer(), nullable=False),
    sa.Column('criteria', sa.JSON(), nullable=False),
    sa.Column('ranking', sa.Enum('mean', 'trimmed_mean', name='ranking', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('panel_size', sa.Integer(), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=False),
    sa.Column('scoring_until', sa.Date(), nullable=True),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.Column('result_hash', sa.String(length=64), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("status NOT IN ('closed', 'confirmed') OR result_hash <> ''", name=op.f('ck_evaluation_closed_result')),
    sa.CheckConstraint('panel_size >= 3 AND panel_size % 2 = 1', name=op.f('ck_evaluation_panel_is_odd')),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenge.id'], name=op.f('fk_evaluation_challenge_id_challenge')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evaluation')),
    sa.UniqueConstraint('public_id', name=op.f('uq_evaluation_public_id'))
    )
    with op.batch_alter_table('evaluation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evaluation_status_scoring_until'), ['status', 'scoring_until'], unique=False)
        batch_op.create_index('uq_evaluation_one_live', ['challenge_id'], unique=True, sqlite_where=sa.text("status <> 'void'"), postgresql_where=sa.text("status <> 'void'"))

    op.create_table('award',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('proposed', 'on_notice', 'suspended', 'confirmed', 'revoked', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('challenge_id', sa.Integer(), nullable=False),
    sa.Column('evaluation_id', sa.Integer(), nullable=False),
    sa.Column('bid_id', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=1000), nullable=False),
    sa.Column('notice_starts_on', sa.Date(), nullable=True),
    sa.Column('notice_ends_on', sa.Date(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("status <> 'confirmed' OR confirmed_at IS NOT NULL", name=op.f('ck_award_confirmed_when')),
    sa.CheckConstraint("status IN ('proposed', 'revoked') OR (notice_starts_on IS NOT NULL AND notice_ends_on IS NOT NULL)", name=op.f('ck_award_notice_dates')),
    sa.CheckConstraint('notice_ends_on IS NULL OR notice_starts_on <= notice_ends_on', name=op.f('ck_award_notice_period')),
    sa.ForeignKeyConstraint(['bid_id'], ['bid.id'], name=op.f('fk_award_bid_id_bid')),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenge.id'], name=op.f('fk_award_challenge_id_challenge')),
    sa.ForeignKeyConstraint(['evaluation_id'], ['evaluation.id'], name=op.f('fk_award_evaluation_id_evaluation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award')),
    sa.UniqueConstraint('public_id', name=op.f('uq_award_public_id'))
    )
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_award_status_notice_ends_on'), ['status', 'notice_ends_on'], unique=False)
        batch_op.create_index('uq_award_one_live', ['challenge_id'], unique=True, sqlite_where=sa.text("status IN ('proposed', 'on_notice', 'suspended', 'confirmed')"), postgresql_where=sa.text("status IN ('proposed', 'on_notice', 'suspended', 'confirmed')"))

    op.create_table('panelist',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('evaluation_id', sa.Integer(), nullable=False),
    sa.Column('expert_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('invited', 'accepted', 'declined', 'recused', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('is_drawn', sa.Boolean(), nullable=False),
    sa.Column('declared_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('reminded_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("status <> 'accepted' OR declared_at IS NOT NULL", name=op.f('ck_panelist_declared_before_accepting')),
    sa.ForeignKeyConstraint(['evaluation_id'], ['evaluation.id'], name=op.f('fk_panelist_evaluation_id_evaluation')),
    sa.ForeignKeyConstraint(['expert_id'], ['expert.id'], name=op.f('fk_panelist_expert_id_expert')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_panelist'))
    )
    with op.batch_alter_table('panelist', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_panelist_expert_id_status'), ['expert_id', 'status'], unique=False)
        batch_op.create_index('uq_panelist_once', ['evaluation_id', 'expert_id'], unique=True)

    op.create_table('objection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('received', 'upheld', 'dismissed', 'withdrawn', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('award_id', sa.Integer(), nullable=False),
    sa.Column('filed_by_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('unit', sa.String(length=80), nullable=False),
    sa.Column('contact', sa.String(length=80), nullable=False),
    sa.Column('text', sa.String(length=3000), nullable=False),
    sa.Column('evidence', sa.String(length=3000), nullable=False),
    sa.Column('reply', sa.String(length=2000), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(status IN ('upheld', 'dismissed')) = (decided_at IS NOT NULL)", name=op.f('ck_objection_decided_when')),
    sa.CheckConstraint("status NOT IN ('upheld', 'dismissed') OR reply <> ''", name=op.f('ck_objection_decided_with_reply')),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_objection_award_id_award')),
    sa.ForeignKeyConstraint(['filed_by_id'], ['user.id'], name=op.f('fk_objection_filed_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection')),
    sa.UniqueConstraint('public_id', name=op.f('uq_objection_public_id'))
    )
    with op.batch_alter_table('objection', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_objection_award_id_status'), ['award_id', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_objection_filed_by_id'), ['filed_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_objection_status_created_at'), ['status', 'created_at'], unique=False)

    op.create_table('score_sheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('open', 'signed', 'recused', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('evaluation_id', sa.Integer(), nullable=False),
    sa.Column('panelist_id', sa.Integer(), nullable=False),
    sa.Column('bid_id', sa.Integer(), nullable=False),
    sa.Column('scores', sa.JSON(), nullable=False),
    sa.Column('remarks', sa.JSON(), nullable=False),
    sa.Column('comment', sa.String(length=1500), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(status = 'signed') = (signed_at IS NOT NULL)", name=op.f('ck_score_sheet_signed_when')),
    sa.ForeignKeyConstraint(['bid_id'], ['bid.id'], name=op.f('fk_score_sheet_bid_id_bid')),
    sa.ForeignKeyConstraint(['evaluation_id'], ['evaluation.id'], name=op.f('fk_score_sheet_evaluation_id_evaluation')),
    sa.ForeignKeyConstraint(['panelist_id'], ['panelist.id'], name=op.f('fk_score_sheet_panelist_id_panelist')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_score_sheet'))
    )
    with op.batch_alter_table('score_sheet', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_score_sheet_evaluation_id_status'), ['evaluation_id', 'status'], unique=False)
        batch_op.create_index('uq_score_sheet_once', ['panelist_id', 'bid_id'], unique=True)



def downgrade() -> None:
    op.execute("UPDATE challenge SET status = 'closed' WHERE status IN ('evaluating', 'awarded', 'unsuccessful')")
    _check(0)
    with op.batch_alter_table('score_sheet', schema=None) as batch_op:
        batch_op.drop_index('uq_score_sheet_once')
        batch_op.drop_index(batch_op.f('ix_score_sheet_evaluation_id_status'))

    op.drop_table('score_sheet')
    with op.batch_alter_table('objection', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_objection_status_created_at'))
        batch_op.drop_index(batch_op.f('ix_objection_filed_by_id'))
        batch_op.drop_index(batch_op.f('ix_objection_award_id_status'))

    op.drop_table('objection')
    with op.batch_alter_table('panelist', schema=None) as batch_op:
        batch_op.drop_index('uq_panelist_once')
        batch_op.drop_index(batch_op.f('ix_panelist_expert_id_status'))

    op.drop_table('panelist')
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.drop_index('uq_award_one_live', sqlite_where=sa.text("status IN ('proposed', 'on_notice', 'suspended', 'confirmed')"), postgresql_where=sa.text("status IN ('proposed', 'on_notice', 'suspended', 'confirmed')"))
        batch_op.drop_index(batch_op.f('ix_award_status_notice_ends_on'))

    op.drop_table('award')
    with op.batch_alter_table('evaluation', schema=None) as batch_op:
        batch_op.drop_index('uq_evaluation_one_live', sqlite_where=sa.text("status <> 'void'"), postgresql_where=sa.text("status <> 'void'"))
        batch_op.drop_index(batch_op.f('ix_evaluation_status_scoring_until'))

    op.drop_table('evaluation')
