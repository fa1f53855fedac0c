/** Every command, in one table. */
import * as vscode from 'vscode';
import { type ExplainParams, pauseRequest, reindexRequest, type SearchParams } from '../../server/protocol/messages.ts';
import { eraseAnswerLog, openAnswerLog } from './answerLog.ts';
import { guarded } from './guard.ts';
import { actOnHit, type HitAction } from './hitActions.ts';
import type { Hovers } from './hovers.ts';
import type { Server } from './languageClient.ts';
import { peekHits, selectedPlace, selectedText } from './opening.ts';
import { showPicturesOf } from './pictures.ts';
import type { RecentQuestions } from './recent.ts';
import type { Reports } from './reports.ts';
import { pictureFromClipboard } from './views/clipboardPicture.ts';
import type { DiagramPanels } from './views/diagramPanel.ts';
import type { IndexNode } from './views/indexTree.ts';
import { chooseDiagram, choosePicture, findCodeForPicture } from './views/picturePicker.ts';
import { showRefineBox } from './views/refineBox.ts';
import type { HitNode, ResultNode, ResultsTree } from './views/resultsTree.ts';
import type { SearchPicker } from './views/searchPicker.ts';
import { showStatusMenu } from './views/statusMenu.ts';
import type { TracePanel } from './views/tracePanel.ts';
import { whyNot } from './whyNot.ts';

export type CommandParts = {
	readonly context: vscode.ExtensionContext;
	readonly server: Server;
	readonly reports: Reports;
	readonly hovers: Hovers;
	readonly results: ResultsTree;
	readonly diagrams: DiagramPanels;
	readonly traces: TracePanel;
	readonly recent: RecentQuestions;
	readonly log: vscode.LogOutputChannel;
	/** Opens the search box. */
	search(question?: SearchParams): void;
	/** The search box on the screen, if there is one. */
	picker(): SearchPicker | undefined;
};
type Command = (argument?: unknown, second?: unknown) => unknown;

export function commandTable({
	context,
	server,
	reports,
	hovers,
	results,
	diagrams,
	traces,
	recent,
	log,
	search,
	picker,
}: CommandParts): Readonly<Record<string, Command>> {
	const onHit = (action: HitAction) => (node: unknown) => actOnHit(action, (node as HitNode).hit, results.question, { server, reports });
	return {
		'skilllens.search': (question) => search(typeof question === 'string' ? { query: question } : undefined),
		'skilllens.searchSelection': () => search({ query: selectedText(), verbatim: true }),
		'skilllens.findSimilar': () => search(likeSelection()),
		'skilllens.findCodeForPicture': async (uri) => {
			const picture = await choosePicture(uri);
			await (picture && findCodeForPicture(server, picture));
		},
		'skilllens.findCodeForClipboardPicture': async () => {
			const picture = await pictureFromClipboard(context.extensionUri, context.globalStorageUri);
			await (picture && findCodeForPicture(server, picture));
		},
		'skilllens.pictures.open': async (given) => {
			const diagram = await chooseDiagram(given);
			if (diagram !== undefined) {
				diagrams.show(diagram);
			}
		},
		'skilllens.pictures.openFile': async (node) => vscode.commands.executeCommand('vscode.open', await chooseDiagram(node)),
		'skilllens.pictures.showIn': (uri, line) => showPicturesOf(server, diagrams, uri, line),
		'skilllens.whyNot': (uri) => whyNot(uri, recent, reports),
		'skilllens.search.openToSide': () => picker()?.accept('side'),
		'skilllens.search.why': () => picker()?.accept('why'),
		'skilllens.search.keep': () => picker()?.keep(),
		'skilllens.trace': () => (picker()?.isVisible ? picker()?.trace() : traceLast(traces, results, recent)),
		'skilllens.explain': () => hovers.show(),
		'skilllens.explain.why': (place) => reports.whyExplanation(place as ExplainParams),
		'skilllens.explain.summarise': (place) => reports.summary(place as ExplainParams),
		'skilllens.status': () => showStatusMenu(server.state),
		'skilllens.pause': () => server.ask(pauseRequest, { paused: true }),
		'skilllens.resume': () => server.ask(pauseRequest, { paused: false }),
		'skilllens.reindex': () => server.ask(reindexRequest, {}),
		'skilllens.reindexAll': () => server.ask(reindexRequest, { all: true }),
		'skilllens.index.readAgain': (node) => server.ask(reindexRequest, { uris: [(node as IndexNode).uri] }),
		'skilllens.index.whyNot': (node) => whyNot(vscode.Uri.parse((node as IndexNode).uri), recent, reports),
		'skilllens.filesLeftOut': () => reports.filesLeftOut(),
		'skilllens.doctor': () => reports.doctor(),
		'skilllens.probeDevices': () => reports.probeDevices(),
		'skilllens.log': () => log.show(),
		'skilllens.answerLog': () => openAnswerLog(server),
		'skilllens.answerLog.erase': () => eraseAnswerLog(server),
		'skilllens.settings': () => vscode.commands.executeCommand('workbench.action.openSettings', '@ext:skilllens.skilllens'),
		'skilllens.restart': () => server.restart(),
		'skilllens.results.open': onHit('open'),
		'skilllens.results.openToSide': onHit('side'),
		'skilllens.results.why': onHit('why'),
		'skilllens.results.copy': (node) => vscode.env.clipboard.writeText(results.asMarkdown(node as ResultNode)),
		'skilllens.results.peek': (node) => peekHits(results.hits(node as ResultNode)),
		'skilllens.results.peekAll': () => peekHits(results.hits()),
		'skilllens.results.copyAll': () => vscode.env.clipboard.writeText(results.asMarkdown()),
		'skilllens.results.refine': () => showRefineBox(server, results),
		'skilllens.results.showAll': () => results.showAll(),
		'skilllens.results.dismiss': (node) => results.dismiss(node as ResultNode),
		'skilllens.results.clear': () => results.clear(),
	};
}

/** How the answer that is kept came about, else the one to the last question. */
function traceLast(traces: TracePanel, results: ResultsTree, recent: RecentQuestions): void {
	const [last] = recent.list();
	if (results.shown.answer !== undefined) {
		traces.show(results.question);
	} else if (last !== undefined) {
		traces.show({ query: last });
	} else {
		throw new Error(vscode.l10n.t('Nothing was asked yet. Search first, then ask how the answer came about.'));
	}
}

/** The code under the selection as a question to the code skill; the code itself is no answer. */
function likeSelection(): SearchParams {
	const place = selectedPlace();
	return { query: selectedText(), verbatim: true, skills: ['code'], ...(place && { except: [place] }) };
}

export function registerCommands(parts: CommandParts): vscode.Disposable {
	const table = Object.entries(commandTable(parts));
	return vscode.Disposable.from(
		...table.map(([id, run]) => vscode.commands.registerCommand(id, (argument, second) => guarded(parts.log, () => run(argument, second)))),
	);
}
