/** `textDocument/hover` and `skilllens/explain`: what a symbol is. The request takes what the client knows besides. */
import { type Hover, MarkupKind } from 'vscode-languageserver/node';
import { type ExplainAnswer, type ExplainParams, explainRequest } from '../../protocol/messages.ts';
import type { Settings } from '../../protocol/settings.ts';
import type { CancelToken } from '../base/cancel.ts';
import { DisposableStore } from '../base/disposable.ts';
import type { Log } from '../base/log.ts';
import type { Explanation, Source } from '../domain/explanation.ts';
import type { Told } from '../explain/explain.ts';
import type { Folder } from '../folder/folder.ts';
import type { AnswerLog } from '../trace/answerLog.ts';
import { toShown, toUri } from './convert.ts';
import { type Feature, guarded } from './feature.ts';
import type { Folders } from './folders.ts';
import { hoverCost, hoverMarkdown, hoverWhy } from './hoverText.ts';

export type ExplainFeatureOptions = {
	readonly folders: Folders;
	readonly settings: () => Settings;
	readonly answers: AnswerLog;
	readonly log: Log;
};

export function explainFeature({ folders, settings, answers, log }: ExplainFeatureOptions): Feature {
	async function explain(params: ExplainParams, token: CancelToken): Promise<{ folder: Folder; explanation: Explanation } | undefined> {
		const place = folders.find(params.uri);
		if (place === undefined) {
			return undefined;
		}
		const { position, symbol, text, definition, known } = params;
		const asked = {
			...{ path: place.path, line: position.line + 1 },
			...(symbol === undefined ? { column: position.character } : symbol === '' ? {} : { symbol }),
			...(text === undefined ? {} : { text }),
			...(definition === undefined ? {} : { told: toldOf(definition, place.folder) }),
			...(known === undefined ? {} : { known }),
		};
		const explanation = await place.folder.explainer.explain(asked, token);
		if (explanation !== undefined) {
			const { definition, signals, ms } = explanation;
			const question = `${params.uri}:${position.line + 1}`;
			answers.add({ kind: 'explain', question, ms, results: [{ ...definition, uri: toUri(place.folder.root, definition.path), signals }] });
		}
		return explanation && { folder: place.folder, explanation };
	}

	/** Only a place of the same folder can be told more of. */
	function toldOf({ uri, line }: NonNullable<ExplainParams['definition']>, folder: Folder): Told {
		const place = uri.startsWith('file:') ? folders.find(uri) : undefined;
		return place?.folder === folder ? { path: place.path, line: line + 1 } : 'elsewhere';
	}

	return {
		register: (connection) => {
			const owned = new DisposableStore();
			owned.add(
				connection.onRequest(
					explainRequest,
					guarded(log, async (params, token) => {
						const found = await explain(params, token);
						return found === undefined ? null : toAnswer(found.folder.root, found.explanation);
					}),
				),
			);
			owned.add(
				connection.onHover(
					guarded(log, async ({ textDocument, position }, token): Promise<Hover | null> => {
						const isWanted = settings()['hover.show'] !== 'never' && textDocument.uri.startsWith('file:');
						const found = isWanted ? await explain({ uri: textDocument.uri, position }, token) : undefined;
						return found === undefined
							? null
							: {
									contents: {
										kind: MarkupKind.Markdown,
										value: `${hoverMarkdown(found.folder.root, found.explanation)}\n\n${hoverCost(found.explanation)}`,
									},
								};
					}),
				),
			);
			return owned;
		},
	};
}

function toAnswer(root: string, explanation: Explanation): ExplainAnswer {
	const { definition, kind, among, doc, described, facts, shown, related, signals, ms } = explanation;
	const item = <S extends Source>({ line, ...source }: S) => ({ ...source, uri: toUri(root, source.path), line: line - 1 });
	return {
		definition: item(definition),
		kind,
		among,
		...(doc === undefined ? {} : { doc }),
		described: described.map(item),
		facts: facts.map(({ kind: fact, places }) => ({ kind: fact, places: places.map(item) })),
		shown: shown.map((each) => toShown(root, each)),
		related: related.map(item),
		signals: [...signals],
		ms,
		markdown: hoverMarkdown(root, explanation),
		cost: hoverCost(explanation),
		why: hoverWhy(explanation),
	};
}
