-- Version 3 -> 4, for backups with an end. Never to be changed; bot/store/migrations/steps.py runs it in one transaction.
-- No backup of an older version has an end of its own, and which interviews were deleted nobody has noted so far.

CREATE TABLE backups (
    id      TEXT    PRIMARY KEY CHECK (id <> ''),
    path    TEXT    NOT NULL,
    made_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;

CREATE TABLE deleted_interviews (
    session_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER NOT NULL,
    PRIMARY KEY (session_id, created_at)
) STRICT, WITHOUT ROWID;
