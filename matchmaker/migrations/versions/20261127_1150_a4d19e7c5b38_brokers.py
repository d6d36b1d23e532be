"""profiles of technology brokers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = 'a4d19e7c5b38'
down_revision = '2046c9a7101f'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('broker',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('draft', 'screening', 'listed', 'suspended', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('organization_id', sa.Integer(), nullable=True),
    sa.Column('employer_name', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('level', sa.Enum('junior', 'middle', 'senior', name='level', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('certificate_number', sa.String(length=60), nullable=False),
    sa.Column('certificate_issuer', sa.String(length=80), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('domain_codes', sa.JSON(), nullable=False),
    sa.Column('region_codes', sa.JSON(), nullable=False),
    sa.Column('service_kinds', sa.JSON(), nullable=False),
    sa.Column('introduction', sa.Text(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_on', sa.Date(), nullable=True),
    sa.Column('revision_note', sa.String(length=500), nullable=False),
    sa.Column('reminded_days', sa.Integer(), nullable=True),
    sa.Column('public_id', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("status <> 'listed' OR (name <> '' AND published_at IS NOT NULL AND valid_until IS NOT NULL)", name=op.f('ck_broker_listed_facts')),
    sa.CheckConstraint("status = 'draft' OR submitted_at IS NOT NULL", name=op.f('ck_broker_submitted_before_judged')),
    sa.CheckConstraint('capacity BETWEEN 1 AND 200', name=op.f('ck_broker_capacity_range')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_broker_organization_id_organization')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_broker_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_broker')),
    sa.UniqueConstraint('public_id', name=op.f('uq_broker_public_id')),
    sa.UniqueConstraint('user_id', name=op.f('uq_broker_user_id'))
    )
    with op.batch_alter_table('broker', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_broker_organization_id'), ['organization_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_broker_status_published_at'), ['status', 'published_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_broker_status_valid_until'), ['status', 'valid_until'], unique=False)

    op.create_table('broker_case',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('broker_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=True),
    sa.Column('text', sa.String(length=300), nullable=False),
    sa.CheckConstraint('amount IS NULL OR amount >= 0', name=op.f('ck_broker_case_amount_not_negative')),
    sa.CheckConstraint('year BETWEEN 1990 AND 2100', name=op.f('ck_broker_case_year_range')),
    sa.ForeignKeyConstraint(['broker_id'], ['broker.id'], name=op.f('fk_broker_case_broker_id_broker'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_broker_case'))
    )
    with op.batch_alter_table('broker_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_broker_case_broker_id'), ['broker_id'], unique=False)

    op.create_table('broker_certificate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('broker_id', sa.Integer(), nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('storage_key', sa.String(length=120), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['broker_id'], ['broker.id'], name=op.f('fk_broker_certificate_broker_id_broker'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_broker_certificate')),
    sa.UniqueConstraint('broker_id', name=op.f('uq_broker_certificate_broker_id')),
    sa.UniqueConstraint('storage_key', name=op.f('uq_broker_certificate_storage_key'))
    )


def downgrade() -> None:
    op.drop_table('broker_certificate')
    with op.batch_alter_table('broker_case', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_broker_case_broker_id'))

    op.drop_table('broker_case')
    with op.batch_alter_table('broker', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_broker_status_valid_until'))
        batch_op.drop_index(batch_op.f('ix_broker_status_published_at'))
        batch_op.drop_index(batch_op.f('ix_broker_organization_id'))

    op.drop_table('broker')
