/** The tools that language models in the editor may call: each hands its question to the server and tells the answer in plain text. */
import * as vscode from 'vscode';
import { explainRequest, type HitItem, matchRequest, type SourceItem, searchRequest, whyRequest } from '../../server/protocol/messages.ts';
import { defaultTop, type ExplainInput, type MatchInput, type SearchInput, tools, type WhyInput } from '../../server/protocol/tools.ts';
import { clipped, explanationText, type Fits, fittingText, labelEntries, nothingSolid, placeText } from '../../server/protocol/toolText.ts';
import { absolutePath } from './agentPlaces.ts';
import type { Server } from './languageClient.ts';

/** Characters of an answer for a caller that names no budget, some 5,000 tokens. */
const longestText = 20_000;
/** Characters of a question in the line that says what goes on. */
const longestTitle = 80;
type Asked<Input> = vscode.LanguageModelToolInvocationOptions<Input>;

export function registerAgentTools(server: Server): vscode.Disposable {
	return vscode.Disposable.from(
		vscode.lm.registerTool<SearchInput>(tools.search.name, {
			prepareInvocation: ({ input }) => ({
				invocationMessage: vscode.l10n.t('Searching the workspace for "{0}"', clipped(input.query, longestTitle)),
			}),
			invoke: async ({ input: { query, kinds, root, top = defaultTop }, tokenizationOptions }, token) => {
				const within = root === undefined ? {} : { root: uriOf(root) };
				const params = { query, limit: top, ...(kinds === undefined ? {} : { kinds: [...kinds] }), ...within };
				const { results, notes } = await server.ask(searchRequest, params, token);
				const entries = results.map((hit, i) => placeText({ ...hit, where: whereOf(hit) }, i + 1));
				return result(entries, notes, tokenizationOptions, token);
			},
		}),
		vscode.lm.registerTool<MatchInput>(tools.match.name, {
			prepareInvocation: ({ input: { file } }) => ({
				invocationMessage: vscode.l10n.t('Finding the code behind {0}', clipped(file, longestTitle)),
			}),
			invoke: async ({ input: { file, top = defaultTop }, tokenizationOptions }, token) => {
				const { results, regions, notes } = await server.ask(matchRequest, { uri: uriOf(file), limit: top }, token);
				const places = results.map((hit, i) => placeText({ ...hit, where: whereOf(hit) }, i + 1));
				return result([...places, ...labelEntries(regions, 0)], notes, tokenizationOptions, token);
			},
		}),
		vscode.lm.registerTool<WhyInput>(tools.why.name, {
			prepareInvocation: ({ input }) => ({
				invocationMessage: vscode.l10n.t('Explaining the rank of {0} for "{1}"', input.file, clipped(input.query, longestTitle)),
			}),
			invoke: async ({ input: { query, file, line }, tokenizationOptions }, token) => {
				const place = line === undefined ? {} : { line: line - 1 };
				const { text } = await server.ask(whyRequest, { query, uri: uriOf(file), ...place }, token);
				return result(text.split('\n'), [], tokenizationOptions, token);
			},
		}),
		vscode.lm.registerTool<ExplainInput>(tools.explain.name, {
			prepareInvocation: ({ input: { file, line, symbol } }) => ({
				invocationMessage: vscode.l10n.t('Explaining {0}', clipped(symbol ?? `${file}:${line}`, longestTitle)),
			}),
			invoke: async ({ input: { file, line, symbol = '' }, tokenizationOptions }, token) => {
				const asked = { uri: uriOf(file), position: { line: line - 1, character: 0 }, symbol };
				const answer = await server.ask(explainRequest, asked, token);
				const text = answer === null ? nothingSolid : explanationText(answer, placed);
				return result(text.split('\n'), [], tokenizationOptions, token);
			},
		}),
	);
}

function placed({ uri, line, symbol }: SourceItem): string {
	return `${vscode.Uri.parse(uri).fsPath}:${line + 1}${symbol === '' ? '' : `  ${symbol}`}`;
}

/** Whole entries, as many as the caller's budget of tokens has room for. */
async function result(
	entries: readonly string[],
	notes: readonly string[],
	tokens: Asked<unknown>['tokenizationOptions'],
	token: vscode.CancellationToken,
): Promise<vscode.LanguageModelToolResult> {
	const fits: Fits = async (text) =>
		tokens === undefined ? text.length <= longestText : (await tokens.countTokens(text, token)) <= tokens.tokenBudget;
	return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(await fittingText(entries, notes, fits))]);
}

/** Absolute, for the tool that reads the file next: with several folders open a relative path would not tell which. */
function whereOf({ uri, range: { start, end } }: Pick<HitItem, 'uri' | 'range'>): string {
	return `${vscode.Uri.parse(uri).fsPath}:${start.line + 1}-${end.line}`;
}

function uriOf(path: string): string {
	const folders = (vscode.workspace.workspaceFolders ?? []).map(({ name, uri }) => ({ name, root: uri.fsPath }));
	const uri = vscode.Uri.file(absolutePath(path, folders));
	if (vscode.workspace.getWorkspaceFolder(uri) === undefined) {
		throw new Error(`${path} is in none of the open folders. Name a place inside ${folders.map(({ root }) => root).join(' or ')}.`);
	}
	return uri.toString();
}
