/** The extension inside a real extension host, over the fixture workspace, without a person in front of it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';

const id = 'skilllens.skilllens';

describe('the extension in a real extension host', () => {
	before(async () => {
		await vscode.extensions.getExtension(id)?.activate();
	});

	it('registers every command it declares', async () => {
		const manifest = vscode.extensions.getExtension(id)?.packageJSON as { contributes: { commands: { command: string }[] } };
		const registered = new Set(await vscode.commands.getCommands(true));
		assert.deepEqual(
			manifest.contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command)),
			[],
		);
	});

	it('shows the report of the doctor as a document that cannot be edited', async () => {
		assert.match(await report('skilllens.doctor'), /^SkillLens \d+\.\d+\.\d+/);
		assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, 'skilllens');
	});

	it('lists the files left out with their reasons', async () => {
		const text = await until(() => report('skilllens.filesLeftOut'), /package-lock\.json/);
		assert.match(text, /^lock \(1\)$/m);
	});

	it('offers its commands on a selection there only', () => {
		const manifest = vscode.extensions.getExtension(id)?.packageJSON as {
			contributes: { menus: Record<string, { command: string; when: string }[]> };
		};
		assert.deepEqual(
			manifest.contributes.menus['editor/context']
				?.filter(({ command }) => command !== 'skilllens.pictures.showIn')
				.map(({ command, when }) => [command, when]),
			[
				['skilllens.searchSelection', 'editorHasSelection'],
				['skilllens.findSimilar', 'editorHasSelection'],
			],
		);
	});

	it('does nothing of harm with no results kept', async () => {
		await vscode.commands.executeCommand('skilllens.results.peekAll');
		await vscode.commands.executeCommand('skilllens.results.showAll');
		await vscode.commands.executeCommand('skilllens.results.copyAll');
		assert.equal(await vscode.env.clipboard.readText(), '');
	});

	it('shows new content when a report is asked for again', async () => {
		const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
		assert.ok(folder);
		const late = vscode.Uri.joinPath(folder, 'poetry.lock');
		await until(() => report('skilllens.filesLeftOut'), /package-lock\.json/);
		await vscode.workspace.fs.writeFile(late, new TextEncoder().encode('# late\n'));
		await until(() => report('skilllens.filesLeftOut'), /poetry\.lock/);
	});

	it('answers a language model that calls its tools', async () => {
		const declared = vscode.extensions.getExtension(id)?.packageJSON as { contributes: { languageModelTools: { name: string }[] } };
		const names = new Set(vscode.lm.tools.map(({ name }) => name));
		assert.deepEqual(
			declared.contributes.languageModelTools.filter(({ name }) => !names.has(name)),
			[],
		);
		const query = 'where are retries handled';
		const found = await until(() => invoke('skilllens_search_workspace', { query, top: 3 }), /retry\.ts/);
		assert.match(found, /^ 1 {2}\/.*\/src\/http\/retry\.ts:\d+-\d+ {2}retryWithBackoff/);
		assert.match(await invoke('skilllens_explain_rank', { query, file: 'src/http/retry.ts' }), /stands at rank 1 of/);
		assert.match(await invoke('skilllens_explain_rank', { query, file: 'package-lock.json' }), /not in the index \(lock\)/);
		const place = { file: 'src/http/client.ts', line: 7, symbol: 'HttpClient' };
		const told = await until(() => invoke('skilllens_explain_symbol', place), /Described in/);
		assert.match(told, /^\/.*\/client\.ts:7 {2}HttpClient {2}class\nDescribed in \/.*\/http\.md:3 {2}HTTP client\n {4}“Every request/);
		assert.match(await invoke('skilllens_explain_symbol', { file: 'src/http/client.ts', line: 22, symbol: 'response' }), /nothing solid/);
		await assert.rejects(invoke('skilllens_explain_rank', { query, file: '/elsewhere/a.ts' }), /none of the open folders/);
	});

	it('offers the editor an MCP server, which it can start', async () => {
		await vscode.commands.executeCommand('workbench.mcp.startServer', `${id}/SkillLens`);
		const served = async () => vscode.lm.tools.map(({ name }) => name).find((name) => /^mcp_.*skilllens_search_work/.test(name)) ?? '';
		const name = await until(served, /./);
		const { results } = JSON.parse(await invoke(name, { query: 'where are retries handled' })) as { results: { path: string }[] };
		assert.equal(results[0]?.path, 'src/http/retry.ts');
	});

	it('explains a symbol in its hover, with links that open and one command that we trust', async () => {
		const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
		assert.ok(folder);
		const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'src', 'http', 'client.ts'));
		const at = (text: string) => document.positionAt(document.getText().indexOf(text) + 2);
		const said = await until(() => hoverAt(document, at('HttpClient {')), /Described in/);
		assert.match(said, /^\*\*\[HttpClient\]\(file:.*client\.ts#L7\)/);
		assert.match(said, /Described in \[HTTP client\]\(file:.*http\.md#L3\)/);
		assert.match(said, /\[why\]\(command:skilllens\.explain\.why/);
		assert.equal(await hoverAt(document, at('response.status')), '', 'nothing of a variable');
	});

	it('explains on its key only, or never, where the settings say so', async () => {
		const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
		assert.ok(folder);
		const configuration = vscode.workspace.getConfiguration('skilllens');
		const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'src', 'http', 'client.ts'));
		const position = document.positionAt(document.getText().indexOf('HttpClient {') + 2);
		try {
			for (const show of ['onKey', 'never']) {
				await configuration.update('hover.show', show, vscode.ConfigurationTarget.Global);
				assert.equal(await hoverAt(document, position), '', show);
			}
		} finally {
			await configuration.update('hover.show', undefined, vscode.ConfigurationTarget.Global);
		}
		await until(() => hoverAt(document, position), /Described in/);
	});

	it('starts a server that was killed again', async function () {
		if (process.platform === 'win32') {
			this.skip();
		}
		await killServer();
		await newServer();
		assert.match(await report('skilllens.doctor'), /^SkillLens/);
	});

	it('gives up a server that ends again and again, says so, and starts it when asked', async function () {
		if (process.platform === 'win32') {
			this.skip();
		}
		const question = { query: 'where are retries handled', top: 3 };
		const refusal = () => invoke('skilllens_search_workspace', question).then(() => '', String);
		await vscode.commands.executeCommand('skilllens.restart');
		for (let end = 1; end <= 5; end++) {
			await killServer();
			assert.match(await refusal(), /ended unexpectedly and is being started again/, `after end ${end}`);
			await newServer();
		}
		await killServer();
		await until(
			refusal,
			/ended several times in a row and is not running\. The log says why; the command "SkillLens: Restart Server" starts it again/,
		);
		assert.deepEqual(serverProcesses(), []);
		await vscode.commands.executeCommand('skilllens.restart');
		await until(() => invoke('skilllens_search_workspace', question), /retry\.ts/);
	});
});

/** Kills the one that runs, and waits until it is gone. */
async function killServer(): Promise<void> {
	const [pid, ...others] = serverProcesses();
	assert.ok(pid !== undefined && others.length === 0);
	process.kill(pid, 'SIGKILL');
	await until(async () => serverProcesses().join(), /^$/);
}

/** Resolves when one runs. */
async function newServer(): Promise<void> {
	await until(async () => serverProcesses().join(), /^\d+$/);
}

/** What our hover says; those of others do not end with our command. */
async function hoverAt({ uri }: vscode.TextDocument, position: vscode.Position): Promise<string> {
	const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
	const texts = hovers.map(({ contents }) => contents.map((part) => (typeof part === 'string' ? part : part.value)).join('\n'));
	return texts.find((text) => text.includes('command:skilllens.explain.why')) ?? '';
}

/** The text of the report that a command opens. */
async function report(command: string): Promise<string> {
	await vscode.commands.executeCommand(command);
	const document = vscode.window.activeTextEditor?.document;
	return document?.uri.scheme === 'skilllens' ? document.getText() : '';
}

/** What a tool tells the model. */
async function invoke(name: string, input: object): Promise<string> {
	const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
	return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('\n');
}

/** Asks until the answer is as expected; the test's own limit ends it. */
async function until(ask: () => Promise<string>, expected: RegExp, also: () => boolean = () => true): Promise<string> {
	for (;;) {
		const text = await ask();
		if (expected.test(text) && also()) {
			return text;
		}
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}

/** Language servers that this extension host started. */
function serverProcesses(): number[] {
	const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
	return lines
		.map((line) => line.trim().split(/\s+/))
		.filter(([, parent, ...command]) => parent === String(process.pid) && /dist[\\/]server[\\/]main\.mjs/.test(command.join(' ')))
		.map(([pid]) => Number(pid));
}
