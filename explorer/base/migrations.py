"""What the database is made of: each script takes it one version on. A released one is never edited."""

import sqlite3
from collections.abc import Iterator

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE seen (
        key TEXT PRIMARY KEY,       -- endpoint and address of a Hub answer
        body BLOB NOT NULL,         -- the answer as received
        read_at TEXT NOT NULL       -- ISO 8601, UTC
    );
    CREATE TABLE downloads (
        id INTEGER PRIMARY KEY,
        repo TEXT NOT NULL,
        commit_sha TEXT NOT NULL,
        files TEXT NOT NULL,        -- JSON list of {path, size, sha256}
        state TEXT NOT NULL,        -- waiting, running, paused, failed, done
        problem TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL
    );
    CREATE TABLE models (
        id TEXT PRIMARY KEY,        -- of domain.local.LocalModel
        last_used_at TEXT
    );
    CREATE TABLE chats (
        id INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        model TEXT NOT NULL,
        created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL
    );
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY,
        chat INTEGER NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
        role TEXT NOT NULL,
        text TEXT NOT NULL,
        record TEXT NOT NULL DEFAULT '{}',  -- JSON: what was sent, measured, and why it ended
        created_at TEXT NOT NULL
    );
    CREATE TABLE comparisons (
        id INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        models TEXT NOT NULL,       -- JSON list of references
        created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL
    );
    CREATE TABLE answers (
        id INTEGER PRIMARY KEY,
        comparison INTEGER NOT NULL REFERENCES comparisons(id) ON DELETE CASCADE,
        model TEXT NOT NULL,
        prompt TEXT NOT NULL,
        text TEXT NOT NULL,
        record TEXT NOT NULL DEFAULT '{}',
        created_at TEXT NOT NULL
    );
    """,
    # The models folder a download began in: what came so far lies there, whatever the settings say now.
    "ALTER TABLE downloads ADD COLUMN folder TEXT NOT NULL DEFAULT '';",
    # What loading and answering took, against what had been estimated: estimates learn from it.
    """
    CREATE TABLE measured (
        file TEXT NOT NULL,         -- name and size of the model's first file
        context INTEGER NOT NULL,   -- tokens
        device TEXT NOT NULL,
        estimated INTEGER NOT NULL, -- bytes, uncorrected
        memory INTEGER NOT NULL,    -- bytes, the most that was seen
        predicted REAL NOT NULL DEFAULT 0,  -- tokens a second, uncorrected
        said REAL NOT NULL DEFAULT 0,       -- as the person was told before
        speed REAL NOT NULL DEFAULT 0,      -- tokens a second of the last answer
        at TEXT NOT NULL,
        PRIMARY KEY (file, context, device)
    );
    """,
    # Turns are a tree: what was asked or answered differently stands beside what it was before.
    """
    ALTER TABLE messages ADD COLUMN parent INTEGER NOT NULL DEFAULT 0;  -- the turn it follows, 0: the first
    ALTER TABLE messages ADD COLUMN shown INTEGER NOT NULL DEFAULT 0;   -- which of those after it is shown
    ALTER TABLE chats ADD COLUMN shown INTEGER NOT NULL DEFAULT 0;      -- which of the first ones is shown
    CREATE INDEX messages_of_chats ON messages (chat, id);
    UPDATE messages SET
        parent = coalesce(
            (SELECT max(m.id) FROM messages m WHERE m.chat = messages.chat AND m.id < messages.id), 0),
        shown = coalesce(
            (SELECT min(m.id) FROM messages m WHERE m.chat = messages.chat AND m.id > messages.id), 0);
    UPDATE chats SET shown = coalesce((SELECT min(id) FROM messages WHERE chat = chats.id), 0);
    CREATE TABLE token_details (
        message INTEGER PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE,
        body BLOB NOT NULL          -- how likely each token of an answer was, packed
    );
    """,
    # What was read of model files, so that none is read twice while it stays as it is.
    """
    CREATE TABLE files (
        path BLOB PRIMARY KEY,      -- as the system names it
        size INTEGER NOT NULL,
        changed INTEGER NOT NULL,   -- nanoseconds
        header BLOB,                -- JSON of local.header_facts.HeaderFacts
        sha256 TEXT NOT NULL DEFAULT '',
        hashed_at TEXT
    );
    """,
    # A comparison is a document of columns, prompts and settings. Answers name the column and the prompt they
    # belong to: before, a column was its model, and the same prompt asked again opened a new round.
    """
    ALTER TABLE comparisons ADD COLUMN document TEXT NOT NULL DEFAULT '{}';  -- JSON of compare.document
    ALTER TABLE answers ADD COLUMN kind TEXT NOT NULL DEFAULT 'answer';      -- or failure: why there is none
    ALTER TABLE answers ADD COLUMN candidate TEXT NOT NULL DEFAULT '';       -- key of the column
    ALTER TABLE answers ADD COLUMN prompt_key TEXT NOT NULL DEFAULT '';
    ALTER TABLE answers ADD COLUMN point TEXT NOT NULL DEFAULT '';           -- of a grid of settings
    ALTER TABLE answers ADD COLUMN run INTEGER NOT NULL DEFAULT 0;           -- of comparison_runs, 0: older
    ALTER TABLE answers ADD COLUMN file TEXT NOT NULL DEFAULT '';            -- name and size of the model
    CREATE INDEX answers_of_files ON answers (file, id);
    CREATE INDEX answers_of_comparisons ON answers (comparison, id);
    CREATE TABLE comparison_runs (
        id INTEGER PRIMARY KEY,
        comparison INTEGER NOT NULL REFERENCES comparisons(id) ON DELETE CASCADE,
        steps TEXT NOT NULL,                -- JSON list of compare.plan.Step
        is_parallel INTEGER NOT NULL,
        began_at TEXT NOT NULL,
        ended TEXT NOT NULL DEFAULT ''      -- done, stopped, dropped; empty: it runs, or was interrupted
    );
    CREATE TABLE votes (
        id INTEGER PRIMARY KEY,
        comparison INTEGER NOT NULL REFERENCES comparisons(id) ON DELETE CASCADE,
        record TEXT NOT NULL,               -- JSON of compare.votes.Vote
        created_at TEXT NOT NULL
    );
    UPDATE answers SET candidate = model;
    WITH marked AS (
        SELECT id, comparison, model, prompt IS NOT lag(prompt) OVER (PARTITION BY comparison ORDER BY id)
            AS is_new FROM answers
    ), runs AS (
        SELECT id, comparison, model, sum(is_new) OVER (PARTITION BY comparison ORDER BY id) AS stretch
        FROM marked
    ), turns AS (
        SELECT id, comparison, stretch,
            row_number() OVER (PARTITION BY comparison, stretch, model ORDER BY id) AS turn FROM runs
    ), ranked AS (
        SELECT id, dense_rank() OVER (PARTITION BY comparison ORDER BY stretch, turn) AS number FROM turns
    )
    UPDATE answers SET prompt_key = (SELECT 'p' || number FROM ranked WHERE ranked.id = answers.id);
    UPDATE comparisons SET document = json_object(
        'schema', 1,
        'columns', json((SELECT json_group_array(json_object('key', value, 'reference', value))
            FROM json_each(comparisons.models))),
        'prompts', json((SELECT json_group_array(json_object('key', prompt_key, 'text', prompt)) FROM (
            SELECT prompt_key, prompt FROM answers WHERE comparison = comparisons.id
            GROUP BY prompt_key ORDER BY CAST(substr(prompt_key, 2) AS INTEGER)))),
        'blind_seed', id
    );
    UPDATE comparisons SET document = json_set(document, '$.sampling',
        json((SELECT value FROM state WHERE key = 'compare.sampling')))
        WHERE EXISTS (SELECT 1 FROM state WHERE key = 'compare.sampling' AND json_valid(value));
    """,
    # What the person calls models.
    """
    CREATE TABLE aliases (
        id TEXT PRIMARY KEY,                -- of domain.local.LocalModel
        sha256 TEXT NOT NULL,               -- of its bytes, where they were hashed: then it says which
        name TEXT NOT NULL
    );
    """,
    # How a chat is asked belongs to it. NULL in one of before: then its last answer tells, see chat_controls.
    "ALTER TABLE chats ADD COLUMN controls TEXT;",  # JSON of playground.controls
    # A deleted chat can come back for a while; then it is really removed.
    "ALTER TABLE chats ADD COLUMN deleted_at TEXT NOT NULL DEFAULT '';",
    # Chats are put in order, found by their words, kept as they were asked, and asked about documents.
    """
    ALTER TABLE chats ADD COLUMN folder INTEGER NOT NULL DEFAULT 0;     -- of chat_folders, 0: none
    ALTER TABLE chats ADD COLUMN pinned_at TEXT NOT NULL DEFAULT '';
    ALTER TABLE chats ADD COLUMN origin TEXT NOT NULL DEFAULT '';       -- of one that was imported
    ALTER TABLE messages ADD COLUMN deleted_at TEXT NOT NULL DEFAULT '';
    CREATE INDEX messages_of_parents ON messages (chat, parent, id);
    CREATE INDEX messages_deleted ON messages (deleted_at) WHERE deleted_at <> '';
    CREATE INDEX messages_unfinished ON messages (id) WHERE record LIKE '%"end":"writing"%';
    CREATE TABLE chat_folders (
        id INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        position REAL NOT NULL DEFAULT 0
    );
    CREATE TABLE presets (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        settings TEXT NOT NULL,             -- JSON of playground.chats.settings
        changed_at TEXT NOT NULL
    );
    CREATE TABLE prompts (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        text TEXT NOT NULL,
        changed_at TEXT NOT NULL
    );
    CREATE TABLE sent_prompts (
        message INTEGER PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE,
        body BLOB NOT NULL                  -- what the model read before this answer; zlib of UTF-8
    );
    CREATE TABLE attachments (
        id INTEGER PRIMARY KEY,
        chat INTEGER NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
        message INTEGER NOT NULL DEFAULT 0, -- the question it came with; 0: of the draft, or of all the chat
        kind TEXT NOT NULL,                 -- document, collection, image
        reference TEXT NOT NULL,            -- key of a document or collection, SHA-256 of an image
        name TEXT NOT NULL,
        mode TEXT NOT NULL DEFAULT 'whole', -- or passages
        tokens INTEGER NOT NULL DEFAULT 0,
        position INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX attachments_of_chats ON attachments (chat, message, position);
    CREATE TABLE given (
        message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,  -- the answer
        number INTEGER NOT NULL,            -- as the answer refers to it, from 1
        document TEXT NOT NULL,             -- its key
        title TEXT NOT NULL,
        place TEXT NOT NULL,                -- JSON of documents.passages.PassagePlace
        text TEXT NOT NULL,                 -- '' once it was forgotten
        ranks TEXT NOT NULL DEFAULT '{}',   -- JSON: how it was found
        flags TEXT NOT NULL DEFAULT '[]',   -- JSON of documents.passages.Flag
        PRIMARY KEY (message, number)
    );
    CREATE INDEX given_of_documents ON given (document, message);
    CREATE VIRTUAL TABLE messages_text
        USING fts5(text, content='messages', content_rowid='id', tokenize='trigram', detail='none');
    INSERT INTO messages_text(messages_text) VALUES ('rebuild');
    CREATE TRIGGER messages_said AFTER INSERT ON messages BEGIN
        INSERT INTO messages_text(rowid, text) VALUES (new.id, new.text);
    END;
    CREATE TRIGGER messages_rewritten AFTER UPDATE OF text ON messages WHEN old.text IS NOT new.text BEGIN
        INSERT INTO messages_text(messages_text, rowid, text) VALUES ('delete', old.id, old.text);
        INSERT INTO messages_text(rowid, text) VALUES (new.id, new.text);
    END;
    CREATE TRIGGER messages_gone AFTER DELETE ON messages BEGIN
        INSERT INTO messages_text(messages_text, rowid, text) VALUES ('delete', old.id, old.text);
    END;
    """,
    # Images of chats, each once. Width and height come first: who wants only them reads no more of a row.
    """
    CREATE TABLE images (
        sha256 TEXT PRIMARY KEY,            -- an attachment of the kind "image" refers to it
        width INTEGER NOT NULL,             -- pixels
        height INTEGER NOT NULL,
        data BLOB NOT NULL                  -- see ChatImage
    );
    CREATE INDEX attachments_of_references ON attachments (reference);
    """,
    # Evaluations: sets of tests, runs, their models, and what came of each item.
    """
    CREATE TABLE eval_sets (
        id INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        document TEXT NOT NULL,             -- JSON of evaluate.eval_set.EvalSet, without its cases
        created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        deleted_at TEXT NOT NULL DEFAULT ''
    );
    CREATE TABLE eval_cases (
        id INTEGER PRIMARY KEY,
        eval_set INTEGER NOT NULL REFERENCES eval_sets(id) ON DELETE CASCADE,
        key TEXT NOT NULL,
        position INTEGER NOT NULL,          -- in its set; between two of them others are left out
        record TEXT NOT NULL                -- JSON of evaluate.eval_set.EvalCase
    );
    CREATE INDEX eval_cases_in_order ON eval_cases (eval_set, position);
    CREATE UNIQUE INDEX eval_cases_by_key ON eval_cases (eval_set, key);
    CREATE TABLE eval_runs (
        id INTEGER PRIMARY KEY,
        subject TEXT NOT NULL,              -- "set:12", "pack:refusals"
        version TEXT NOT NULL,
        title TEXT NOT NULL,
        terms TEXT NOT NULL,                -- JSON of evaluate.store.RunTerms
        total INTEGER NOT NULL,             -- items of all its models
        began_at TEXT NOT NULL,
        ended_at TEXT NOT NULL DEFAULT '',
        ended TEXT NOT NULL DEFAULT '',     -- evaluate.store.RunEnd; '' also if the app ended meanwhile
        judges TEXT NOT NULL DEFAULT '[]',  -- JSON of evaluate.store.JudgeModel, of each that was asked
        deleted_at TEXT NOT NULL DEFAULT ''
    );
    CREATE INDEX eval_runs_of_subjects ON eval_runs (subject, id);
    CREATE TABLE eval_models (
        run INTEGER NOT NULL REFERENCES eval_runs(id) ON DELETE CASCADE,
        key TEXT NOT NULL,
        position INTEGER NOT NULL,
        reference TEXT NOT NULL,
        file TEXT NOT NULL,                 -- local.fit.measurements.model_key
        sha256 TEXT NOT NULL,
        record TEXT NOT NULL,               -- JSON of evaluate.store.RunModel
        PRIMARY KEY (run, key)
    );
    CREATE INDEX eval_models_of_files ON eval_models (file, run);
    CREATE TABLE eval_outcomes (
        id INTEGER PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES eval_runs(id) ON DELETE CASCADE,
        model TEXT NOT NULL,                -- key of the model in its run
        item TEXT NOT NULL,
        cell TEXT NOT NULL,                 -- JSON of evaluate.results.cells.ResultCell
        failed INTEGER NOT NULL,            -- 1: no answer came, so it can be asked again
        record TEXT NOT NULL,               -- JSON of evaluate.items.Outcome
        UNIQUE (run, model, item)
    );
    CREATE INDEX eval_outcomes_failed ON eval_outcomes (run) WHERE failed = 1;
    """,
    # Servers that answer for models. Their keys lie in the system's keyring.
    """
    CREATE TABLE endpoints (
        id TEXT PRIMARY KEY,
        position INTEGER NOT NULL,
        record TEXT NOT NULL                -- JSON of domain.endpoint.Endpoint
    );
    """,
    # What model to take: decisions, and what was imported to decide by.
    """
    CREATE TABLE decisions (
        id INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        record TEXT NOT NULL,               -- JSON of choose.decision.Decision
        created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        deleted_at TEXT NOT NULL DEFAULT ''
    );
    CREATE TABLE leaderboards (             -- of files that a person brought in
        id INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        imported_at TEXT NOT NULL,
        record TEXT NOT NULL                -- JSON of choose.leaderboards
    );
    CREATE TABLE company_indexes (          -- editions that a person brought in
        edition TEXT PRIMARY KEY,
        imported_at TEXT NOT NULL,
        record TEXT NOT NULL                -- JSON of choose.companies
    );
    """,
)
FULL_TEXT = 10  # the migration that indexes what was said: the only one that takes a while
COLUMNS = 170  # of all tables that these make; another number is looked into


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one; executescript would end the transaction."""
    statement = ""
    for part in script.split(";")[:-1]:
        statement += f"{part};"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
