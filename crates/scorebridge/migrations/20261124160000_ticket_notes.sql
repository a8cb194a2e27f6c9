-- Notes that people add to tickets, each to be written into its record exactly once. They go the way of tickets:
-- intent first, then the call, and after a lost answer a look before a repetition.
CREATE TABLE ticket_notes (
    id TEXT NOT NULL PRIMARY KEY,
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    tenant_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    author TEXT NOT NULL,
    delivery TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    begun_at BIGINT,
    next_attempt_at BIGINT,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    read_back BIGINT NOT NULL,
    problem TEXT,
    note TEXT NOT NULL,
    UNIQUE (tenant_id, idempotency_key)
);
CREATE INDEX ticket_notes_of_ticket ON ticket_notes (ticket_id, id);
