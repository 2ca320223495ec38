"""When a model came into use, so that the one before it can be brought back.

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("models", sa.Column("promoted_at", sa.DateTime(timezone=True), nullable=True))
    # Until now each model came into use when it was trained.
    op.execute("UPDATE models SET promoted_at = trained_at")


def downgrade() -> None:
    op.drop_column("models", "promoted_at")
