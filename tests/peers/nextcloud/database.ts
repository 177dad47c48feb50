// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { DatabaseSync } from 'node:sqlite'

const schema = `
CREATE TABLE users (uid TEXT PRIMARY KEY, display_name TEXT NOT NULL, email TEXT, password TEXT NOT NULL,
	admin INTEGER NOT NULL DEFAULT 0, enabled INTEGER NOT NULL DEFAULT 1, language TEXT NOT NULL DEFAULT 'en',
	theme TEXT NOT NULL DEFAULT 'default', second_factor INTEGER NOT NULL DEFAULT 0, last_login INTEGER NOT NULL DEFAULT 0);
CREATE TABLE app_passwords (token TEXT PRIMARY KEY, uid TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE oauth_clients (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, redirect_uri TEXT NOT NULL,
	client_identifier TEXT NOT NULL UNIQUE, secret TEXT NOT NULL);
CREATE TABLE oauth_grants (id INTEGER PRIMARY KEY AUTOINCREMENT, client INTEGER NOT NULL REFERENCES oauth_clients ON DELETE CASCADE,
	uid TEXT NOT NULL, code TEXT NOT NULL UNIQUE, code_created_at INTEGER NOT NULL, redeemed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE oauth_access_tokens (token TEXT PRIMARY KEY, grant_id INTEGER NOT NULL REFERENCES oauth_grants ON DELETE CASCADE,
	expires_at INTEGER NOT NULL);
CREATE TABLE files (fileid INTEGER PRIMARY KEY AUTOINCREMENT, parent INTEGER, owner TEXT NOT NULL, name TEXT NOT NULL,
	mime TEXT NOT NULL, size INTEGER NOT NULL DEFAULT 0, mtime INTEGER NOT NULL, etag TEXT NOT NULL, UNIQUE (parent, name));
CREATE TABLE favorites (uid TEXT NOT NULL, fileid INTEGER NOT NULL, PRIMARY KEY (uid, fileid));
CREATE TABLE shares (id INTEGER PRIMARY KEY AUTOINCREMENT, fileid INTEGER NOT NULL, owner TEXT NOT NULL,
	share_with TEXT, token TEXT UNIQUE, target TEXT NOT NULL);
CREATE TABLE team_folders (fileid INTEGER PRIMARY KEY);
CREATE TABLE team_folder_members (fileid INTEGER NOT NULL REFERENCES team_folders ON DELETE CASCADE, uid TEXT NOT NULL, PRIMARY KEY (fileid, uid));
CREATE TABLE encrypted_folders (fileid INTEGER PRIMARY KEY);
CREATE TABLE dashboards (uid TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (uid, key));
CREATE TABLE trash (fileid INTEGER PRIMARY KEY, name TEXT NOT NULL, location TEXT NOT NULL, deleted_at INTEGER NOT NULL, deleted_by TEXT NOT NULL);
CREATE TABLE system_tags (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
CREATE TABLE system_tag_files (tag INTEGER NOT NULL REFERENCES system_tags ON DELETE CASCADE, fileid INTEGER NOT NULL, PRIMARY KEY (tag, fileid));
CREATE TABLE web_pages (url TEXT PRIMARY KEY, image_id TEXT NOT NULL, title TEXT NOT NULL, description TEXT, image BLOB,
	delay INTEGER NOT NULL DEFAULT 0);
CREATE TABLE reference_uses (uid TEXT NOT NULL, provider TEXT NOT NULL, used_at INTEGER NOT NULL, PRIMARY KEY (uid, provider));
CREATE TABLE documents (id INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL, title TEXT NOT NULL, content TEXT NOT NULL,
	changed_at INTEGER NOT NULL);
CREATE TABLE chat_rooms (token TEXT PRIMARY KEY, name TEXT NOT NULL, public INTEGER NOT NULL DEFAULT 0);
CREATE TABLE chat_members (token TEXT NOT NULL REFERENCES chat_rooms ON DELETE CASCADE, uid TEXT NOT NULL, PRIMARY KEY (token, uid));
CREATE TABLE chat_messages (id INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL REFERENCES chat_rooms ON DELETE CASCADE, uid TEXT,
	message TEXT NOT NULL, sent_at INTEGER NOT NULL);
CREATE TABLE daemons (name TEXT PRIMARY KEY, display_name TEXT NOT NULL, accepts_deploy_id TEXT NOT NULL,
	protocol TEXT NOT NULL, host TEXT NOT NULL, nextcloud_url TEXT NOT NULL);
CREATE TABLE ex_apps (appid TEXT PRIMARY KEY, name TEXT NOT NULL, version TEXT NOT NULL, secret TEXT NOT NULL,
	daemon TEXT NOT NULL, port INTEGER NOT NULL, enabled INTEGER NOT NULL DEFAULT 0, status TEXT NOT NULL, routes TEXT NOT NULL);
CREATE TABLE preferences_ex (id INTEGER PRIMARY KEY AUTOINCREMENT, userid TEXT NOT NULL, appid TEXT NOT NULL,
	configkey TEXT NOT NULL, configvalue TEXT NOT NULL, sensitive INTEGER NOT NULL DEFAULT 0, UNIQUE (userid, appid, configkey));
CREATE TABLE appconfig_ex (id INTEGER PRIMARY KEY AUTOINCREMENT, appid TEXT NOT NULL, configkey TEXT NOT NULL,
	configvalue TEXT NOT NULL, sensitive INTEGER NOT NULL DEFAULT 0, UNIQUE (appid, configkey));
CREATE TABLE ex_ui (id INTEGER PRIMARY KEY AUTOINCREMENT, appid TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
	entry TEXT NOT NULL, UNIQUE (appid, kind, key));
`

/** Opens the database of one server, with its tables. */
export function openDatabase(file: string): DatabaseSync {
	const database = new DatabaseSync(file)
	database.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF')
	database.exec(schema)
	return database
}
