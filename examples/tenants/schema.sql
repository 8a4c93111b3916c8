-- Tenants and the origins of their pages. Each statement that changes the origins notifies the servers.

CREATE TABLE tenants (
    name text PRIMARY KEY
);

CREATE TABLE origins (
    tenant text NOT NULL REFERENCES tenants ON DELETE CASCADE,
    -- As the tenant entered it. The policy decides whether it may be used.
    origin text NOT NULL,
    PRIMARY KEY (tenant, origin)
);

-- A notification is delivered when its transaction commits. It has no content: servers read the whole
-- table, so a lost notification, or several for one transaction, make no difference.
CREATE FUNCTION notify_origins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NOTIFY origins;
    RETURN NULL;
END
$$;

CREATE TRIGGER origins_changed
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON origins
    FOR EACH STATEMENT EXECUTE FUNCTION notify_origins();
