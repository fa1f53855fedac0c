/** The command line's MCP server, one for each open folder, offered to whatever agents the editor starts. */
import * as vscode from 'vscode';
import { ownSettings, storageFolder } from './createClient.ts';
import { mcpArguments } from './mcpArguments.ts';

/** As package.json declares it. */
const provider = 'skilllens.mcp';

export function registerMcpServers(context: vscode.ExtensionContext): vscode.Disposable {
	const changed = new vscode.EventEmitter<void>();
	return vscode.Disposable.from(
		changed,
		vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
		vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
		vscode.workspace.onDidChangeConfiguration((event) => {
			if (event.affectsConfiguration('skilllens')) {
				changed.fire();
			}
		}),
		vscode.lm.registerMcpServerDefinitionProvider(provider, {
			onDidChangeMcpServerDefinitions: changed.event,
			provideMcpServerDefinitions: () => definitions(context),
		}),
	);
}

/** None in a workspace that is not trusted: there no agent should run. */
function definitions(context: vscode.ExtensionContext): vscode.McpStdioServerDefinition[] {
	const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
	if (!vscode.workspace.isTrusted) {
		return [];
	}
	const program = context.asAbsolutePath('dist/skilllens.mjs');
	const version = (context.extension.packageJSON as { version: string }).version;
	return folders.map(
		({ name, uri }) =>
			new vscode.McpStdioServerDefinition(
				folders.length === 1 ? 'SkillLens' : `SkillLens (${name})`,
				process.execPath, // as the language server is run
				[program, ...mcpArguments({ folder: uri.fsPath, storage: storageFolder(context), settings: ownSettings() })],
				{ ELECTRON_RUN_AS_NODE: '1' },
				version,
			),
	);
}
