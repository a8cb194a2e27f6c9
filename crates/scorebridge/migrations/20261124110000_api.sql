-- Answers to POST requests of the API, given again when a request is repeated under its idempotency key. The key is
-- kept as a digest of person and key, the request as a digest of what was asked.
CREATE TABLE api_answers (
    tenant_id TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status BIGINT NOT NULL,
    location TEXT,
    expires_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, key_hash)
);
CREATE INDEX api_answers_by_end ON api_answers (expires_at);

-- Pages of the API go by id, which is the order of creation.
CREATE INDEX tickets_by_id ON tickets (tenant_id, id);
