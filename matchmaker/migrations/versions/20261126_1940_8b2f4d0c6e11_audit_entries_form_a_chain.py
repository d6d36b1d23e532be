"""audit entries form a chain"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '8b2f4d0c6e11'
down_revision = '5d1e7c90a4b2'
branch_labels = None
depends_on = None

GENESIS = "0" * 64
HASHED = ("position", "at", "subject_type", "subject_id", "action", "actor_id", "actor_name", "before", "after", "note", "details")
GUARDS = {
    "sqlite": [
        f"CREATE TRIGGER audit_entry_no_{verb.lower()} BEFORE {verb} ON audit_entry "
        "BEGIN SELECT RAISE(ABORT, 'audit entries are only added'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE FUNCTION audit_entry_only_added() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit entries are only added'; END $$",
        "CREATE TRIGGER audit_entry_only_added BEFORE UPDATE OR DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION audit_entry_only_added()",
    ],
}
UNGUARDS = {
    "sqlite": ["DROP TRIGGER audit_entry_no_update", "DROP TRIGGER audit_entry_no_delete"],
    "postgresql": [
        "DROP TRIGGER audit_entry_only_added ON audit_entry",
        "DROP FUNCTION audit_entry_only_added()",
    ],
}


def upgrade() -> None:
    op.create_table(
        'audit_head',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('hash', sa.String(length=64), nullable=False),
        sa.CheckConstraint('id = 1', name=op.f('ck_audit_head_one_row')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head')),
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('position', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('previous_hash', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('hash', sa.String(length=64), nullable=True))
    _chain()
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.alter_column('position', nullable=False)
        batch_op.alter_column('previous_hash', nullable=False)
        batch_op.alter_column('hash', nullable=False)
        batch_op.create_unique_constraint(op.f('uq_audit_entry_position'), ['position'])
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(sa.text(statement))


def _chain() -> None:
    """Entries of before enter the chain in the order they were written."""
    connection = op.get_bind()
    entry = sa.Table('audit_entry', sa.MetaData(), autoload_with=connection)
    previous, position = GENESIS, 0
    for row in connection.execute(sa.select(entry).order_by(entry.c.id)).mappings().all():
        position += 1
        told = {name: row[name] for name in HASHED if name != "position"}
        told |= {"position": position, "previous_hash": previous, "at": _instant(row["at"])}
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        hashed = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        connection.execute(
            entry.update()
            .where(entry.c.id == row["id"])
            .values(position=position, previous_hash=previous, hash=hashed)
        )
        previous = hashed
    connection.execute(
        sa.text("INSERT INTO audit_head (id, position, hash) VALUES (1, :position, :hash)"),
        {"position": position, "hash": previous},
    )


def _instant(value: datetime) -> str:
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return aware.isoformat(timespec="microseconds")


def downgrade() -> None:
    for statement in UNGUARDS[op.get_bind().dialect.name]:
        op.execute(sa.text(statement))
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('uq_audit_entry_position'), type_='unique')
        batch_op.drop_column('hash')
        batch_op.drop_column('previous_hash')
        batch_op.drop_column('position')
    op.drop_table('audit_head')
