-- Forms that arrived when their session had ended: sealed, for the person of that session, until they sign in again.
CREATE TABLE kept_forms (
    key_hash TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    page TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    sealed TEXT NOT NULL
);
CREATE INDEX kept_forms_by_end ON kept_forms (expires_at);
