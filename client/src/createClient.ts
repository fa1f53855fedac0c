/** One connection to one process of the language server: how it is started and what it is told first. */
import * as vscode from 'vscode';
import {
	CloseAction,
	ErrorAction,
	LanguageClient,
	type LanguageClientOptions,
	type NodeModule,
	TransportKind,
} from 'vscode-languageclient/node';
import { settingsTable } from '../../server/protocol/settings.ts';

/** V8's young generation would grow to 100 MB in a large folder, for nothing: in one tenth of it, questions take as long. */
const heap = ['--max-semi-space-size=8'];

/** `ended` is called when the process ends by itself; starting another one is the caller's decision. */
export function createClient(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, ended: () => void): LanguageClient {
	return new QuietClient('skilllens', 'SkillLens', serverOptions(context), clientOptions(context, log, ended));
}

/** Says nothing by itself: what the user must know is told by the status item and by whoever asked. */
class QuietClient extends LanguageClient {
	override error(message: string, data?: unknown): void {
		super.error(message, data, false);
	}
}

function serverOptions(context: vscode.ExtensionContext): NodeModule {
	const debugged = context.extensionMode === vscode.ExtensionMode.Development;
	return {
		module: context.asAbsolutePath('dist/server/main.mjs'),
		transport: TransportKind.ipc,
		// glibc keeps what threads free in pools of their own; with two of them, indexing leaves a tenth less memory behind.
		options: {
			cwd: context.extensionPath,
			env: { MALLOC_ARENA_MAX: '2' },
			execArgv: [...heap, ...(debugged ? ['--enable-source-maps', '--inspect=6049'] : [])],
		},
	};
}

function clientOptions(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, ended: () => void): LanguageClientOptions {
	return {
		documentSelector: [{ scheme: 'file' }],
		outputChannel: log,
		initializationOptions: () => ({
			settings: ownSettings(),
			storage: storageFolder(context),
			workDoneProgress: false, // the status item shows it
			hover: false, // hovers.ts asks, with what it knows besides
		}),
		initializationFailedHandler: () => false,
		errorHandler: {
			error: (_error, _message, times) => ({ action: (times ?? 0) < 4 ? ErrorAction.Continue : ErrorAction.Shutdown, handled: true }),
			closed: () => {
				ended();
				return { action: CloseAction.DoNotRestart, handled: true };
			},
		},
	};
}

/** Where indexes live: one folder a workspace inside; safe to delete at any time. */
export function storageFolder(context: vscode.ExtensionContext): string {
	return vscode.Uri.joinPath(context.globalStorageUri, 'index').fsPath;
}

export function ownSettings(): Record<string, unknown> {
	const configuration = vscode.workspace.getConfiguration('skilllens');
	return Object.fromEntries(Object.keys(settingsTable).map((name) => [name, configuration.get(name)]));
}
