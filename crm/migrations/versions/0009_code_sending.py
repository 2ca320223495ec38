"""When a one-time code is to be sent, and how often that was tried.

Revision 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("one_time_codes", sa.Column("send_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "one_time_codes", sa.Column("sends", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_index("ix_one_time_codes_send_at", "one_time_codes", ["send_at"])


def downgrade() -> None:
    op.drop_index("ix_one_time_codes_send_at", "one_time_codes")
    op.drop_column("one_time_codes", "sends")
    op.drop_column("one_time_codes", "send_at")
