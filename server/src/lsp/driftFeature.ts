/** Drift as diagnostics on the documents that show the pictures, with quick fixes that any client can run. */
import {
	type CodeAction,
	CodeActionKind,
	type Connection,
	type Diagnostic,
	DiagnosticSeverity,
	type ExecuteCommandParams,
} from 'vscode-languageserver/node';
import type { DecideParams } from '../../protocol/messages.ts';
import type { Settings } from '../../protocol/settings.ts';
import { CancelSource } from '../base/cancel.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { describe } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { OneAtATime } from '../base/queue.ts';
import type { Drift } from '../domain/link.ts';
import { toUri } from './convert.ts';
import { type Feature, guarded } from './feature.ts';
import type { Folders } from './folders.ts';

/** Its arguments are `DecideParams`, carried out in order. */
export const decideCommand = 'skilllens.decide';
/** From the last change to the look at what drifted. */
const quietMs = 500;
/** Of our diagnostics. */
const source = 'SkillLens';

export type DriftFeatureOptions = {
	readonly folders: Folders;
	readonly settings: () => Settings;
	readonly decide: (params: DecideParams) => Promise<unknown>;
	readonly log: Log;
};

type Placed = { readonly root: string; readonly drift: Drift; readonly uri: string; readonly line: number };

export class DriftFeature implements Feature, Disposable {
	private readonly options: DriftFeatureOptions;
	private readonly lifetime = new CancelSource();
	private readonly work = new OneAtATime(() => this.publish());
	private connection: Connection | undefined;
	private timer: NodeJS.Timeout | undefined;
	private current: readonly Placed[] = [];

	constructor(options: DriftFeatureOptions) {
		this.options = options;
	}

	/** Looks again once things are quiet. */
	refresh(): void {
		clearTimeout(this.timer);
		this.timer = setTimeout(() => void this.work.request('something changed'), quietMs);
	}

	register(connection: Connection): Disposable {
		this.connection = connection;
		const owned = new DisposableStore();
		owned.add(this);
		owned.add(
			connection.onCodeAction(
				guarded(this.options.log, ({ textDocument, range }) =>
					this.current
						.filter(({ uri, line }) => uri === textDocument.uri && range.start.line <= line && line <= range.end.line)
						.flatMap(actionsFor),
				),
			),
		);
		owned.add(
			connection.onExecuteCommand(
				guarded(this.options.log, async ({ command, arguments: given = [] }: ExecuteCommandParams) => {
					for (const params of command === decideCommand ? (given as DecideParams[]) : []) {
						await this.options.decide(params);
					}
				}),
			),
		);
		return owned;
	}

	dispose(): void {
		clearTimeout(this.timer);
		this.lifetime.cancel();
		this.connection = undefined;
	}

	private async publish(): Promise<void> {
		try {
			const found = this.options.settings()['pictures.drift'] ? await this.find() : [];
			const uris = new Set([...this.current, ...found].map(({ uri }) => uri));
			this.current = found;
			for (const uri of uris) {
				const diagnostics = found.filter((each) => each.uri === uri).map(toDiagnostic);
				await this.connection?.sendDiagnostics({ uri, diagnostics });
			}
		} catch (error) {
			if (!this.lifetime.token.isCancellationRequested) {
				this.options.log.error('pictures', describe(error));
			}
		}
	}

	private async find(): Promise<Placed[]> {
		const found: Placed[] = [];
		for (const { root, links } of this.options.folders.ready()) {
			for (const drift of await links.drift(this.lifetime.token)) {
				found.push(...drift.places.map(({ path, line }) => ({ root, drift, uri: toUri(root, path), line: line - 1 })));
			}
		}
		return found;
	}
}

function toDiagnostic({ root, drift: { kind, message, picture }, line }: Placed): Diagnostic {
	const start = { line: 0, character: 0 };
	return {
		range: { start: { line, character: 0 }, end: { line: line + 1, character: 0 } },
		relatedInformation: [{ location: { uri: toUri(root, picture), range: { start, end: start } }, message: picture }],
		severity: DiagnosticSeverity.Information,
		source,
		code: kind,
		message,
	};
}

/** Link what is called nearly so, each as an action of its own; or be done with it. */
function actionsFor(placed: Placed): CodeAction[] {
	const { root, drift } = placed;
	const { picture, region, target, near } = drift;
	const base = { uri: toUri(root, picture), region };
	const former: DecideParams[] =
		target === undefined ? [] : [{ ...base, target: { uri: toUri(root, target.path), symbol: target.symbol } }];
	const what = region === '' ? picture : `“${region}”`;
	const action = (title: string, decisions: readonly DecideParams[]): CodeAction => ({
		title,
		kind: CodeActionKind.QuickFix,
		diagnostics: [toDiagnostic(placed)],
		command: { title, command: decideCommand, arguments: [...decisions] },
	});
	const links = near.map(({ path, symbol, line }) =>
		action(`Link ${what} to ${symbol} (${path}:${line})`, [
			{ ...base, target: { uri: toUri(root, path), symbol }, decision: 'confirmed' },
			...former,
		]),
	);
	const dismissal =
		target === undefined
			? action(`Dismiss: ${what} names no code`, [{ ...base, decision: 'rejected' }])
			: action('Dismiss: forget this link', former);
	return [...links, dismissal];
}
