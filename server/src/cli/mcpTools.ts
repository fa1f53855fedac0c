/** The tools for coding agents over MCP: checked input, an answer as text and as the command line's object, errors with a remedy. */
import { join } from 'node:path';
import { fromJsonSchema, McpServer, type ServerContext } from '@modelcontextprotocol/server';
import { defaultTop, type ExplainInput, type MatchInput, type SearchInput, tools, type WhyInput } from '../../protocol/tools.ts';
import { answerText, clipped, explanationText, labelEntries, leftOff, nothingSolid, placeText } from '../../protocol/toolText.ts';
import { productVersion } from '../base/assets.ts';
import { anyOf, Cancelled, type CancelToken } from '../base/cancel.ts';
import { describe, sentence, UserError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Hit } from '../domain/hit.ts';
import { Search } from '../search/search.ts';
import { queryOf } from './commands.ts';
import { pictureQuery } from './matchCommand.ts';
import { explainOutput, matchOutput, searchOutput, whyOutput } from './mcpOutputs.ts';
import { placed, resultObject, whereOf, withNotes } from './output.ts';
import type { Session } from './session.ts';
import { Upkeep, type Waiting } from './upkeep.ts';

/** Characters of an answer's object, some 7,500 tokens: clients show models that, or the text, which is shorter. */
const longestAnswer = 30_000;
const longestSymbol = 200;
/** Of what was read in a picture. */
const longestRead = 8_000;
const mostWords = 30;
/** A first search answers from what is indexed by then; clients give a call up after a minute. */
const patienceMs = { search: 10_000, why: 45_000 } as const;

type Tool = (typeof tools)[keyof typeof tools];
type Call = { readonly token: CancelToken; readonly waiting: Pick<Waiting, 'signal' | 'onProgress'> };
type Told = { readonly structured: Record<string, unknown>; readonly text: string };

export function agentServer(session: Session): McpServer {
	const server = new McpServer(
		{ name: 'skilllens', title: 'SkillLens', version: productVersion() },
		{ instructions: `Searches the folder ${session.root} by meaning, offline. Paths in answers are relative to it; lines count from 1.` },
	);
	// opened by the first question: clients start a server to see what it offers, too
	let opened: { readonly folder: ReturnType<Session['openFolder']>; readonly upkeep: Upkeep } | undefined;
	const open = () => {
		if (opened === undefined) {
			const folder = session.openFolder();
			const computesVectors = session.settings['index.skillVectors'] === 'background';
			opened = { folder, upkeep: new Upkeep({ folder, computesVectors, token: session.token, log: session.log }) };
		}
		return opened;
	};

	register<SearchInput>(server, session, tools.search, searchOutput, async ({ query: text, kinds, root, top = defaultTop }, call) => {
		const query = queryOf(session, text, { top, kinds, skills: undefined }, root);
		const { folder, upkeep } = open();
		session.warmUp();
		const question = { words: Search.beginnings(text), mentions: folder.workspace.mentions };
		const budget = { rerankMs: session.settings['search.rerankMilliseconds'] };
		const answer = await upkeep.answer(async (stale) => withNotes(await folder.search.run(query, budget, call.token), stale), {
			...call.waiting,
			question,
			patienceMs: patienceMs.search,
		});
		const results = withRoom(answer.results.map(bounded));
		const left = answer.results.length - results.length;
		const notes = left === 0 ? answer.notes : [...answer.notes, leftOff(left)];
		const entries = results.map((hit, i) => placeText({ ...hit, where: whereOf(hit) }, i + 1));
		return { structured: resultObject({ ...answer, results, notes }), text: answerText(entries, notes) };
	});

	register<MatchInput>(server, session, tools.match, matchOutput, async ({ file, top = defaultTop }, call) => {
		const inner = session.inside(file);
		const query = pictureQuery(session, join(session.root, inner), { top, kinds: undefined, signals: undefined });
		if (query.path === undefined) {
			throw new UserError(`${file} leads out of the workspace ${session.root}.`, 'Name a picture that lies in it.');
		}
		const { folder, upkeep } = open();
		const answer = await upkeep.answer(
			async (stale) => withNotes(await folder.matcher.run({ ...query, picture: inner }, call.token), stale),
			{
				...call.waiting,
				patienceMs: patienceMs.why,
			},
		);
		const { picture, kind, text: read, notes, device, skills } = answer;
		const results = answer.results.map(({ regions: _, ...hit }) => hit);
		const labels = labelEntries(answer.regions, 1);
		const entries = [...results.map((hit, i) => placeText({ ...hit, where: whereOf(hit) }, i + 1)), ...labels];
		const structured = { picture, kind, text: clipped(read, longestRead), device, skills, results, labels, notes };
		return { structured, text: answerText(entries, notes) };
	});

	register<WhyInput>(server, session, tools.why, whyOutput, async ({ query: text, file, line }, call) => {
		const path = session.inside(file);
		const { folder, upkeep } = open();
		const ask = async (stale: readonly string[]) => {
			const given = await folder.why({ text, top: defaultTop }, path, line, call.token);
			return { ...given, text: [given.text, ...stale].join('\n') };
		};
		const answer = await upkeep.answer(ask, {
			...call.waiting,
			patienceMs: patienceMs.why,
		});
		const { indexed, rank, hit } = answer;
		return {
			structured: {
				query: text,
				path,
				...(line === undefined ? {} : { line }),
				text: answer.text,
				indexed,
				...(rank === undefined ? {} : { rank }),
				...(hit === undefined ? {} : { hit: bounded(hit) }),
			},
			text: answer.text,
		};
	});

	register<ExplainInput>(server, session, tools.explain, explainOutput, async ({ file, line, symbol }, call) => {
		const path = session.inside(file);
		const asked = { path, line, ...(symbol === undefined ? {} : { symbol }) };
		const { folder, upkeep } = open();
		const ask = async (stale: readonly string[]) => ({ explanation: await folder.explainer.explain(asked, call.token), stale });
		const { explanation, stale } = await upkeep.answer(ask, {
			...call.waiting,
			patienceMs: patienceMs.why,
		});
		const told = explanation === undefined ? nothingSolid : explanationText(explanation, (source) => placed(source));
		const text = [told, ...stale].join('\n');
		return { structured: { ...asked, text, ...(explanation === undefined ? {} : { explanation }) }, text };
	});
	return server;
}

/** One tool behind one guard: a UserError is told with its remedy, anything else is logged whole. */
function register<Input>(
	server: McpServer,
	{ log, token }: Session,
	{ name, title, description, inputSchema }: Tool,
	outputSchema: Parameters<typeof fromJsonSchema>[0],
	work: (input: Input, call: Call) => Promise<Told>,
): void {
	server.registerTool(
		name,
		{
			title,
			description,
			inputSchema: checkedInput<Input>(inputSchema),
			outputSchema: fromJsonSchema(outputSchema),
			annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
		},
		async (input, context) => {
			try {
				const { structured, text } = await work(input, callOf(context, token));
				return { content: [{ type: 'text', text }], structuredContent: structured };
			} catch (error) {
				return { content: [{ type: 'text', text: told(error, log) }], isError: true };
			}
		},
	);
}

/** The schema, whose complaints end with what may be given. */
function checkedInput<Input>(inputSchema: Tool['inputSchema']) {
	const schema = fromJsonSchema<Input>(inputSchema);
	const { validate, ...rest } = schema['~standard'];
	const required: readonly string[] = inputSchema.required;
	const names = Object.keys(inputSchema.properties).map((name) => (required.includes(name) ? `${name} (required)` : name));
	const remedied = async (input: unknown) => {
		const result = await validate(input);
		const issues = result.issues?.map(({ message }) => ({ message: `${message}. The arguments are ${names.join(', ')}.` }));
		return issues === undefined ? result : { issues };
	};
	return { '~standard': { ...rest, validate: remedied } };
}

function told(error: unknown, log: Log): string {
	if (error instanceof Cancelled) {
		return 'Cancelled.';
	}
	if (error instanceof UserError) {
		return sentence(error);
	}
	log.error('mcp', describe(error));
	return 'Something went wrong inside SkillLens; its standard error has the details. Ask again, or search for words with another tool.';
}

function callOf({ mcpReq: { signal, _meta, notify } }: ServerContext, token: CancelToken): Call {
	const aborted: CancelToken = {
		get isCancellationRequested() {
			return signal.aborted;
		},
	};
	const progressToken = _meta?.progressToken;
	let told = 0;
	const onProgress = (done: number, total: number): void => {
		// progress must grow, and no client draws more than a hundred steps
		if (progressToken !== undefined && done - told >= total / 100) {
			told = done;
			const message = `${done} of ${total} files indexed`;
			void notify({ method: 'notifications/progress', params: { progressToken, progress: done, total, message } });
		}
	};
	return { token: anyOf(token, aborted), waiting: { signal, onProgress } };
}

/** The best whose objects have room. */
function withRoom(hits: readonly Hit[]): Hit[] {
	let room = longestAnswer;
	return hits.filter((hit) => {
		room -= JSON.stringify(hit).length;
		return room >= 0;
	});
}

/** Nothing of a hit is longer than it must be. */
function bounded(hit: Hit): Hit {
	return {
		...hit,
		symbol: clipped(hit.symbol, longestSymbol),
		signals: hit.signals.map((signal) => (signal.words === undefined ? signal : { ...signal, words: signal.words.slice(0, mostWords) })),
	};
}
