/** What a feature of the language server is, and the one guard around every handler. */
import { type Connection, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { Cancelled, type CancelToken } from '../base/cancel.ts';
import type { Disposable } from '../base/disposable.ts';
import { describe, sentence, UserError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';

export type Feature = { register(connection: Connection): Disposable };

/** Cancellation is an answer, a UserError is a sentence with its remedy, anything else is logged whole. */
export function guarded<P, R>(log: Log, handler: (params: P, token: CancelToken) => Promise<R> | R) {
	return async (params: P, token: CancelToken): Promise<R | ResponseError<void>> => {
		try {
			return await handler(params, token);
		} catch (error) {
			if (error instanceof Cancelled) {
				return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
			}
			if (error instanceof UserError) {
				log.warn('lsp', error.message);
				return new ResponseError(LSPErrorCodes.RequestFailed, sentence(error));
			}
			log.error('lsp', describe(error));
			return new ResponseError(LSPErrorCodes.RequestFailed, 'Something went wrong; the log of SkillLens has the details.');
		}
	};
}

/** The same for requests without parameters. */
export function guardedAlone<R>(log: Log, handler: (token: CancelToken) => Promise<R> | R) {
	const guard = guarded<undefined, R>(log, (_, token) => handler(token));
	return (token: CancelToken): Promise<R | ResponseError<void>> => guard(undefined, token);
}
