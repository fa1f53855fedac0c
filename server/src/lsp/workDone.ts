/** Indexing as LSP's own work-done progress, for clients that show it; cancelling it holds the work at hand until the next look. */
import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver/node';
import type { FolderStatus, Status } from '../../protocol/messages.ts';
import type { Disposable } from '../base/disposable.ts';

export type WorkDoneOptions = { readonly connection: Connection; readonly onCancel: () => void };

export class WorkDone implements Disposable {
	private readonly options: WorkDoneOptions;
	private reporter: WorkDoneProgressServerReporter | undefined;
	private latest: Status | undefined;
	private opening = false;
	private cancelled = false;
	private over = false;

	constructor(options: WorkDoneOptions) {
		this.options = options;
	}

	/** To be called with every state that clients are told of. */
	async show(status: Status): Promise<void> {
		this.latest = status;
		if (this.opening || this.over) {
			return;
		}
		const busy = busyOf(status);
		if (busy.length === 0) {
			this.end();
			this.cancelled = false;
		} else if (this.reporter === undefined && !this.cancelled) {
			await this.begin();
			await this.show(this.latest); // much may have happened while the client thought about it
		} else {
			const { done, total } = sum(busy);
			const what = (['files', 'vectors', 'pictures'] as const).find((name) => busy.some(({ state }) => nameOf[state] === name)) ?? '';
			this.reporter?.report(total === 0 ? 0 : Math.floor((100 * done) / total), `${what} ${done}/${total}${left(busy)}`);
		}
	}

	dispose(): void {
		this.over = true;
		this.end();
	}

	private async begin(): Promise<void> {
		this.opening = true;
		const reporter = await this.options.connection.window.createWorkDoneProgress();
		this.opening = false;
		if (this.over) {
			return;
		}
		reporter.begin('SkillLens', 0, undefined, true);
		reporter.token.onCancellationRequested(() => {
			this.cancelled = true;
			this.end();
			this.options.onCancel();
		});
		this.reporter = reporter;
	}

	private end(): void {
		this.reporter?.done();
		this.reporter = undefined;
	}
}

function busyOf({ folders, paused }: Status): FolderStatus[] {
	return paused ? [] : folders.filter(({ state }) => nameOf[state] !== undefined);
}

/** What is counted in a state of work. */
const nameOf: Readonly<Partial<Record<FolderStatus['state'], string>>> = { indexing: 'files', vectors: 'vectors', pictures: 'pictures' };

function sum(folders: readonly FolderStatus[]): { done: number; total: number } {
	return folders.reduce((all, { done, total }) => ({ done: all.done + done, total: all.total + total }), { done: 0, total: 0 });
}

function left(folders: readonly FolderStatus[]): string {
	const seconds = Math.max(0, ...folders.map(({ secondsLeft }) => secondsLeft ?? 0));
	return seconds === 0 ? '' : `, ${Math.ceil(seconds)} s left`;
}
