-- Checks that need no connection to an instance, such as those of Microsoft Graph.
CREATE TABLE tenant_checks (
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    outcome TEXT NOT NULL,
    checked_at BIGINT NOT NULL,
    evidence TEXT NOT NULL,
    way_out TEXT,
    PRIMARY KEY (tenant_id, name)
);
