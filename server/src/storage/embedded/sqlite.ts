/** `node:sqlite`, loaded without the notice that Node 22 prints the first time it is used. */
import { UserError } from '../../base/errors.ts';

type Sqlite = typeof import('node:sqlite');

export function loadSqlite(): Sqlite {
	const emitWarning = process.emitWarning;
	process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
		if (!String(warning).startsWith('SQLite is an experimental feature')) {
			Reflect.apply(emitWarning, process, [warning, ...rest]);
		}
	}) as typeof process.emitWarning;
	try {
		return required(process.getBuiltinModule?.('node:sqlite'));
	} finally {
		process.emitWarning = emitWarning;
	}
}

/** Node answers `undefined` for a built-in module it was made without. */
export function required(sqlite: Sqlite | undefined): Sqlite {
	if (sqlite === undefined) {
		throw new UserError(
			`This Node.js (${process.version}) has no built-in SQLite, which the index is kept in.`,
			'Use Node.js 22.13 or later, or VS Code from June 2025 (1.101) on.',
		);
	}
	return sqlite;
}
