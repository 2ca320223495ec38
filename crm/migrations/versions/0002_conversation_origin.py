"""Where a conversation was begun from, as a keyed digest, so that guesses can be counted.

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("origin_index", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_conversations_origin_index"), "conversations", ["origin_index"])


def downgrade() -> None:
    op.drop_index(op.f("ix_conversations_origin_index"), table_name="conversations")
    op.drop_column("conversations", "origin_index")
