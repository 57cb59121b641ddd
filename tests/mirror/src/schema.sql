-- The five tables of the ledger, as its manual has them. Times are seconds, days are numbers, both since 1970.

CREATE TABLE IF NOT EXISTS transactions (
    user_id      TEXT NOT NULL,
    id           TEXT NOT NULL,
    account_id   TEXT,
    day          INTEGER,
    day_modified INTEGER,
    fingerprint  BLOB NOT NULL,
    json         TEXT NOT NULL,
    PRIMARY KEY (user_id, id)
) STRICT;
CREATE INDEX IF NOT EXISTS transactions_by_day ON transactions (user_id, day);
CREATE INDEX IF NOT EXISTS transactions_by_account ON transactions (user_id, account_id);

CREATE TABLE IF NOT EXISTS accounts (
    user_id     TEXT NOT NULL,
    id          TEXT NOT NULL,
    at_bank     BLOB,
    fingerprint BLOB NOT NULL,
    json        TEXT NOT NULL,
    PRIMARY KEY (user_id, id)
) STRICT;

CREATE TABLE IF NOT EXISTS looks (
    user_id      TEXT NOT NULL,
    kind         TEXT NOT NULL,
    id           TEXT NOT NULL,
    due          INTEGER NOT NULL,
    absent_since INTEGER,
    found_by     INTEGER,
    stamp        INTEGER NOT NULL,
    PRIMARY KEY (user_id, kind, id)
) STRICT;

CREATE TABLE IF NOT EXISTS nudges (
    user_id TEXT NOT NULL,
    kind    TEXT NOT NULL,
    stamp   INTEGER NOT NULL,
    PRIMARY KEY (user_id, kind)
) STRICT;

-- `transactions` is how many there are: the ledger asks after every commit, and counting them takes too long.
CREATE TABLE IF NOT EXISTS checkpoints (
    user_id      TEXT PRIMARY KEY,
    sequence     INTEGER NOT NULL,
    stamp        INTEGER NOT NULL,
    transactions INTEGER NOT NULL,
    bytes        BLOB NOT NULL
) STRICT;
