-- How syncs ended: one row for each run of syncs that ended alike, the newest few of each connection.
CREATE TABLE syncs (
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    tenant_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    times BIGINT NOT NULL,
    began_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    took_ms BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    problem TEXT,
    PRIMARY KEY (connection_id, number)
);
