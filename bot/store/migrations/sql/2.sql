-- Version 1 -> 2, for interviews by voice. Never to be changed; bot/store/migrations/steps.py runs it in one transaction.
-- Every interview there is goes on in writing; every server gets the defaults of bot.store.records.GuildSettings.

ALTER TABLE interview_sessions ADD COLUMN medium TEXT NOT NULL DEFAULT 'text' CHECK (medium IN ('text', 'voice'));
ALTER TABLE interview_sessions ADD COLUMN room_id INTEGER;
ALTER TABLE interview_sessions ADD COLUMN own_room INTEGER NOT NULL DEFAULT 0 CHECK (own_room IN (0, 1));
ALTER TABLE interview_sessions ADD COLUMN comforts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(comforts));
ALTER TABLE interview_sessions ADD COLUMN record INTEGER NOT NULL DEFAULT 0 CHECK (record IN (0, 1));
CREATE INDEX sessions_with_room ON interview_sessions (guild_id, room_id) WHERE own_room = 1;

ALTER TABLE guild_settings ADD COLUMN voice INTEGER NOT NULL DEFAULT 1 CHECK (voice IN (0, 1));
ALTER TABLE guild_settings ADD COLUMN room_ids TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(room_ids));
ALTER TABLE guild_settings ADD COLUMN reviewers_listen INTEGER NOT NULL DEFAULT 0 CHECK (reviewers_listen IN (0, 1));
ALTER TABLE guild_settings ADD COLUMN pause_on_company INTEGER NOT NULL DEFAULT 0 CHECK (pause_on_company IN (0, 1));
ALTER TABLE guild_settings ADD COLUMN record_voice INTEGER NOT NULL DEFAULT 0 CHECK (record_voice IN (0, 1));
ALTER TABLE guild_settings ADD COLUMN return_seconds INTEGER NOT NULL DEFAULT 60 CHECK (return_seconds >= 0);

-- A CHECK cannot be changed: the table is made anew.
ALTER TABLE turn_marks RENAME TO version_1_turn_marks;
CREATE TABLE turn_marks (
    session_id INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    mark       TEXT    NOT NULL CHECK (mark IN
                   ('edited_later', 'deleted_later', 'provider_declined', 'untranslated', 'interrupted',
                    'misread')),
    at         INTEGER NOT NULL,
    PRIMARY KEY (session_id, seq, mark),
    FOREIGN KEY (session_id, seq) REFERENCES turns (session_id, seq) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO turn_marks (session_id, seq, mark, at) SELECT session_id, seq, mark, at FROM version_1_turn_marks;
DROP TABLE version_1_turn_marks;

CREATE TABLE spoken (
    session_id INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    text       TEXT    NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at   INTEGER NOT NULL,
    heard_ms   INTEGER NOT NULL CHECK (heard_ms >= 0),
    cut        INTEGER NOT NULL CHECK (cut IN (0, 1)),
    PRIMARY KEY (session_id, seq),
    FOREIGN KEY (session_id, seq) REFERENCES turns (session_id, seq) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TRIGGER spoken_never_changes BEFORE UPDATE ON spoken
BEGIN
    SELECT RAISE(ABORT, 'what was said is append-only');
END;

CREATE TABLE drafts (
    session_id INTEGER PRIMARY KEY REFERENCES interview_sessions (id) ON DELETE CASCADE,
    text       TEXT    NOT NULL
) STRICT;

CREATE TABLE voice_line (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id    INTEGER NOT NULL,
    user_id     INTEGER NOT NULL,
    channel_id  INTEGER NOT NULL,
    position_id INTEGER REFERENCES positions (id) ON DELETE SET NULL,
    language    TEXT    NOT NULL,
    locale      TEXT    NOT NULL,
    joined_at   INTEGER NOT NULL,
    called_at   INTEGER,
    message_id  INTEGER,
    UNIQUE (guild_id, user_id)
) STRICT;
