"""What an agent wants the bot to go on from, beside the note for colleagues.

Revision 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.add_column("handovers", sa.Column("facts", _JSON, nullable=True))


def downgrade() -> None:
    op.drop_column("handovers", "facts")
