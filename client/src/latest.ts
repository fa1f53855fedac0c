/** Asks while the user types: waits a moment, cancels the request before, and hands over the newest answer only. */
import * as vscode from 'vscode';

export type Ask<Q, A> = (question: Q, token: vscode.CancellationToken) => Promise<A>;
export type Told<Q, A> = { answered(question: Q, answer: A): void; failed(question: Q, error: unknown): void };

export class Latest<Q, A> implements vscode.Disposable {
	private readonly ask: Ask<Q, A>;
	private readonly told: Told<Q, A>;
	private source: vscode.CancellationTokenSource | undefined;
	private timer: NodeJS.Timeout | undefined;
	private pending = Promise.withResolvers<void>();

	constructor(ask: Ask<Q, A>, told: Told<Q, A>) {
		this.ask = ask;
		this.told = told;
		this.pending.resolve();
	}

	/** Until what was asked last has its answer, failed or was cancelled. */
	async settled(): Promise<void> {
		for (let seen: Promise<void> | undefined; seen !== this.pending.promise; await seen) {
			seen = this.pending.promise;
		}
	}

	/** Takes the place of whatever was asked before. */
	request(question: Q, delayMs: number): void {
		this.cancel();
		const source = new vscode.CancellationTokenSource();
		this.source = source;
		const pending = Promise.withResolvers<void>();
		this.pending = pending;
		this.timer = setTimeout(() => void this.run(question, source.token).finally(pending.resolve), delayMs);
	}

	cancel(): void {
		clearTimeout(this.timer);
		this.source?.cancel();
		this.source?.dispose();
		this.source = undefined;
		this.pending.resolve();
	}

	dispose(): void {
		this.cancel();
	}

	private async run(question: Q, token: vscode.CancellationToken): Promise<void> {
		try {
			const answer = await this.ask(question, token);
			if (!token.isCancellationRequested) {
				this.told.answered(question, answer);
			}
		} catch (error) {
			if (!token.isCancellationRequested) {
				this.told.failed(question, error);
			}
		}
	}
}
