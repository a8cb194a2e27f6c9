-- The webhook of a connection: when its secret was made (the secret itself is sealed in connection_secrets), when the
-- last note came, and the signatures that were taken, so that none is taken twice.
ALTER TABLE connections ADD COLUMN webhook_made_at BIGINT;
ALTER TABLE connections ADD COLUMN webhook_noted_at BIGINT;

CREATE TABLE webhook_notes (
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    signature TEXT NOT NULL,
    tenant_id TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (connection_id, signature)
);
CREATE INDEX webhook_notes_by_end ON webhook_notes (expires_at);
