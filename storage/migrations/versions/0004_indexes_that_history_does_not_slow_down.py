"""Indexes for what is asked every day, so that a long history and many members don't slow it down."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.drop_index("ix_members_community_points", "members")
    op.create_index("ix_members_community_id_id", "members", ["community_id", "id"])
    op.create_index("ix_members_ranking", "members", ["community_id", sa.text("points DESC"), "id", "status"])
    op.drop_index("ix_outbox_chat_id_id", "outbox")
    op.drop_index("ix_outbox_user_id_id", "outbox")
    op.drop_index("ix_outbox_community_created", "outbox")
    op.create_index("ix_outbox_chat_message", "outbox", ["chat_id", "message_id"])
    op.create_index("ix_outbox_user_message", "outbox", ["user_id", "message_id"])
    op.create_index("ix_outbox_community_kind_created", "outbox", ["community_id", "kind", "created_at"])
    op.create_index("ix_questions_community_state", "questions", ["community_id", "state", "closed_at"])
    op.drop_index("ix_tag_changes_community_id", "tag_changes")
    op.create_index("ix_tag_changes_community_tag_at", "tag_changes", ["community_id", "tag", "at"])
