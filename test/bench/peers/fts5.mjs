// SQLite FTS5 alone: windows of 40 lines, any word of the question, its own bm25.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { answer, best, sayFirst, work } from './talk.mjs';

const windowLines = 40;
const database = new DatabaseSync(join(work.storage, 'index.db'));
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE VIRTUAL TABLE windows USING fts5 (path UNINDEXED, line UNINDEXED, content)');
const insert = database.prepare('INSERT INTO windows (path, line, content) VALUES (?, ?, ?)');
database.exec('BEGIN');
for (const path of work.paths) {
	const lines = readFileSync(join(work.root, path), 'utf8').split('\n');
	for (let line = 0; line < lines.length; line += windowLines) {
		insert.run(path, line, lines.slice(line, line + windowLines).join('\n'));
	}
}
database.exec('COMMIT');
const select = database.prepare('SELECT path, line FROM windows WHERE windows MATCH ? AND path LIKE ? ORDER BY rank LIMIT 200');

function search({ query, root = '' }) {
	const words = [...new Set(query.toLowerCase().match(/\w+/g) ?? [])].map((word) => `"${word}"`);
	const found = words.length === 0 ? [] : select.all(words.join(' OR '), `${root}%`);
	return best(found.map(({ path, line }) => ({ path, startLine: line + 1, endLine: line + windowLines })));
}

sayFirst(search(work.question));
await answer(search);
