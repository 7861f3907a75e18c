"""What the index of documents is made of. As ``base/migrations.py``: a released script is never edited.

A table that keeps rows without a rowid could not be taken over by a repair. Passages and vectors never get
the number of an earlier one: whoever holds one finds that one or none.
"""

DOCUMENT_MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE collections (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,                 -- documents.passages.CollectionKind
        folder BLOB NOT NULL DEFAULT x'',   -- a name of a file may be any bytes
        is_stopped INTEGER NOT NULL DEFAULT 0,  -- the person stopped following it
        created_at TEXT NOT NULL
    );
    CREATE TABLE documents (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        path BLOB NOT NULL,                 -- where it lay when it was read
        size INTEGER NOT NULL,
        sha256 TEXT NOT NULL DEFAULT '',    -- '' of one that could not be read
        kind TEXT NOT NULL,
        state TEXT NOT NULL,                -- waiting, read, failed
        problem TEXT NOT NULL DEFAULT '',   -- JSON of domain.words.Wording
        pages INTEGER NOT NULL DEFAULT 0,
        passages INTEGER NOT NULL DEFAULT 0,
        characters INTEGER NOT NULL DEFAULT 0,
        flags INTEGER NOT NULL DEFAULT 0,   -- passages with flags
        read_at TEXT NOT NULL
    );
    CREATE INDEX documents_of_bytes ON documents (sha256);
    CREATE TABLE members (                  -- the files of a collection; the same bytes are one document
        id INTEGER PRIMARY KEY,
        collection INTEGER NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
        document INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
        path BLOB NOT NULL,
        size INTEGER NOT NULL,
        changed INTEGER NOT NULL,           -- of the file, in nanoseconds
        gone_at TEXT NOT NULL DEFAULT '',   -- since when it is not in its folder any more
        UNIQUE (collection, path)
    );
    CREATE INDEX members_of_documents ON members (document);
    CREATE TABLE taken_out (                -- files that a folder has, and its collection shall not have
        id INTEGER PRIMARY KEY,
        collection INTEGER NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
        file TEXT NOT NULL,                 -- digest of its path: of what is forgotten no name is kept
        UNIQUE (collection, file)
    );
    CREATE TABLE pages (
        id INTEGER PRIMARY KEY,
        document INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        text TEXT NOT NULL,
        about TEXT NOT NULL,                -- JSON of documents.passages.ReadPage, without its text
        UNIQUE (document, number)
    );
    CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        document INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
        place TEXT NOT NULL,                -- JSON of documents.passages.PassagePlace
        flags TEXT NOT NULL,                -- JSON of documents.passages.Flag
        text TEXT NOT NULL,
        pairs TEXT NOT NULL                 -- signs of scripts without spaces, two by two: see words.py
    );
    CREATE INDEX passages_of_documents ON passages (document);
    CREATE VIRTUAL TABLE passages_text USING fts5(
        text, pairs, content='passages', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
    );
    CREATE TRIGGER passages_read AFTER INSERT ON passages BEGIN
        INSERT INTO passages_text(rowid, text, pairs) VALUES (new.id, new.text, new.pairs);
    END;
    CREATE TRIGGER passages_gone AFTER DELETE ON passages BEGIN
        INSERT INTO passages_text(passages_text, rowid, text, pairs)
            VALUES ('delete', old.id, old.text, old.pairs);
    END;
    CREATE TABLE embedders (id INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE);
    CREATE TABLE vectors (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        passage INTEGER NOT NULL REFERENCES passages(id) ON DELETE CASCADE,
        embedder INTEGER NOT NULL REFERENCES embedders(id) ON DELETE CASCADE,
        document INTEGER NOT NULL,          -- of the passage, so that no text is read to know it
        code BLOB NOT NULL,                 -- see vectors.py
        UNIQUE (passage, embedder)
    );
    CREATE INDEX vectors_of_embedders ON vectors (embedder, document);
    """,
)
