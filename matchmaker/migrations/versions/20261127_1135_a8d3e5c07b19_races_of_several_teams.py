"""races of several teams"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = 'a8d3e5c07b19'
down_revision = '6d456f15901b'
branch_labels = None
depends_on = None


LIVE = sa.text("status IN ('proposed', 'on_notice', 'suspended', 'confirmed')")


def upgrade() -> None:
    with op.batch_alter_table('challenge', schema=None) as batch_op:
        batch_op.add_column(sa.Column('max_awards', sa.Integer(), nullable=False, server_default='1'))
        batch_op.create_check_constraint(op.f('ck_challenge_awards_range'), "max_awards BETWEEN 1 AND 5")

    with op.batch_alter_table('challenge', schema=None) as batch_op:
        batch_op.alter_column('max_awards', server_default=None)

    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.drop_index('uq_award_one_live', sqlite_where=LIVE, postgresql_where=LIVE)
        batch_op.add_column(sa.Column('slot', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('amount', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('is_vacant', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_check_constraint(op.f('ck_award_slot_range'), "slot BETWEEN 1 AND 5")
        batch_op.create_check_constraint(op.f('ck_award_amount_not_negative'), "amount IS NULL OR amount >= 0")
        batch_op.create_check_constraint(op.f('ck_award_vacant_when_revoked'), "NOT is_vacant OR status = 'revoked'")

    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.alter_column('slot', server_default=None)
        batch_op.alter_column('is_vacant', server_default=None)
        batch_op.create_index('uq_award_live_slot', ['challenge_id', 'slot'], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)
        batch_op.create_index('uq_award_live_bid', ['challenge_id', 'bid_id'], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)


def downgrade() -> None:
    # One live award a challenge: where a race has several, the first place stays and the others are revoked.
    op.execute("UPDATE award SET status = 'revoked' WHERE slot > 1")
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.drop_index('uq_award_live_bid', sqlite_where=LIVE, postgresql_where=LIVE)
        batch_op.drop_index('uq_award_live_slot', sqlite_where=LIVE, postgresql_where=LIVE)
        batch_op.drop_constraint(op.f('ck_award_vacant_when_revoked'), type_='check')
        batch_op.drop_constraint(op.f('ck_award_amount_not_negative'), type_='check')
        batch_op.drop_constraint(op.f('ck_award_slot_range'), type_='check')
        batch_op.drop_column('is_vacant')
        batch_op.drop_column('amount')
        batch_op.drop_column('slot')
        batch_op.create_index('uq_award_one_live', ['challenge_id'], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)

    with op.batch_alter_table('challenge', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_challenge_awards_range'), type_='check')
        batch_op.drop_column('max_awards')
