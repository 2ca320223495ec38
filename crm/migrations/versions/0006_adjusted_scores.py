"""What the models say of need and of coming orders, and what happened since a customer was scored.

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _columns() -> tuple[sa.Column, ...]:
    json = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    return (
        sa.Column("rfm_score", sa.Integer(), nullable=True),
        sa.Column("expected_orders", sa.Float(), nullable=True),
        sa.Column("need_probability", sa.Float(), nullable=True),
        sa.Column("next_category", sa.String(80), nullable=True),
        sa.Column("adjustments", json, nullable=True),
        sa.Column("adjusted_at", sa.DateTime(timezone=True), nullable=True),
    )


def upgrade() -> None:
    for column in _columns():
        op.add_column("customer_scores", column)


def downgrade() -> None:
    for column in reversed(_columns()):
        op.drop_column("customer_scores", column.name)
