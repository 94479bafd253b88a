-- Version 2 -> 3, for video interviews. Never to be changed; bot/store/migrations/steps.py runs it in one transaction.
-- Every server gets the default of bot.store.records.GuildSettings; whoever stands in a line waits for a voice channel.

ALTER TABLE guild_settings ADD COLUMN video INTEGER NOT NULL DEFAULT 1 CHECK (video IN (0, 1));
ALTER TABLE voice_line ADD COLUMN interview_type TEXT NOT NULL DEFAULT 'voice'
    CHECK (interview_type IN ('voice', 'video'));

CREATE TABLE pictures (
    session_id INTEGER NOT NULL REFERENCES interview_sessions (id) ON DELETE CASCADE,
    source     TEXT    NOT NULL CHECK (source IN ('camera', 'screen', 'chat')),
    started_at INTEGER NOT NULL,
    ended_at   INTEGER NOT NULL,
    count      INTEGER NOT NULL CHECK (count >= 1),
    PRIMARY KEY (session_id, source, started_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE camera_passes (
    session_id  INTEGER PRIMARY KEY REFERENCES interview_sessions (id) ON DELETE CASCADE,
    link_hash   BLOB    NOT NULL CHECK (length(link_hash) = 32),
    link_until  INTEGER NOT NULL,
    link_used   INTEGER NOT NULL DEFAULT 0 CHECK (link_used IN (0, 1)),
    cookie_hash BLOB    CHECK (length(cookie_hash) = 32)
) STRICT;
