-- The newest schema: version 4 (PRAGMA user_version), application id 'INTV' (PRAGMA application_id).
-- Times are INTEGER milliseconds since 1970 in UTC; Discord ids are INTEGER; JSON is TEXT that json_valid() accepts.
-- bot/store/sqlite/schema.py reads this file statement by statement; bot/store/migrations/steps.py brings older files here.

-- What people are interviewed for, in the words of a server's admin. Archived, never deleted: interviews refer to them.
CREATE TABLE positions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,             -- never given twice
    guild_id   INTEGER NOT NULL,                              -- the server it belongs to
    title      TEXT    NOT NULL CHECK (title <> ''),          -- shown to candidates and in the history
    brief      TEXT    NOT NULL,                              -- what the interviewer knows; candidates may learn it
    questions  TEXT    NOT NULL,                              -- one a line, in the grammar of bot/interview/plan/grammar.py
    closing    TEXT    NOT NULL,                              -- the last words of an interview
    languages  TEXT    NOT NULL CHECK (json_valid(languages)),  -- JSON list of BCP 47; the first is the questions'
    archived   INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),  -- 1: no longer offered
    created_at INTEGER NOT NULL                               -- when it was added
) STRICT;
CREATE INDEX positions_by_guild ON positions (guild_id, archived, title);

-- One row for each interview, of whatever type.
CREATE TABLE interview_sessions (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,         -- never used again, also after a deletion
    guild_id       INTEGER NOT NULL,                          -- the server; every read is scoped to it
    candidate_id   INTEGER NOT NULL,                          -- the person interviewed
    interview_type TEXT    NOT NULL CHECK (interview_type IN ('text', 'voice', 'video')),  -- the media edge
    status         TEXT    NOT NULL CHECK (status IN
                       ('starting', 'active', 'paused', 'completed', 'ended', 'abandoned', 'failed')),  -- the lifecycle
    created_at     INTEGER NOT NULL,                          -- when the candidate agreed and started
    title          TEXT    NOT NULL,                          -- the position's title at that time
    status_reason  TEXT    NOT NULL DEFAULT '',               -- why it has this status; '' where that says it all
    ended_at       INTEGER,                                   -- when it came to its end; NULL while it runs
    deadline_at    INTEGER NOT NULL,                          -- when it is closed as abandoned
    candidate_name TEXT    NOT NULL,                          -- the name at that time; '' where nobody wrote it down
    channel_id     INTEGER,                                   -- the channel its thread hangs on
    thread_id      INTEGER,                                   -- its private thread; NULL before there is one
    position_id    INTEGER REFERENCES positions (id) ON DELETE SET NULL,  -- what for; the plan is a snapshot of it
    language       TEXT    NOT NULL,                          -- BCP 47 of the interview; 'und' where unknown
    locale         TEXT    NOT NULL,                          -- Discord locale for our own words
    model          TEXT    NOT NULL,                          -- the Live model; '' where unknown
    follow_ups     INTEGER NOT NULL DEFAULT 1 CHECK (follow_ups IN (0, 1)),  -- 0: goes on without the model
    reminded       INTEGER NOT NULL DEFAULT 0 CHECK (reminded IN (0, 1)),  -- 1: the one reminder was sent
    turn_limit     INTEGER NOT NULL CHECK (turn_limit >= 0),  -- beyond it no more follow-ups
    token_limit    INTEGER NOT NULL CHECK (token_limit >= 0),  -- likewise
    tokens         INTEGER NOT NULL DEFAULT 0 CHECK (tokens >= 0),  -- used so far, as the provider counted
    cost_usd       REAL    NOT NULL DEFAULT 0 CHECK (cost_usd >= 0),  -- estimated from our dated price table
    handle         TEXT,                                      -- resumption handle of the Live session; NULL at the end
    handle_covers  INTEGER,                                   -- highest context item inside the handle
    handle_at      INTEGER,                                   -- when the handle was given
    plan           TEXT    NOT NULL CHECK (json_valid(plan)),  -- snapshot of the position (bot/interview/plan/plan_json.py)
    imported       TEXT    CHECK (imported IS NULL OR json_valid(imported)),  -- what else an older file held
    imported_at    INTEGER,                                   -- came from an older file: no consent, so retention counts
                                                              -- from then, by the server's setting; NULL: consents says
    medium         TEXT    NOT NULL DEFAULT 'text' CHECK (medium IN ('text', 'voice')),  -- where it goes on now
    room_id        INTEGER,                                   -- its voice channel; one of its own until it is deleted
    own_room       INTEGER NOT NULL DEFAULT 0 CHECK (own_room IN (0, 1)),  -- 1: the channel was made for it
    comforts       TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(comforts)),  -- JSON (bot/interview/accommodations_json.py);
                                                              -- for the person only, never for reviewers
    record         INTEGER NOT NULL DEFAULT 0 CHECK (record IN (0, 1)),  -- 1: the candidate agreed to a recording
    CHECK ((handle IS NULL) = (handle_covers IS NULL) AND (handle IS NULL) = (handle_at IS NULL))
) STRICT;
-- The history's ways in; a filter left open is spelt out value by value (bot/store/history.py), so none of them scans.
CREATE INDEX sessions_by_guild ON interview_sessions (guild_id, interview_type, status, created_at, id);
CREATE INDEX sessions_by_title ON interview_sessions (guild_id, title, interview_type, status, created_at, id);
-- One person's interviews, here or everywhere; the last three columns let a filter be checked without touching the row.
CREATE INDEX sessions_by_candidate ON interview_sessions
    (candidate_id, guild_id, created_at, id, interview_type, status, title);
-- Voice channels that are to be deleted when their interview is over.
CREATE INDEX sessions_with_room ON interview_sessions (guild_id, room_id) WHERE own_room = 1;
CREATE INDEX sessions_imported ON interview_sessions (imported_at) WHERE imported_at IS NOT NULL;
-- One running interview per person and server, also when two clicks race.
CREATE UNIQUE INDEX sessions_running ON interview_sessions (guild_id, candidate_id)
    WHERE status IN ('starting', 'active', 'paused');

-- What was said, append-only. A turn is never changed; what is learnt later stands in turn_messages and turn_marks.
CREATE TABLE turns (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,            -- never given twice
    session_id  INTEGER NOT NULL REFERENCES interview_sessions (id) ON DELETE CASCADE,  -- its interview
    seq         INTEGER NOT NULL CHECK (seq >= 1),            -- 1, 2, 3 … within the interview
    speaker     TEXT    NOT NULL CHECK (speaker IN ('interviewer', 'candidate')),  -- who said it
    kind        TEXT    NOT NULL CHECK (kind IN
                    ('opening', 'question', 'follow_up', 'answer', 'skip', 'closing', 'imported')),  -- what it is for
    at          INTEGER NOT NULL,                             -- when it began
    ended_at    INTEGER,                                      -- when it ended, where that is known
    question    INTEGER CHECK (question >= 0),                -- index of the planned question it belongs to
    text        TEXT    NOT NULL,                             -- the words
    lead        TEXT,                                         -- the model's bridging sentence before a question
    source_text TEXT,                                         -- the admin's words where text is a translation
    imported    TEXT    CHECK (imported IS NULL OR json_valid(imported)),  -- what else an older file held
    UNIQUE (session_id, seq)
) STRICT;
CREATE TRIGGER turns_never_change BEFORE UPDATE ON turns
BEGIN
    SELECT RAISE(ABORT, 'turns are append-only');
END;
-- A turn goes only with its whole interview (the cascade runs when the interview's row is already gone).
CREATE TRIGGER turns_never_vanish BEFORE DELETE ON turns
WHEN EXISTS (SELECT 1 FROM interview_sessions WHERE id = OLD.session_id)
BEGIN
    SELECT RAISE(ABORT, 'turns are append-only');
END;

-- Which Discord messages carry a turn. A message belongs to one turn, so no answer is taken twice.
CREATE TABLE turn_messages (
    session_id INTEGER NOT NULL,                              -- its interview
    message_id INTEGER NOT NULL,                              -- Discord's id; grows with time
    seq        INTEGER NOT NULL,                              -- the turn
    PRIMARY KEY (session_id, message_id),
    FOREIGN KEY (session_id, seq) REFERENCES turns (session_id, seq) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX turn_messages_by_turn ON turn_messages (session_id, seq);

-- What is known of a turn beside its words; added, never taken away.
CREATE TABLE turn_marks (
    session_id INTEGER NOT NULL,                              -- its interview
    seq        INTEGER NOT NULL,                              -- the turn
    mark       TEXT    NOT NULL CHECK (mark IN
                   ('edited_later', 'deleted_later', 'provider_declined', 'untranslated', 'interrupted',
                    'misread')),                              -- what was learnt
    at         INTEGER NOT NULL,                              -- when it was learnt
    PRIMARY KEY (session_id, seq, mark),
    FOREIGN KEY (session_id, seq) REFERENCES turns (session_id, seq) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What was really said of a turn in a voice interview, once its sound was over; in writing, all of the model's words where
-- some came after they were shown.
CREATE TABLE spoken (
    session_id INTEGER NOT NULL,                              -- its interview
    seq        INTEGER NOT NULL,                              -- the turn
    text       TEXT    NOT NULL,                              -- the candidate's words, or what was heard of the bot's
    started_at INTEGER NOT NULL,                              -- when its sound began
    ended_at   INTEGER NOT NULL,                              -- when its sound ended
    heard_ms   INTEGER NOT NULL CHECK (heard_ms >= 0),        -- how much of the bot's sound was played
    cut        INTEGER NOT NULL CHECK (cut IN (0, 1)),        -- 1: somebody spoke before its end
    PRIMARY KEY (session_id, seq),
    FOREIGN KEY (session_id, seq) REFERENCES turns (session_id, seq) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TRIGGER spoken_never_changes BEFORE UPDATE ON spoken
BEGIN
    SELECT RAISE(ABORT, 'what was said is append-only');
END;

-- What was heard so far of an answer that is no turn yet; gone when it became one.
CREATE TABLE drafts (
    session_id INTEGER PRIMARY KEY REFERENCES interview_sessions (id) ON DELETE CASCADE,  -- its interview
    text       TEXT    NOT NULL                               -- the words so far
) STRICT;

-- What was shown to the model: how many pictures, when, from where. No picture is kept anywhere.
CREATE TABLE pictures (
    session_id INTEGER NOT NULL REFERENCES interview_sessions (id) ON DELETE CASCADE,  -- its interview
    source     TEXT    NOT NULL CHECK (source IN ('camera', 'screen', 'chat')),  -- where they came from
    started_at INTEGER NOT NULL,                              -- when the first of them was sent
    ended_at   INTEGER NOT NULL,                              -- when the last of them was sent
    count      INTEGER NOT NULL CHECK (count >= 1),           -- how many
    PRIMARY KEY (session_id, source, started_at)
) STRICT, WITHOUT ROWID;

-- Who may show pictures in an interview: the newest link, and the browser that claimed one last. SHA-256 only.
CREATE TABLE camera_passes (
    session_id  INTEGER PRIMARY KEY REFERENCES interview_sessions (id) ON DELETE CASCADE,  -- its interview
    link_hash   BLOB    NOT NULL CHECK (length(link_hash) = 32),  -- of the newest link's secret
    link_until  INTEGER NOT NULL,                             -- from then on it opens nothing
    link_used   INTEGER NOT NULL DEFAULT 0 CHECK (link_used IN (0, 1)),  -- 1: claimed; it opens nothing more
    cookie_hash BLOB    CHECK (length(cookie_hash) = 32)      -- of that browser's cookie; NULL before the first claim
) STRICT;

-- What the candidate agreed to, word for word. Written with the interview's row, before anything is sent.
CREATE TABLE consents (
    session_id   INTEGER PRIMARY KEY REFERENCES interview_sessions (id) ON DELETE CASCADE,  -- its interview
    version      TEXT    NOT NULL,                            -- version of the text
    text         TEXT    NOT NULL,                            -- the text as it was shown
    at           INTEGER NOT NULL,                            -- when the button was pressed
    delete_after INTEGER NOT NULL                             -- the date promised; no later setting lengthens it
) STRICT;
CREATE INDEX consents_by_end ON consents (delete_after);

-- Every change of state, connection and failure class of an interview. Names and numbers, never a candidate's words.
CREATE TABLE events (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,             -- never given twice
    session_id INTEGER NOT NULL REFERENCES interview_sessions (id) ON DELETE CASCADE,  -- its interview
    at         INTEGER NOT NULL,                              -- when
    kind       TEXT    NOT NULL CHECK (kind <> ''),           -- what, one word
    detail     TEXT    NOT NULL CHECK (json_valid(detail))    -- JSON object of names and numbers
) STRICT;
CREATE INDEX events_by_session ON events (session_id, id);

-- One server's settings; a server without a row has the defaults of bot.store.records.GuildSettings.
CREATE TABLE guild_settings (
    guild_id           INTEGER PRIMARY KEY,                   -- the server
    channel_id         INTEGER,                               -- where threads are made; NULL: where people are
    candidate_role_id  INTEGER,                               -- who may be interviewed; NULL: everyone
    reviewer_role_id   INTEGER,                               -- who reads the history; NULL: Manage Server
    notify_channel_id  INTEGER,                               -- where reviewers are told; NULL: nowhere
    retention_days     INTEGER NOT NULL CHECK (retention_days >= 1),  -- how long new interviews are kept
    deadline_days      INTEGER NOT NULL CHECK (deadline_days >= 1),  -- how long a text interview may take
    starts_per_day     INTEGER NOT NULL CHECK (starts_per_day >= 0),  -- per person
    interviews_per_day INTEGER NOT NULL CHECK (interviews_per_day >= 0),  -- in the whole server
    cost_per_day_usd   REAL    NOT NULL CHECK (cost_per_day_usd >= 0),  -- in the whole server, estimated
    turn_limit         INTEGER NOT NULL CHECK (turn_limit >= 0),  -- per interview
    token_limit        INTEGER NOT NULL CHECK (token_limit >= 0),  -- per interview
    voice              INTEGER NOT NULL DEFAULT 1 CHECK (voice IN (0, 1)),  -- 1: interviews by voice are offered
    room_ids           TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(room_ids)),  -- JSON list of voice channels that
                                                              -- may be used when the candidate is in one
    reviewers_listen   INTEGER NOT NULL DEFAULT 0 CHECK (reviewers_listen IN (0, 1)),  -- 1: reviewers may enter
    pause_on_company   INTEGER NOT NULL DEFAULT 0 CHECK (pause_on_company IN (0, 1)),  -- 1: rests with others there
    record_voice       INTEGER NOT NULL DEFAULT 0 CHECK (record_voice IN (0, 1)),  -- 1: candidates may be recorded
    return_seconds     INTEGER NOT NULL DEFAULT 60 CHECK (return_seconds >= 0),  -- how long who left is waited for
    video              INTEGER NOT NULL DEFAULT 1 CHECK (video IN (0, 1))  -- 1: interviews with a camera are offered
) STRICT;

-- Names for autocomplete, so that a prefix finds them without reading interviews. The newest name of each candidate.
CREATE TABLE guild_candidates (
    guild_id     INTEGER NOT NULL,                            -- the server
    candidate_id INTEGER NOT NULL,                            -- the person
    name         TEXT    NOT NULL,                            -- as it is shown
    folded       TEXT    NOT NULL,                            -- as it is searched: NFKC, casefold
    PRIMARY KEY (guild_id, candidate_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX guild_candidates_by_name ON guild_candidates (guild_id, folded, candidate_id, name);

-- Titles for autocomplete, likewise: every title that an interview of the server has.
CREATE TABLE guild_titles (
    guild_id INTEGER NOT NULL,                                -- the server
    title    TEXT    NOT NULL,                                -- as it is shown
    folded   TEXT    NOT NULL,                                -- as it is searched
    PRIMARY KEY (guild_id, title)
) STRICT, WITHOUT ROWID;
CREATE INDEX guild_titles_by_name ON guild_titles (guild_id, folded, title);

-- A name stays exactly as long as an interview that gave it.
CREATE TRIGGER names_go_with_the_last_interview AFTER DELETE ON interview_sessions
BEGIN
    DELETE FROM guild_candidates
     WHERE guild_id = OLD.guild_id AND candidate_id = OLD.candidate_id AND NOT EXISTS (
           SELECT 1 FROM interview_sessions WHERE candidate_id = OLD.candidate_id AND guild_id = OLD.guild_id);
    DELETE FROM guild_titles
     WHERE guild_id = OLD.guild_id AND title = OLD.title AND NOT EXISTS (
           SELECT 1 FROM interview_sessions WHERE guild_id = OLD.guild_id AND title = OLD.title);
END;

-- Who waits for a server's one voice channel; the first to come is the first called.
CREATE TABLE voice_line (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,            -- the order in which they came
    guild_id    INTEGER NOT NULL,                             -- the server
    user_id     INTEGER NOT NULL,                             -- who waits
    channel_id  INTEGER NOT NULL,                             -- where they are called
    position_id INTEGER REFERENCES positions (id) ON DELETE SET NULL,  -- what for; NULL: they choose when called
    language    TEXT    NOT NULL,                             -- BCP 47 that they chose; '' before they did
    locale      TEXT    NOT NULL,                             -- Discord locale for our own words
    joined_at   INTEGER NOT NULL,                             -- when they came
    called_at   INTEGER,                                      -- when they were called; NULL while they wait
    message_id  INTEGER,                                      -- the message that called them
    interview_type TEXT NOT NULL DEFAULT 'voice' CHECK (interview_type IN ('voice', 'video')),  -- what they wait for
    UNIQUE (guild_id, user_id)
) STRICT;

-- Deletions asked for by a person: a step is finished before the next is written, so a crash in the middle goes on from
-- there. When done, the row is the receipt, and goes when the last backup that may hold the person is gone.
CREATE TABLE erasures (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,           -- never given twice
    user_id      INTEGER NOT NULL,                            -- who asked
    guild_id     INTEGER,                                     -- only there; NULL: everywhere
    step         TEXT    NOT NULL CHECK (step IN ('requested', 'threads', 'rows', 'done')),  -- how far it came
    requested_at INTEGER NOT NULL,                            -- interviews begun later are not meant
    done_at      INTEGER,                                     -- when nothing was left
    threads      TEXT    NOT NULL CHECK (json_valid(threads))  -- JSON list of [guild id, thread id] to delete
) STRICT;
CREATE INDEX erasures_by_step ON erasures (step, id);

-- Copies made by `interview-bot backup`, each until its end is over and its file gone: they may hold what was deleted since.
CREATE TABLE backups (
    id      TEXT    PRIMARY KEY CHECK (id <> ''),             -- random; stands in the copy itself, too
    path    TEXT    NOT NULL,                                 -- where it was written
    made_at INTEGER NOT NULL,                                 -- what was deleted before is not in it
    ends_at INTEGER NOT NULL                                  -- from then on it is deleted, and not restored
) STRICT;

-- Interviews that were deleted, so that no restored copy brings them back. Nobody's data; forgotten with the last backup.
CREATE TABLE deleted_interviews (
    session_id INTEGER NOT NULL,                              -- its number
    created_at INTEGER NOT NULL,                              -- when it was started: with the number, no other's
    deleted_at INTEGER NOT NULL,                              -- when it was deleted
    PRIMARY KEY (session_id, created_at)
) STRICT, WITHOUT ROWID;
