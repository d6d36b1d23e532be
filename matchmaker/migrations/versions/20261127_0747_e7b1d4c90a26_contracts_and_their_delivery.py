"""contracts and their delivery"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = 'e7b1d4c90a26'
down_revision = 'd2a6f8e31c75'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('contract',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('drafting', 'signing', 'active', 'completed', 'terminated', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('award_id', sa.Integer(), nullable=False),
    sa.Column('challenge_id', sa.Integer(), nullable=False),
    sa.Column('sponsor_id', sa.Integer(), nullable=False),
    sa.Column('contractor_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('commissioned_development', 'joint_development', 'transfer', 'licence', 'consulting', 'service', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('ip_terms', sa.String(length=1500), nullable=False),
    sa.Column('pledge', sa.String(length=2000), nullable=False),
    sa.Column('registration_number', sa.String(length=16), nullable=False),
    sa.Column('signing_until', sa.Date(), nullable=False),
    sa.Column('fail_limit', sa.Integer(), nullable=False),
    sa.Column('subsidy_percent', sa.Integer(), nullable=False),
    sa.Column('subsidy_cap_amount', sa.BigInteger(), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('completed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_reason', sa.String(length=500), nullable=False),
    sa.Column('measurements', sa.JSON(), nullable=False),
    sa.Column('public_id', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("status <> 'completed' OR completed_at IS NOT NULL", name=op.f('ck_contract_completed_when')),
    sa.CheckConstraint("status NOT IN ('active', 'completed') OR signed_on IS NOT NULL", name=op.f('ck_contract_signed_when')),
    sa.CheckConstraint('amount >= 0', name=op.f('ck_contract_amount_not_negative')),
    sa.CheckConstraint('sponsor_id <> contractor_id', name=op.f('ck_contract_two_sides')),
    sa.CheckConstraint('starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on', name=op.f('ck_contract_period')),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_contract_award_id_award')),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenge.id'], name=op.f('fk_contract_challenge_id_challenge')),
    sa.ForeignKeyConstraint(['contractor_id'], ['organization.id'], name=op.f('fk_contract_contractor_id_organization')),
    sa.ForeignKeyConstraint(['sponsor_id'], ['organization.id'], name=op.f('fk_contract_sponsor_id_organization')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract')),
    sa.UniqueConstraint('public_id', name=op.f('uq_contract_public_id'))
    )
    with op.batch_alter_table('contract', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contract_challenge_id'), ['challenge_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contract_contractor_id_status'), ['contractor_id', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_contract_sponsor_id_status'), ['sponsor_id', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_contract_status_signing_until'), ['status', 'signing_until'], unique=False)
        batch_op.create_index('uq_contract_one_live', ['award_id'], unique=True, sqlite_where=sa.text("status IN ('drafting', 'signing', 'active', 'completed')"), postgresql_where=sa.text("status IN ('drafting', 'signing', 'active', 'completed')"))

    op.create_table('milestone',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('planned', 'in_progress', 'delivered', 'rework', 'accepted', 'cancelled', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('evidence_wanted', sa.String(length=120), nullable=False),
    sa.Column('report', sa.String(length=1000), nullable=False),
    sa.Column('fails', sa.Integer(), nullable=False),
    sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminded_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("status <> 'accepted' OR accepted_at IS NOT NULL", name=op.f('ck_milestone_accepted_when')),
    sa.CheckConstraint('amount >= 0', name=op.f('ck_milestone_amount_not_negative')),
    sa.CheckConstraint('fails >= 0', name=op.f('ck_milestone_fails_not_negative')),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_milestone_contract_id_contract'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_milestone'))
    )
    with op.batch_alter_table('milestone', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_milestone_contract_id_position'), ['contract_id', 'position'], unique=False)
        batch_op.create_index(batch_op.f('ix_milestone_status_due_on'), ['status', 'due_on'], unique=False)

    op.create_table('signature',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.Column('signer_name', sa.String(length=60), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('storage_key', sa.String(length=120), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_signature_contract_id_contract'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_signature_organization_id_organization')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user.id'], name=op.f('fk_signature_recorded_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signature')),
    sa.UniqueConstraint('storage_key', name=op.f('uq_signature_storage_key'))
    )
    with op.batch_alter_table('signature', schema=None) as batch_op:
        batch_op.create_index('uq_signature_one_of_a_side', ['contract_id', 'organization_id'], unique=True)

    op.create_table('deliverable',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('milestone_id', sa.Integer(), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('storage_key', sa.String(length=120), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['milestone_id'], ['milestone.id'], name=op.f('fk_deliverable_milestone_id_milestone'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['user.id'], name=op.f('fk_deliverable_uploaded_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deliverable')),
    sa.UniqueConstraint('storage_key', name=op.f('uq_deliverable_storage_key'))
    )
    with op.batch_alter_table('deliverable', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_deliverable_milestone_id'), ['milestone_id'], unique=False)

    op.create_table('settlement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('milestone_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('due', 'invoiced', 'paid', 'waived', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('invoice_number', sa.String(length=60), nullable=False),
    sa.Column('paid_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(status = 'paid') = (paid_on IS NOT NULL)", name=op.f('ck_settlement_paid_when')),
    sa.CheckConstraint("status <> 'invoiced' OR invoice_number <> ''", name=op.f('ck_settlement_invoiced_with_number')),
    sa.CheckConstraint('amount >= 0', name=op.f('ck_settlement_amount_not_negative')),
    sa.ForeignKeyConstraint(['milestone_id'], ['milestone.id'], name=op.f('fk_settlement_milestone_id_milestone'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_settlement')),
    sa.UniqueConstraint('milestone_id', name=op.f('uq_settlement_milestone_id'))
    )


def downgrade() -> None:
    op.drop_table('settlement')
    with op.batch_alter_table('deliverable', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_deliverable_milestone_id'))

    op.drop_table('deliverable')
    with op.batch_alter_table('signature', schema=None) as batch_op:
        batch_op.drop_index('uq_signature_one_of_a_side')

    op.drop_table('signature')
    with op.batch_alter_table('milestone', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_milestone_status_due_on'))
        batch_op.drop_index(batch_op.f('ix_milestone_contract_id_position'))

    op.drop_table('milestone')
    with op.batch_alter_table('contract', schema=None) as batch_op:
        batch_op.drop_index('uq_contract_one_live', sqlite_where=sa.text("status IN ('drafting', 'signing', 'active', 'completed')"), postgresql_where=sa.text("status IN ('drafting', 'signing', 'active', 'completed')"))
        batch_op.drop_index(batch_op.f('ix_contract_status_signing_until'))
        batch_op.drop_index(batch_op.f('ix_contract_sponsor_id_status'))
        batch_op.drop_index(batch_op.f('ix_contract_contractor_id_status'))
        batch_op.drop_index(batch_op.f('ix_contract_challenge_id'))

    op.drop_table('contract')
