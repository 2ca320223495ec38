"""The requests that one message holds, and the intents between which it lies.

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("candidates", "requests"):
        kind = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
        op.add_column("readings", sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    op.drop_column("readings", "requests")
    op.drop_column("readings", "candidates")
