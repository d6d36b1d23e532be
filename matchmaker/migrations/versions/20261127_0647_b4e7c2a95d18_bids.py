"""bids"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = 'b4e7c2a95d18'
down_revision = '9f2b7d5c1a40'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('bid',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('draft', 'submitted', 'eligible', 'ineligible', 'withdrawn', 'lapsed', 'awarded', 'not_awarded', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('challenge_id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('wrapped_key', sa.LargeBinary(), nullable=False),
    sa.Column('content_key', sa.LargeBinary(), nullable=True),
    sa.Column('sealed_draft', sa.LargeBinary(), nullable=False),
    sa.Column('sealed_content', sa.LargeBinary(), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_reason', sa.String(length=500), nullable=False),
    sa.Column('public_id', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("status = 'draft' OR status = 'withdrawn' OR status = 'lapsed' OR submitted_at IS NOT NULL", name=op.f('ck_bid_submitted_when')),
    sa.CheckConstraint("status NOT IN ('eligible', 'ineligible', 'awarded', 'not_awarded') OR opened_at IS NOT NULL", name=op.f('ck_bid_judged_after_opening')),
    sa.CheckConstraint('(content_key IS NULL) = (opened_at IS NULL)', name=op.f('ck_bid_key_released_at_opening')),
    sa.CheckConstraint('opened_at IS NULL OR submitted_at IS NOT NULL', name=op.f('ck_bid_only_submitted_opened')),
    sa.CheckConstraint('submitted_at IS NULL OR sealed_content IS NOT NULL', name=op.f('ck_bid_submitted_content')),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenge.id'], name=op.f('fk_bid_challenge_id_challenge')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_bid_created_by_id_user')),
    sa.ForeignKeyConstraint(['lead_id'], ['organization.id'], name=op.f('fk_bid_lead_id_organization')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bid')),
    sa.UniqueConstraint('public_id', name=op.f('uq_bid_public_id'))
    )
    with op.batch_alter_table('bid', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bid_challenge_id_status'), ['challenge_id', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_bid_lead_id_status'), ['lead_id', 'status'], unique=False)
        batch_op.create_index('uq_bid_one_live_bid_of_a_lead', ['challenge_id', 'lead_id'], unique=True, sqlite_where=sa.text("status IN ('draft', 'submitted', 'eligible', 'awarded')"), postgresql_where=sa.text("status IN ('draft', 'submitted', 'eligible', 'awarded')"))

    op.create_table('bid_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('bid_id', sa.Integer(), nullable=False),
    sa.Column('storage_key', sa.String(length=120), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['bid_id'], ['bid.id'], name=op.f('fk_bid_file_bid_id_bid'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['user.id'], name=op.f('fk_bid_file_uploaded_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bid_file')),
    sa.UniqueConstraint('storage_key', name=op.f('uq_bid_file_storage_key'))
    )
    with op.batch_alter_table('bid_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bid_file_bid_id'), ['bid_id'], unique=False)

    op.create_table('bid_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('bid_id', sa.Integer(), nullable=False),
    sa.Column('challenge_id', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.Column('answer', sa.Enum('invited', 'confirmed', 'declined', 'released', name='answer', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user.id'], name=op.f('fk_bid_member_answered_by_id_user')),
    sa.ForeignKeyConstraint(['bid_id'], ['bid.id'], name=op.f('fk_bid_member_bid_id_bid'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenge.id'], name=op.f('fk_bid_member_challenge_id_challenge')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_bid_member_organization_id_organization')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bid_member'))
    )
    with op.batch_alter_table('bid_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bid_member_organization_id_answer'), ['organization_id', 'answer'], unique=False)
        batch_op.create_index('uq_bid_member_once_in_a_bid', ['bid_id', 'organization_id'], unique=True)
        batch_op.create_index('uq_bid_member_one_team', ['challenge_id', 'organization_id'], unique=True, sqlite_where=sa.text("answer = 'confirmed'"), postgresql_where=sa.text("answer = 'confirmed'"))

    op.create_table('bid_receipt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('bid_id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sealed_content', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(sha256) = 64', name=op.f('ck_bid_receipt_hash_length')),
    sa.ForeignKeyConstraint(['bid_id'], ['bid.id'], name=op.f('fk_bid_receipt_bid_id_bid')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bid_receipt')),
    sa.UniqueConstraint('sha256', name=op.f('uq_bid_receipt_sha256'))
    )
    with op.batch_alter_table('bid_receipt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bid_receipt_bid_id'), ['bid_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('bid_receipt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_bid_receipt_bid_id'))

    op.drop_table('bid_receipt')
    with op.batch_alter_table('bid_member', schema=None) as batch_op:
        batch_op.drop_index('uq_bid_member_one_team', sqlite_where=sa.text("answer = 'confirmed'"), postgresql_where=sa.text("answer = 'confirmed'"))
        batch_op.drop_index('uq_bid_member_once_in_a_bid')
        batch_op.drop_index(batch_op.f('ix_bid_member_organization_id_answer'))

    op.drop_table('bid_member')
    with op.batch_alter_table('bid_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_bid_file_bid_id'))

    op.drop_table('bid_file')
    with op.batch_alter_table('bid', schema=None) as batch_op:
        batch_op.drop_index('uq_bid_one_live_bid_of_a_lead', sqlite_where=sa.text("status IN ('draft', 'submitted', 'eligible', 'awarded')"), postgresql_where=sa.text("status IN ('draft', 'submitted', 'eligible', 'awarded')"))
        batch_op.drop_index(batch_op.f('ix_bid_lead_id_status'))
        batch_op.drop_index(batch_op.f('ix_bid_challenge_id_status'))

    op.drop_table('bid')
