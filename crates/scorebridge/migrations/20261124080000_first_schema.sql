-- One text for SQLite and PostgreSQL. Times are Unix milliseconds, days YYYY-MM-DD, ids and key words texts, truth
-- values 0 and 1, structures JSON. Long texts stand last in their tables: SQLite then reads past them only when asked.
-- Every row of a tenant carries its id.

CREATE TABLE tenants (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE people (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    user_name TEXT NOT NULL,
    role TEXT NOT NULL,
    language TEXT,
    theme TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    signed_in_at BIGINT NOT NULL,
    UNIQUE (tenant_id, subject)
);
CREATE INDEX people_by_user_name ON people (tenant_id, user_name);

CREATE TABLE sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    csrf_token TEXT NOT NULL,
    idle_expires_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (person_id);

CREATE TABLE pending_sign_ins (
    state_hash TEXT NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL,
    data TEXT NOT NULL
);

CREATE TABLE api_tokens (
    token_hash TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX api_tokens_by_person ON api_tokens (person_id);

CREATE TABLE connections (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    instance TEXT NOT NULL,
    step TEXT,
    client_id TEXT,
    client_secret_end TEXT,
    client_secret_at BIGINT,
    expected_user TEXT NOT NULL,
    user_sys_id TEXT,
    user_name TEXT,
    authorized_at BIGINT,
    access_expires_at BIGINT,
    refresh_expires_at BIGINT,
    status TEXT NOT NULL,
    problem TEXT,
    release_name TEXT,
    app TEXT NOT NULL,
    provisioned_at BIGINT,
    synced_at BIGINT,
    sync_cursor BIGINT,
    created_at BIGINT NOT NULL,
    removed_at BIGINT
);
CREATE UNIQUE INDEX connections_one_of_a_tenant ON connections (tenant_id) WHERE removed_at IS NULL;

-- Sealed; see src/store/seal.rs for the envelope.
CREATE TABLE connection_secrets (
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    tenant_id TEXT NOT NULL,
    sealed TEXT NOT NULL,
    PRIMARY KEY (connection_id, name)
);

CREATE TABLE connection_checks (
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    tenant_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    checked_at BIGINT NOT NULL,
    evidence TEXT NOT NULL,
    way_out TEXT,
    PRIMARY KEY (connection_id, name)
);

CREATE TABLE pending_authorizations (
    state_hash TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    verifier TEXT NOT NULL,
    return_to TEXT NOT NULL
);

-- A row is the intent of a ticket, how far its delivery is, and what the instance said of its record last.
--
-- The columns kind to record_updated_by are what lists filter and sort by: before there is a record they say what was
-- asked for, afterwards what the record says. slot is `kind:action` of the one open ticket that others of the same
-- action and kind give way to; nothing for closed tickets and second ones.
CREATE TABLE tickets (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    connection_id TEXT NOT NULL REFERENCES connections (id),
    idempotency_key TEXT NOT NULL,
    slot TEXT,
    kind TEXT NOT NULL,
    action_id TEXT,
    category TEXT NOT NULL,
    source TEXT NOT NULL,
    started_by TEXT NOT NULL,
    is_open BIGINT NOT NULL,
    delivery TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    begun_at BIGINT,
    next_attempt_at BIGINT,
    was_unclear BIGINT NOT NULL,
    failed_at BIGINT,
    sys_id TEXT,
    number TEXT,
    state TEXT,
    state_label TEXT,
    state_position BIGINT NOT NULL,
    priority BIGINT NOT NULL,
    due TEXT,
    assigned_to TEXT,
    assignment_group TEXT,
    active BIGINT,
    record_updated_on BIGINT,
    record_updated_by TEXT,
    missing_since BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    synced_at BIGINT,
    name TEXT NOT NULL,
    name_sort TEXT NOT NULL,
    search TEXT NOT NULL,
    problem TEXT,
    task_priority TEXT NOT NULL,
    task_due TEXT NOT NULL,
    task_name TEXT NOT NULL,
    UNIQUE (tenant_id, idempotency_key),
    UNIQUE (tenant_id, slot)
);
CREATE INDEX tickets_counted ON tickets (tenant_id, is_open, kind, state, due, delivery, failed_at);
CREATE INDEX tickets_urgent ON tickets (tenant_id, is_open, kind, priority, due, id);
CREATE INDEX tickets_by_update ON tickets (tenant_id, updated_at, id);
CREATE INDEX tickets_by_action ON tickets (tenant_id, action_id, is_open, kind);
CREATE INDEX tickets_by_number ON tickets (tenant_id, number);
CREATE INDEX tickets_stale ON tickets (connection_id, synced_at) WHERE delivery = 'sent';

-- Apart, so that lists which filter and sort by other columns read short rows.
CREATE TABLE ticket_texts (
    ticket_id TEXT NOT NULL PRIMARY KEY REFERENCES tickets (id) ON DELETE CASCADE,
    tenant_id TEXT NOT NULL,
    description TEXT NOT NULL
);

CREATE TABLE ticket_events (
    id TEXT NOT NULL PRIMARY KEY,
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    tenant_id TEXT NOT NULL,
    happened_at BIGINT NOT NULL,
    actor TEXT,
    event TEXT NOT NULL
);
CREATE INDEX ticket_events_of_ticket ON ticket_events (ticket_id, happened_at, id);

-- The ledger of outside calls: outcomes only, no texts and no secrets.
CREATE TABLE ticket_calls (
    id TEXT NOT NULL PRIMARY KEY,
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    tenant_id TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL,
    what TEXT NOT NULL,
    outcome TEXT NOT NULL,
    status BIGINT
);
CREATE INDEX ticket_calls_of_ticket ON ticket_calls (ticket_id, began_at);

CREATE TABLE state_names (
    tenant_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    instance_name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    name_nl TEXT NOT NULL,
    state_group TEXT NOT NULL,
    is_open BIGINT NOT NULL,
    position BIGINT NOT NULL,
    named BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, kind, value)
);

CREATE TABLE activity (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    happened_at BIGINT NOT NULL,
    actor TEXT,
    activity TEXT NOT NULL
);
CREATE INDEX activity_of_tenant ON activity (tenant_id, happened_at, id);

-- due_at is when a waiting job may run, and when the lease of a held one ends: claiming is one range of it.
-- dedup_key is empty while the job is held or dead; own_key keeps it for the next try.
CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    name TEXT NOT NULL,
    own_key TEXT,
    dedup_key TEXT UNIQUE,
    due_at BIGINT NOT NULL,
    held_by TEXT,
    attempts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    is_dead BIGINT NOT NULL,
    reason TEXT,
    payload TEXT NOT NULL
);
CREATE INDEX jobs_due ON jobs (due_at, id) WHERE is_dead = 0;
CREATE INDEX jobs_held ON jobs (held_by);

CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    held_by TEXT NOT NULL,
    held_until BIGINT NOT NULL
);

CREATE TABLE score_imports (
    tenant_id TEXT NOT NULL PRIMARY KEY,
    imported_at BIGINT,
    problem TEXT,
    problem_at BIGINT
);

CREATE TABLE score_days (
    tenant_id TEXT NOT NULL,
    day TEXT NOT NULL,
    current_points DOUBLE PRECISION NOT NULL,
    max_points DOUBLE PRECISION NOT NULL,
    active_users BIGINT,
    comparison DOUBLE PRECISION,
    categories TEXT NOT NULL,
    PRIMARY KEY (tenant_id, day)
);

CREATE TABLE actions (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    title_sort TEXT NOT NULL,
    category TEXT,
    service TEXT NOT NULL,
    score DOUBLE PRECISION,
    max_score DOUBLE PRECISION,
    points_left DOUBLE PRECISION,
    graph_status TEXT NOT NULL,
    stack_rank BIGINT,
    user_impact TEXT,
    implementation_cost TEXT,
    last_synced BIGINT,
    regressed_by DOUBLE PRECISION,
    first_seen BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    vanished_at BIGINT,
    threats TEXT NOT NULL,
    action_url TEXT,
    implementation_status TEXT NOT NULL,
    description TEXT NOT NULL,
    impact_html TEXT NOT NULL,
    remediation_html TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- A row for each day on which the points of an action changed, with what they were before.
CREATE TABLE action_points (
    tenant_id TEXT NOT NULL,
    action_id TEXT NOT NULL,
    day TEXT NOT NULL,
    points DOUBLE PRECISION NOT NULL,
    points_before DOUBLE PRECISION,
    PRIMARY KEY (tenant_id, action_id, day)
);
CREATE INDEX action_points_by_day ON action_points (tenant_id, day);

CREATE TABLE action_marks (
    tenant_id TEXT NOT NULL,
    action_id TEXT NOT NULL,
    status TEXT,
    marked_by TEXT NOT NULL,
    marked_at BIGINT NOT NULL,
    notes TEXT NOT NULL,
    PRIMARY KEY (tenant_id, action_id)
);
