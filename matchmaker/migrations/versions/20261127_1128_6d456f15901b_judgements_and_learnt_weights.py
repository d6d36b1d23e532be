"""judgements and learnt weights"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '6d456f15901b'
down_revision = 'f3c8a1b75e42'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('release_figure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('release', sa.String(length=20), nullable=False),
    sa.Column('scorer_version', sa.String(length=20), nullable=False),
    sa.Column('ndcg', sa.Double(), nullable=False),
    sa.Column('needs', sa.Integer(), nullable=False),
    sa.Column('pairs', sa.Integer(), nullable=False),
    sa.Column('measured_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release_figure')),
    sa.UniqueConstraint('release', 'scorer_version', name=op.f('uq_release_figure_release_scorer_version'))
    )
    op.create_table('weight_set',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('queued', 'candidate', 'refused', 'in_use', 'retired', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('scorer_version', sa.String(length=20), nullable=False),
    sa.Column('based_on', sa.String(length=20), nullable=False),
    sa.Column('judgements', sa.Integer(), nullable=False),
    sa.Column('weights', sa.JSON(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('refusal', sa.String(length=300), nullable=False),
    sa.Column('trained_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("status NOT IN ('candidate', 'in_use', 'retired') OR scorer_version <> ''", name=op.f('ck_weight_set_named')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_weight_set'))
    )
    with op.batch_alter_table('weight_set', schema=None) as batch_op:
        batch_op.create_index('uq_weight_set_one_in_use', ['status'], unique=True, sqlite_where=sa.text("status = 'in_use'"), postgresql_where=sa.text("status = 'in_use'"))
        batch_op.create_index('uq_weight_set_one_queued', ['status'], unique=True, sqlite_where=sa.text("status = 'queued'"), postgresql_where=sa.text("status = 'queued'"))

    op.create_table('judgement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('challenge_id', sa.Integer(), nullable=False),
    sa.Column('target_kind', sa.Enum('achievement', 'expert', name='target_kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.Enum('graded', 'dismissed', 'shortlisted', 'introduced', 'declined', 'converted', name='source', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('reason_code', sa.String(length=40), nullable=False),
    sa.Column('grade', sa.Integer(), nullable=False),
    sa.Column('score_shown', sa.Integer(), nullable=True),
    sa.Column('scorer_version', sa.String(length=20), nullable=False),
    sa.Column('features', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('grade BETWEEN 1 AND 4', name=op.f('ck_judgement_grade')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_judgement_user_id_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_judgement'))
    )
    with op.batch_alter_table('judgement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_judgement_challenge_id_target_kind_target_id'), ['challenge_id', 'target_kind', 'target_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_judgement_created_at'), ['created_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('judgement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_judgement_created_at'))
        batch_op.drop_index(batch_op.f('ix_judgement_challenge_id_target_kind_target_id'))

    op.drop_table('judgement')
    with op.batch_alter_table('weight_set', schema=None) as batch_op:
        batch_op.drop_index('uq_weight_set_one_queued', sqlite_where=sa.text("status = 'queued'"), postgresql_where=sa.text("status = 'queued'"))
        batch_op.drop_index('uq_weight_set_one_in_use', sqlite_where=sa.text("status = 'in_use'"), postgresql_where=sa.text("status = 'in_use'"))

    op.drop_table('weight_set')
    op.drop_table('release_figure')
