"""sketch of suggested offers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '5d1e7c90a4b2'
down_revision = 'c48d81320202'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('match', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sketch', sa.JSON(), nullable=True))
    # Stored pairs get their sketch when the worker next computes them; ask it to do so.
    op.execute(
        """
        INSERT INTO match_refresh (key, generation, attempts, last_error, marked_at)
        SELECT DISTINCT 'challenge:' || challenge_id, 1, 0, '', CURRENT_TIMESTAMP FROM "match" WHERE true
        ON CONFLICT DO NOTHING
        """
    )


def downgrade() -> None:
    with op.batch_alter_table('match', schema=None) as batch_op:
        batch_op.drop_column('sketch')
