"""Files in conversations, one-time codes, ratings.

Revision 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
_AT = sa.DateTime(timezone=True)


def _link(name: str, table: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, _KEY, sa.ForeignKey(f"{table}.id"), nullable=nullable)


def upgrade() -> None:
    op.add_column("messages", sa.Column("attachments", _JSON, nullable=True))
    op.create_table(
        "attachments",
        sa.Column("id", _KEY, primary_key=True, autoincrement=True),
        sa.Column("public_id", sa.String(40), nullable=False),
        _link("conversation_id", "conversations"),
        _link("message_id", "messages", nullable=True),
        sa.Column("name_encrypted", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        sa.UniqueConstraint("public_id", name="uq_attachments_public_id"),
    )
    for column in ("conversation_id", "message_id", "created_at"):
        op.create_index(f"ix_attachments_{column}", "attachments", [column])
    op.create_table(
        "one_time_codes",
        sa.Column("id", _KEY, primary_key=True, autoincrement=True),
        _link("conversation_id", "conversations"),
        _link("customer_id", "customers", nullable=True),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("code_digest", sa.String(64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("expires_at", _AT, nullable=False),
        sa.Column("used_at", _AT, nullable=True),
    )
    for column in ("conversation_id", "customer_id"):
        op.create_index(f"ix_one_time_codes_{column}", "one_time_codes", [column])
    op.create_table(
        "ratings",
        sa.Column("id", _KEY, primary_key=True, autoincrement=True),
        _link("conversation_id", "conversations"),
        sa.Column("owner_version", sa.Integer(), nullable=False),
        _link("agent_id", "agents", nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("created_at", _AT, nullable=False),
        sa.UniqueConstraint(
            "conversation_id", "owner_version", name="uq_ratings_conversation_id_owner_version"
        ),
    )
    for column in ("agent_id", "created_at"):
        op.create_index(f"ix_ratings_{column}", "ratings", [column])


def downgrade() -> None:
    for table in ("ratings", "one_time_codes", "attachments"):
        op.drop_table(table)
    op.drop_column("messages", "attachments")
