/** Errors for people: what happened, what it means, and the one thing to do. */
export class UserError extends Error {
	override readonly name = 'UserError';
	readonly remedy: string;

	constructor(message: string, remedy: string, options?: ErrorOptions) {
		super(message, options);
		this.remedy = remedy;
	}
}

/** For the log: everything. */
export function describe(error: unknown): string {
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** For a person: one sentence, with the remedy where there is one. */
export function sentence(error: unknown): string {
	if (error instanceof UserError) {
		return `${error.message} ${error.remedy}`;
	}
	return error instanceof Error ? error.message : String(error);
}

/** The system's code of an error (`ENOENT`, `EACCES`, …), if it has one. */
export function errorCode(error: unknown): string | undefined {
	const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
	return typeof code === 'string' ? code : undefined;
}
