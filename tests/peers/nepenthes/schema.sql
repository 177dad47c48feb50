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

CREATE TABLE projects (
	id INTEGER PRIMARY KEY,
	identifier TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	description TEXT NOT NULL DEFAULT '',
	parent_id INTEGER REFERENCES projects (id),
	-- Whether its work packages are called "NEP-7" instead of by their number.
	semantic_ids INTEGER NOT NULL DEFAULT 0 CHECK (semantic_ids IN (0, 1)),
	storages_module INTEGER NOT NULL DEFAULT 1 CHECK (storages_module IN (0, 1)),
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE roles (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	-- A JSON array of names.
	permissions TEXT NOT NULL
) STRICT;

CREATE TABLE members (
	project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
	user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	role_id INTEGER NOT NULL REFERENCES roles (id),
	PRIMARY KEY (project_id, user_id)
) STRICT, WITHOUT ROWID;

-- Whom work can be assigned to beside users. A real server counts all of them in one row of ids.
CREATE TABLE other_principals (
	id INTEGER PRIMARY KEY CHECK (id > 100),
	kind TEXT NOT NULL CHECK (kind IN ('group', 'placeholder')),
	name TEXT NOT NULL,
	created_at INTEGER NOT NULL
) STRICT;

-- The same for groups and placeholders, who have no role.
CREATE TABLE other_members (
	project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
	principal_id INTEGER NOT NULL REFERENCES other_principals (id) ON DELETE CASCADE,
	PRIMARY KEY (project_id, principal_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE statuses (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	position INTEGER NOT NULL,
	color TEXT,
	is_closed INTEGER NOT NULL CHECK (is_closed IN (0, 1)),
	is_default INTEGER NOT NULL CHECK (is_default IN (0, 1))
) STRICT;

CREATE TABLE types (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	position INTEGER NOT NULL,
	color TEXT,
	is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
	is_milestone INTEGER NOT NULL CHECK (is_milestone IN (0, 1)),
	-- What the description of a new work package begins as.
	description_template TEXT NOT NULL DEFAULT '',
	created_at INTEGER NOT NULL
) STRICT;

-- The statuses in which a work package of the type may begin.
CREATE TABLE type_statuses (
	type_id INTEGER NOT NULL REFERENCES types (id) ON DELETE CASCADE,
	status_id INTEGER NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
	PRIMARY KEY (type_id, status_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE project_types (
	project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
	type_id INTEGER NOT NULL REFERENCES types (id) ON DELETE CASCADE,
	PRIMARY KEY (project_id, type_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE priorities (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	position INTEGER NOT NULL,
	color TEXT,
	is_default INTEGER NOT NULL CHECK (is_default IN (0, 1))
) STRICT;

CREATE TABLE versions (
	id INTEGER PRIMARY KEY,
	project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
	name TEXT NOT NULL,
	status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'locked', 'closed')),
	-- Whether only its own project has it, those below as well, or all.
	sharing TEXT NOT NULL DEFAULT 'none' CHECK (sharing IN ('none', 'descendants', 'system')),
	created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE categories (
	id INTEGER PRIMARY KEY,
	project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
	name TEXT NOT NULL
) STRICT;

CREATE TABLE custom_fields (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL,
	-- As schemas call it, without the "[]" of those that take several values.
	kind TEXT NOT NULL,
	multiple INTEGER NOT NULL CHECK (multiple IN (0, 1)),
	required INTEGER NOT NULL CHECK (required IN (0, 1)),
	min_length INTEGER,
	max_length INTEGER,
	regular_expression TEXT,
	-- JSON.
	default_value TEXT,
	for_all_projects INTEGER NOT NULL CHECK (for_all_projects IN (0, 1))
) STRICT;

INSERT INTO sqlite_sequence (name, seq) VALUES ('custom_fields', 9);

CREATE TABLE custom_field_types (
	custom_field_id INTEGER NOT NULL REFERENCES custom_fields (id) ON DELETE CASCADE,
	type_id INTEGER NOT NULL REFERENCES types (id) ON DELETE CASCADE,
	PRIMARY KEY (custom_field_id, type_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE custom_field_projects (
	custom_field_id INTEGER NOT NULL REFERENCES custom_fields (id) ON DELETE CASCADE,
	project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
	PRIMARY KEY (custom_field_id, project_id)
) STRICT, WITHOUT ROWID;

-- The values of a list, in order.
CREATE TABLE custom_options (
	id INTEGER PRIMARY KEY,
	custom_field_id INTEGER NOT NULL REFERENCES custom_fields (id) ON DELETE CASCADE,
	value TEXT NOT NULL
) STRICT;

-- The values of a hierarchy, depth first; the root of each has no name and cannot be chosen.
CREATE TABLE hierarchy_items (
	id INTEGER PRIMARY KEY,
	custom_field_id INTEGER NOT NULL REFERENCES custom_fields (id) ON DELETE CASCADE,
	parent_id INTEGER REFERENCES hierarchy_items (id) ON DELETE CASCADE,
	label TEXT
) STRICT;

CREATE TABLE work_packages (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
	-- Counts within the project: the 7 of "NEP-7".
	sequence INTEGER NOT NULL,
	type_id INTEGER NOT NULL REFERENCES types (id),
	status_id INTEGER NOT NULL REFERENCES statuses (id),
	priority_id INTEGER NOT NULL REFERENCES priorities (id),
	author_id INTEGER NOT NULL REFERENCES users (id),
	-- Of a user, a group or a placeholder.
	assignee_id INTEGER,
	responsible_id INTEGER,
	category_id INTEGER REFERENCES categories (id) ON DELETE SET NULL,
	version_id INTEGER REFERENCES versions (id) ON DELETE SET NULL,
	parent_id INTEGER REFERENCES work_packages (id) ON DELETE SET NULL,
	subject TEXT NOT NULL,
	description TEXT NOT NULL DEFAULT '',
	start_date TEXT,
	due_date TEXT,
	percentage_done INTEGER,
	-- Durations as in ISO 8601.
	estimated_time TEXT,
	remaining_time TEXT,
	schedule_manually INTEGER NOT NULL DEFAULT 1 CHECK (schedule_manually IN (0, 1)),
	ignore_non_working_days INTEGER NOT NULL DEFAULT 0 CHECK (ignore_non_working_days IN (0, 1)),
	lock_version INTEGER NOT NULL DEFAULT 0,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL,
	UNIQUE (project_id, sequence)
) STRICT;

-- As on a server that has been in use for a while.
INSERT INTO sqlite_sequence (name, seq) VALUES ('work_packages', 1000);

CREATE TABLE custom_values (
	work_package_id INTEGER NOT NULL REFERENCES work_packages (id) ON DELETE CASCADE,
	custom_field_id INTEGER NOT NULL REFERENCES custom_fields (id) ON DELETE CASCADE,
	-- JSON: the value, or the ids of what is chosen.
	value TEXT NOT NULL,
	PRIMARY KEY (work_package_id, custom_field_id)
) STRICT, WITHOUT ROWID;

-- What happened to a work package: it was created, changed or commented on.
CREATE TABLE activities (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	work_package_id INTEGER NOT NULL REFERENCES work_packages (id) ON DELETE CASCADE,
	-- Counts within the work package.
	version INTEGER NOT NULL,
	-- Nobody: it was a person whose account is deleted.
	user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
	comment TEXT NOT NULL,
	-- JSON: what was changed, from what to what.
	changes TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	UNIQUE (work_package_id, version)
) STRICT;

INSERT INTO sqlite_sequence (name, seq) VALUES ('activities', 200);

CREATE TABLE watchers (
	work_package_id INTEGER NOT NULL REFERENCES work_packages (id) ON DELETE CASCADE,
	user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	PRIMARY KEY (work_package_id, user_id)
) STRICT, WITHOUT ROWID;

-- What users want to be told of beyond what concerns themselves, by reason.
CREATE TABLE notification_settings (
	user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	reason TEXT NOT NULL,
	PRIMARY KEY (user_id, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE notifications (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	recipient_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	reason TEXT NOT NULL,
	work_package_id INTEGER NOT NULL REFERENCES work_packages (id) ON DELETE CASCADE,
	-- Nobody: time did it, or a person whose account is deleted.
	actor_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
	activity_id INTEGER REFERENCES activities (id) ON DELETE SET NULL,
	-- The date that an alert is about, as the API calls it, and as it was then.
	date_property TEXT CHECK (date_property IN ('startDate', 'dueDate', 'date')),
	date_value TEXT,
	read INTEGER NOT NULL CHECK (read IN (0, 1)),
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT;

INSERT INTO sqlite_sequence (name, seq) VALUES ('notifications', 40);

CREATE TABLE storages (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL UNIQUE,
	-- Address of the Nextcloud, with a slash at the end.
	host TEXT NOT NULL UNIQUE,
	creator_id INTEGER NOT NULL REFERENCES users (id),
	-- The client that this Nextcloud is here.
	application_id INTEGER NOT NULL REFERENCES oauth_applications (id),
	application_password TEXT,
	-- The client that this Nepenthes is there, once it is known.
	nextcloud_client_id TEXT UNIQUE,
	nextcloud_client_secret TEXT,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT;

INSERT INTO sqlite_sequence (name, seq) VALUES ('storages', 10);

CREATE TABLE project_storages (
	id INTEGER PRIMARY KEY,
	project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
	storage_id INTEGER NOT NULL REFERENCES storages (id) ON DELETE CASCADE,
	creator_id INTEGER NOT NULL REFERENCES users (id),
	created_at INTEGER NOT NULL,
	UNIQUE (project_id, storage_id)
) STRICT;

CREATE TABLE file_links (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	work_package_id INTEGER NOT NULL REFERENCES work_packages (id) ON DELETE CASCADE,
	storage_id INTEGER NOT NULL REFERENCES storages (id) ON DELETE CASCADE,
	creator_id INTEGER NOT NULL REFERENCES users (id),
	origin_id TEXT NOT NULL,
	origin_name TEXT NOT NULL,
	origin_mime_type TEXT NOT NULL,
	origin_created_at INTEGER,
	origin_modified_at INTEGER,
	origin_created_by TEXT NOT NULL,
	origin_modified_by TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL,
	UNIQUE (work_package_id, storage_id, origin_id)
) STRICT;

INSERT INTO sqlite_sequence (name, seq) VALUES ('file_links', 500);

-- What a user gave this Nepenthes at a Nextcloud.
CREATE TABLE nextcloud_tokens (
	storage_id INTEGER NOT NULL REFERENCES storages (id) ON DELETE CASCADE,
	user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	access_token TEXT NOT NULL,
	refresh_token TEXT NOT NULL,
	nextcloud_user_id TEXT NOT NULL,
	refreshed_at INTEGER NOT NULL,
	PRIMARY KEY (storage_id, user_id)
) STRICT, WITHOUT ROWID;

-- A picture is here, or elsewhere.
CREATE TABLE avatars (
	user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
	content_type TEXT NOT NULL,
	image BLOB NOT NULL,
	location TEXT
) STRICT;
