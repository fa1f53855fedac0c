/** The extension: builds every part once, in order, and starts the server. It asks, shows and opens; the server does the rest. */
import type * as vscode from 'vscode';
import type { SearchParams } from '../../server/protocol/messages.ts';
import { registerAgentTools } from './agentTools.ts';
import { registerCommands } from './commands.ts';
import { Hovers } from './hovers.ts';
import { Server } from './languageClient.ts';
import { openLog } from './log.ts';
import { registerMcpServers } from './mcpServers.ts';
import { RecentQuestions } from './recent.ts';
import { Reports } from './reports.ts';
import { StatusItem } from './statusItem.ts';
import { ResultsTree } from './views/resultsTree.ts';
import { SearchPicker } from './views/searchPicker.ts';

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
	const own = <T extends vscode.Disposable>(part: T): T => {
		context.subscriptions.push(part);
		return part;
	};
	const log = own(openLog());
	server = own(new Server(context, log));
	const reports = own(new Reports(server));
	const hovers = own(new Hovers(server));
	const results = own(new ResultsTree());
	const recent = new RecentQuestions(context.workspaceState);
	own(new StatusItem(server));
	own(registerAgentTools(server));
	own(registerMcpServers(context));

	let picker: SearchPicker | undefined;
	const parts = { server, reports, hovers, results, recent, log };
	const search = (question: SearchParams = { query: '' }): void => {
		picker?.dispose();
		picker = new SearchPicker({ ...parts, keep: (answer, question) => results.keep(answer, question) });
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
