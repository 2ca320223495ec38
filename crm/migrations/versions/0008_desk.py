"""Notes, labels, canned replies, macros, views, service levels, skills, a second factor.

Revision 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
_AT = sa.DateTime(timezone=True)


def _id() -> sa.Column:
    return sa.Column("id", _KEY, primary_key=True, autoincrement=True)


def _link(name: str, table: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, _KEY, sa.ForeignKey(f"{table}.id"), nullable=nullable)


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _added() -> tuple[tuple[str, sa.Column], ...]:
    """Return the new columns of tables that were there before."""
    return (
        ("conversations", sa.Column("topic", sa.String(60), nullable=True)),
        ("conversations", sa.Column("language", sa.String(8), nullable=True)),
        ("conversations", sa.Column("first_answer_due", _AT, nullable=True)),
        ("conversations", sa.Column("first_answered_at", _AT, nullable=True)),
        ("conversations", sa.Column("resolution_due", _AT, nullable=True)),
        ("agents", sa.Column("skills", _JSON, nullable=True)),
        ("agents", sa.Column("languages", _JSON, nullable=True)),
        ("agents", sa.Column("capacity", sa.Integer(), nullable=False, server_default="6")),
        ("agents", sa.Column("available", sa.Boolean(), nullable=False, server_default="1")),
        ("agents", sa.Column("seen_at", _AT, nullable=True)),
        ("agents", sa.Column("totp_encrypted", sa.Text(), nullable=True)),
        ("agents", sa.Column("totp_since", _AT, nullable=True)),
        ("agents", sa.Column("totp_step", _KEY, nullable=True)),
        ("audit_log", sa.Column("digest", sa.String(64), nullable=True)),
    )


def upgrade() -> None:
    for table, column in _added():
        op.add_column(table, column)
    op.create_table(
        "labels",
        _id(),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("colour", sa.String(12), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        _unique("labels", "name"),
    )
    op.create_table(
        "conversation_labels",
        _id(),
        _link("conversation_id", "conversations"),
        _link("label_id", "labels"),
        _link("agent_id", "agents", nullable=True),
        sa.Column("created_at", _AT, nullable=False),
        _unique("conversation_labels", "conversation_id", "label_id"),
    )
    op.create_table(
        "notes",
        _id(),
        _link("conversation_id", "conversations"),
        _link("agent_id", "agents"),
        sa.Column("client_note_id", sa.String(80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        _unique("notes", "conversation_id", "client_note_id"),
    )
    op.create_table(
        "mentions",
        _id(),
        _link("note_id", "notes"),
        _link("agent_id", "agents"),
        sa.Column("seen_at", _AT, nullable=True),
        _unique("mentions", "note_id", "agent_id"),
    )
    op.create_table(
        "canned_replies",
        _id(),
        sa.Column("shortcut", sa.String(40), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _link("agent_id", "agents", nullable=True),
        sa.Column("updated_at", _AT, nullable=False),
        _unique("canned_replies", "shortcut"),
    )
    op.create_table(
        "macros",
        _id(),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("steps", _JSON, nullable=False),
        sa.Column("updated_at", _AT, nullable=False),
        _unique("macros", "name"),
    )
    op.create_table(
        "saved_views",
        _id(),
        _link("agent_id", "agents", nullable=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("filters", _JSON, nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        _unique("saved_views", "agent_id", "name"),
    )
    op.create_table(
        "read_marks",
        _id(),
        _link("agent_id", "agents"),
        _link("conversation_id", "conversations"),
        sa.Column("seq", sa.Integer(), nullable=False),
        _unique("read_marks", "agent_id", "conversation_id"),
    )
    for table, name in _INDEXES:
        op.create_index(f"ix_{table}_{name}", table, [name])


_INDEXES = (
    ("conversation_labels", "label_id"),
    ("conversation_labels", "agent_id"),
    ("notes", "agent_id"),
    ("notes", "created_at"),
    ("mentions", "agent_id"),
    ("canned_replies", "agent_id"),
    ("saved_views", "agent_id"),
    ("read_marks", "conversation_id"),
)


def downgrade() -> None:
    for table in (
        "read_marks",
        "saved_views",
        "macros",
        "canned_replies",
        "mentions",
        "notes",
        "conversation_labels",
        "labels",
    ):
        op.drop_table(table)
    for table, column in reversed(_added()):
        op.drop_column(table, column.name)
