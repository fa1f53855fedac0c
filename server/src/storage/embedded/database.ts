/** A connection to the index: prepared statements by their text, transactions that succeed or leave nothing behind. */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { loadSqlite } from './sqlite.ts';

export type Value = SQLInputValue;

export class Database {
	private readonly connection: DatabaseSync;
	private readonly statements = new Map<string, StatementSync>();
	private readonly failed: (error: unknown) => unknown;

	/** `failed` turns an error into the one to throw; `lockTimeout` is how long a writer waits for another one, in milliseconds. */
	constructor(file: string, lockTimeout: number, failed: (error: unknown) => unknown) {
		const { DatabaseSync } = loadSqlite();
		this.failed = failed;
		this.connection = this.attempt(() => new DatabaseSync(file));
		this.exec(`PRAGMA busy_timeout = ${lockTimeout}`);
	}

	all<Row>(sql: string, ...values: Value[]): Row[] {
		return this.attempt(() => this.prepare(sql).all(...values) as Row[]);
	}

	get<Row>(sql: string, ...values: Value[]): Row | undefined {
		return this.attempt(() => this.prepare(sql).get(...values) as Row | undefined);
	}

	/** The number of rows changed. */
	run(sql: string, ...values: Value[]): number {
		return this.attempt(() => Number(this.prepare(sql).run(...values).changes));
	}

	/** Visits rows until one visit answers false. */
	each<Row>(sql: string, values: readonly Value[], visit: (row: Row) => boolean): void {
		this.attempt(() => {
			for (const row of this.prepare(sql).iterate(...values)) {
				if (!visit(row as Row)) {
					break;
				}
			}
		});
	}

	exec(sql: string): void {
		this.attempt(() => this.connection.exec(sql));
	}

	/** One transaction with the write lock held from its start. */
	write<T>(work: () => T): T {
		return this.within('BEGIN IMMEDIATE', work);
	}

	/** Several reads of one state of the index. */
	snapshot<T>(work: () => T): T {
		return this.within('BEGIN', work);
	}

	close(): void {
		this.statements.clear();
		if (this.connection.isOpen !== false) {
			this.connection.close();
		}
	}

	private within<T>(begin: string, work: () => T): T {
		this.exec(begin);
		let done = false;
		try {
			const answer = work();
			this.exec('COMMIT');
			done = true;
			return answer;
		} finally {
			if (!done) {
				this.rollback();
			}
		}
	}

	/** After some failures (a full disk) SQLite has rolled back by itself, and there is nothing left to do. */
	private rollback(): void {
		if (this.connection.isTransaction !== false) {
			this.connection.exec('ROLLBACK');
		}
	}

	private prepare(sql: string): StatementSync {
		let statement = this.statements.get(sql);
		if (statement === undefined) {
			statement = this.connection.prepare(sql);
			this.statements.set(sql, statement);
		}
		return statement;
	}

	private attempt<T>(work: () => T): T {
		try {
			return work();
		} catch (error) {
			throw this.failed(error);
		}
	}
}
