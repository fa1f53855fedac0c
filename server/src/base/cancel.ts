/** Cancellation in the shape that LSP and our own loops share. */
export type CancelToken = { readonly isCancellationRequested: boolean };

export const never: CancelToken = { isCancellationRequested: false };

/** Thrown to unwind; not an error for anyone to read. */
export class Cancelled extends Error {
	override readonly name = 'Cancelled';
}

export function throwIfCancelled(token: CancelToken): void {
	if (token.isCancellationRequested) {
		throw new Cancelled();
	}
}

/** A token its owner can cancel. */
export class CancelSource {
	readonly token = { isCancellationRequested: false };

	cancel(): void {
		this.token.isCancellationRequested = true;
	}
}

/** Cancelled as soon as one of them is. */
export function anyOf(...tokens: readonly CancelToken[]): CancelToken {
	return {
		get isCancellationRequested() {
			return tokens.some((token) => token.isCancellationRequested);
		},
	};
}

/** Lets a cancellation or another question come in between, and ends the work where it was cancelled. */
export async function breathe(token: CancelToken): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
	throwIfCancelled(token);
}
