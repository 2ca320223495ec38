"""An audit log that cannot be altered, and when a session at the desk was last used.

Revision 0010, after 0009. A later revision that makes the table of the log anew, as batch
operations on SQLite do, has to make these triggers anew.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from crm.audit_chain import anchor

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_WORDS = "the audit log cannot be altered"
_SQLITE = (
    ("update", "BEFORE UPDATE ON audit_log", ""),
    ("delete", "BEFORE DELETE ON audit_log", ""),
    # "INSERT OR REPLACE" deletes without telling the trigger above.
    (
        "replace",
        "BEFORE INSERT ON audit_log",
        "WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.id)",
    ),
)


def upgrade() -> None:
    op.add_column("agent_sessions", sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))
    connection = op.get_bind()
    anchor(connection, datetime.now(UTC))
    if connection.dialect.name == "sqlite":
        for name, when, condition in _SQLITE:
            op.execute(
                f"CREATE TRIGGER audit_log_{name} {when} {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_log_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_WORDS}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_log_rows BEFORE UPDATE OR DELETE ON audit_log "
        "FOR EACH ROW EXECUTE FUNCTION audit_log_refuse()"
    )
    op.execute(
        "CREATE TRIGGER audit_log_whole BEFORE TRUNCATE ON audit_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, _, _ in _SQLITE:
            op.execute(f"DROP TRIGGER audit_log_{name}")
    else:
        op.execute("DROP TRIGGER audit_log_rows ON audit_log")
        op.execute("DROP TRIGGER audit_log_whole ON audit_log")
        op.execute("DROP FUNCTION audit_log_refuse()")
    op.drop_column("agent_sessions", "used_at")
