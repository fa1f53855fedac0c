/** The language server seen from the editor: started, asked, listened to, started again when it ends by itself. */
import * as vscode from 'vscode';
import { type LanguageClient, WorkDoneProgress } from 'vscode-languageclient/node';
import type { NotificationType, RequestType, RequestType0 } from 'vscode-languageserver-protocol';
import { linksChangedNotification, type Status, statusNotification, statusRequest } from '../../server/protocol/messages.ts';
import { createClient } from './createClient.ts';
import { Restarts } from './restarts.ts';

export type ServerState =
	| { readonly kind: 'starting' }
	| { readonly kind: 'running'; readonly status: Status | undefined }
	/** It ended by itself and is started again after a moment. */
	| { readonly kind: 'waiting' }
	/** It will not start again unless the user asks. */
	| { readonly kind: 'stopped' };

export class Server implements vscode.Disposable {
	private readonly context: vscode.ExtensionContext;
	private readonly log: vscode.LogOutputChannel;
	private readonly restarts = new Restarts();
	private readonly changed = new vscode.EventEmitter<ServerState>();
	readonly onDidChange = this.changed.event;
	private readonly linksChanged = new vscode.EventEmitter<void>();
	/** What pictures show may be something else than before. */
	readonly onDidChangeLinks = this.linksChanged.event;
	private current: ServerState = { kind: 'starting' };
	private client: LanguageClient | undefined;
	private started: Promise<void> = Promise.resolve();
	private timer: NodeJS.Timeout | undefined;
	private lastToken = 0;

	constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
		this.context = context;
		this.log = log;
	}

	get state(): ServerState {
		return this.current;
	}

	start(): Promise<void> {
		clearTimeout(this.timer);
		this.started = this.launch();
		return this.started;
	}

	async restart(): Promise<void> {
		this.restarts.reset();
		await this.stop();
		await this.start();
	}

	async stop(): Promise<void> {
		clearTimeout(this.timer);
		const client = this.client;
		this.client = undefined;
		await client?.dispose();
	}

	/** Rejects with a `CancellationError` when cancelled, else with an error whose message is meant for people. */
	async ask<P, R>(type: RequestType<P, R, void>, params: P, token?: vscode.CancellationToken): Promise<R>;
	async ask<R>(type: RequestType0<R, void>): Promise<R>;
	async ask<R>(type: { readonly method: string }, params?: unknown, token = new vscode.CancellationTokenSource().token): Promise<R> {
		await this.started;
		const { client } = this;
		if (client === undefined) {
			throw new Error(whyNotRunning(this.current));
		}
		try {
			// by method name: the message types are declared with the server's copy of the protocol library, the client brings its own
			return await (params === undefined ? client.sendRequest<R>(type.method, token) : client.sendRequest<R>(type.method, params, token));
		} catch (error) {
			if (token.isCancellationRequested) {
				throw new vscode.CancellationError();
			}
			throw client.isRunning() ? error : new Error(whyNotRunning(this.current));
		}
	}

	/** Says something that needs no answer; unheard while the server does not run. */
	async tell<P>(type: NotificationType<P>, params: P): Promise<void> {
		await this.started;
		if (this.client?.isRunning() === true) {
			await this.client.sendNotification(type.method, params);
		}
	}

	/** The same, and `tell` hears what the server says of its progress meanwhile. */
	async askTelling<P extends object, R>(
		type: RequestType<P, R, void>,
		params: P,
		tell: (message: string) => void,
		token: vscode.CancellationToken,
	): Promise<R> {
		await this.started;
		const workDoneToken = `skilllens-${++this.lastToken}`;
		const listening = this.client?.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
			if (value.kind === 'report' && value.message !== undefined) {
				tell(value.message);
			}
		});
		try {
			return await this.ask(type, { ...params, workDoneToken }, token);
		} finally {
			listening?.dispose();
		}
	}

	dispose(): void {
		clearTimeout(this.timer);
		this.changed.dispose();
		this.linksChanged.dispose();
	}

	private async launch(): Promise<void> {
		this.change({ kind: 'starting' });
		const client: LanguageClient = createClient(this.context, this.log, () => this.ended(client));
		this.client = client;
		client.onNotification(linksChangedNotification.method, () => this.linksChanged.fire());
		client.onNotification(statusNotification.method, (status: Status) => this.change({ kind: 'running', status }));
		try {
			await client.start();
			this.change({ kind: 'running', status: undefined });
			const status = await client.sendRequest<Status>(statusRequest.method);
			this.change({ kind: 'running', status });
		} catch (error) {
			this.log.error(error instanceof Error ? error : String(error));
			if (!client.isRunning()) {
				this.ended(client);
			}
		}
	}

	private ended(client: LanguageClient): void {
		if (this.client !== client) {
			return;
		}
		this.client = undefined;
		client.dispose().catch((error: Error) => this.log.error(error));
		const delay = this.restarts.afterEnd(Date.now());
		if (delay === undefined) {
			this.log.error('The server ended several times in a row and is not started again.');
			this.change({ kind: 'stopped' });
			void this.offerRestart();
			return;
		}
		this.log.warn(`The server ended; next start in ${delay} ms.`);
		this.change({ kind: 'waiting' });
		this.timer = setTimeout(() => void this.start(), delay);
	}

	private async offerRestart(): Promise<void> {
		const [restart, showLog] = [vscode.l10n.t('Restart'), vscode.l10n.t('Show the log')];
		const text = vscode.l10n.t('The SkillLens server ended several times in a row, so search is not available. The log says why.');
		const choice = await vscode.window.showErrorMessage(text, restart, showLog);
		if (choice === showLog) {
			this.log.show();
		} else if (choice === restart) {
			await this.restart();
		}
	}

	private change(state: ServerState): void {
		this.current = state;
		this.changed.fire(state);
	}
}

function whyNotRunning({ kind }: ServerState): string {
	switch (kind) {
		case 'waiting':
			return vscode.l10n.t('The SkillLens server ended unexpectedly and is being started again.');
		case 'stopped':
			return vscode.l10n.t(
				'The SkillLens server ended several times in a row and is not running. The log says why; the command "SkillLens: Restart Server" starts it again.',
			);
		default:
			return vscode.l10n.t('The SkillLens server is not running.');
	}
}
