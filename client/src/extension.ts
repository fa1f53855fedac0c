/** The extension: builds every part once, in order, and starts the server. It asks, shows and opens; the server does the rest. */
import type * as vscode from 'vscode';
import type { SearchParams } from '../../server/protocol/messages.ts';
import { registerAgentTools } from './agentTools.ts';
import { registerCommands } from './commands.ts';
import { Hovers } from './hovers.ts';
import { Server } from './languageClient.ts';
import { openLog } from './log.ts';
import { registerMcpServers } from './mcpServers.ts';
import { DriftActions } from './pictures.ts';
import { RecentQuestions } from './recent.ts';
import { Reports } from './reports.ts';
import { StatusItem } from './statusItem.ts';
import { DiagramPanels } from './views/diagramPanel.ts';
import { IndexTree } from './views/indexTree.ts';
import { findCodeForPicture } from './views/picturePicker.ts';
import { PicturesTree } from './views/picturesTree.ts';
import { ResultsTree } from './views/resultsTree.ts';
import { SearchPicker } from './views/searchPicker.ts';
import { TracePanel } from './views/tracePanel.ts';

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
	const own = <T extends vscode.Disposable>(part: T): T => {
		context.subscriptions.push(part);
		return part;
	};
	const log = own(openLog());
	const connected = own(new Server(context, log));
	server = connected;
	const reports = own(new Reports(server));
	const hovers = own(new Hovers(server));
	const results = own(new ResultsTree());
	const diagrams = own(new DiagramPanels({ server, log, extension: context.extensionUri }));
	own(new PicturesTree({ server, log, storage: context.globalStorageUri, find: (picture) => findCodeForPicture(connected, picture) }));
	own(new IndexTree(server));
	own(DriftActions.register());
	const traces = own(new TracePanel({ server, log, extension: context.extensionUri }));
	const recent = new RecentQuestions(context.workspaceState);
	own(new StatusItem(server));
	own(registerAgentTools(server));
	own(registerMcpServers(context));

	let picker: SearchPicker | undefined;
	const parts = { context, server, reports, hovers, results, diagrams, traces, recent, log };
	const search = (question: SearchParams = { query: '' }): void => {
		picker?.dispose();
		picker = new SearchPicker({
			...parts,
			keep: (answer, question) => results.keep(answer, question),
			trace: (question) => traces.show(question),
		});
		picker.show(question);
	};
	own(registerCommands({ ...parts, search, picker: () => picker }));
	own({ dispose: () => picker?.dispose() });
	// not awaited: commands answer while the server starts, and its failure is the status item's to tell
	void server.start();
}

export async function deactivate(): Promise<void> {
	await server?.stop();
}
