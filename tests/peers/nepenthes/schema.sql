-- SPDX-FileCopyrightText: integration_nepenthes contributors
-- SPDX-License-Identifier: AGPL-3.0-or-later

-- Points in time are milliseconds since 1970, by the clock of the instance.

CREATE TABLE users (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	login TEXT NOT NULL UNIQUE COLLATE NOCASE,
	first_name TEXT NOT NULL,
	last_name TEXT NOT NULL,
	email TEXT NOT NULL,
	language TEXT NOT NULL DEFAULT 'en',
	time_zone TEXT NOT NULL DEFAULT 'Etc/UTC',
	admin INTEGER NOT NULL DEFAULT 0 CHECK (admin IN (0, 1)),
	status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'locked')),
	password_salt BLOB NOT NULL,
	password_hash BLOB NOT NULL,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT;

-- The first ids belong to the accounts that every server has of its own, 2 is the anonymous user.
INSERT INTO sqlite_sequence (name, seq) VALUES ('users', 3);

-- Personal access tokens ("opapi-…"), kept as hashes like those of a real server.
CREATE TABLE api_tokens (
	hash BLOB PRIMARY KEY,
	user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A session exists before anyone signs in: it holds the token of the sign-in form.
CREATE TABLE sessions (
	hash BLOB PRIMARY KEY,
	user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
	form_token TEXT NOT NULL,
	expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE oauth_applications (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	client_id TEXT NOT NULL UNIQUE,
	secret_hash BLOB NOT NULL,
	redirect_uris TEXT NOT NULL
) STRICT;

-- Authorization codes. A row goes when it is redeemed.
CREATE TABLE oauth_grants (
	hash BLOB PRIMARY KEY,
	application_id INTEGER NOT NULL REFERENCES oauth_applications (id) ON DELETE CASCADE,
	user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	redirect_uri TEXT NOT NULL,
	code_challenge TEXT,
	expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- An access token and its refresh token are one record; revoking it kills both.
CREATE TABLE oauth_token_pairs (
	id INTEGER PRIMARY KEY,
	access_hash BLOB NOT NULL UNIQUE,
	refresh_hash BLOB NOT NULL UNIQUE,
	application_id INTEGER NOT NULL REFERENCES oauth_applications (id) ON DELETE CASCADE,
	user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	-- The pair that this one was refreshed from, until this one is used for the first time.
	previous_id INTEGER REFERENCES oauth_token_pairs (id) ON DELETE SET NULL,
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL
) STRICT;
