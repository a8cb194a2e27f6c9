-- How a connection comes by its tokens, and the certificate of the key that signs its assertions (the key itself is
-- sealed in connection_secrets).
ALTER TABLE connections ADD COLUMN grant_kind TEXT NOT NULL DEFAULT 'authorization-code';
ALTER TABLE connections ADD COLUMN assertion_certificate TEXT;
