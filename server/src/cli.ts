/** Entry: the command line. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { productVersion } from './base/assets.ts';
import { Cancelled } from './base/cancel.ts';
import { describe, sentence, UserError } from './base/errors.ts';
import { Log } from './base/log.ts';
import {
	doctorCommand,
	explainCommand,
	filesCommand,
	indexCommand,
	searchBatchCommand,
	searchCommand,
	whyCommand,
} from './cli/commands.ts';
import { embedCommand } from './cli/embedCommand.ts';
import { checkCommand, picturesCommand } from './cli/linkCommands.ts';
import { matchBatchCommand, matchCommand } from './cli/matchCommand.ts';
import { say } from './cli/output.ts';
import { Session } from './cli/session.ts';
import { matchSignals } from './domain/matching.ts';
import { skillIds } from './domain/skill.ts';

type Globals = { workspace: string; json: boolean; setting: string[]; verbose: boolean; storage?: string };

const program = new Command('skilllens')
	.description('Searches a folder of code and docs by meaning, on this machine alone.')
	.version(productVersion())
	.exitOverride()
	.configureHelp({ showGlobalOptions: true })
	.option('-w, --workspace <dir>', 'the folder to work on', '.')
	.option('--json', 'print one JSON object on standard output and nothing else there', false)
	.option(
		'--setting <name=value>',
		'a setting of the editor, such as index.threads=2 (repeatable)',
		(value: string, all: string[]) => [...all, value],
		[],
	)
	.option('-v, --verbose', 'tell on standard error what is going on', false);

program
	.command('index')
	.description('brings the index up to date, vectors of the skills included')
	.option('--watch', 'stay and follow changes', false)
	.action((options: { watch: boolean }, command: Command) =>
		run(command, (session, { json }) => indexCommand(session, { json, watch: options.watch })),
	);

program
	.command('search')
	.description('answers a question, or with --batch one a line')
	.argument('[query...]', 'a question in words, a name, or pasted code')
	.option('-n, --top <count>', 'results at most', positive, 10)
	.option('--root <dir>', 'stay inside this folder of the workspace')
	.addOption(new Option('--skills <names>', `skills that may be activated, of ${skillIds.join(', ')}`).argParser(listOf(skillIds)))
	.addOption(new Option('--kind <kinds>', 'kinds of results, of code, doc, picture').argParser(listOf(['code', 'doc', 'picture'] as const)))
	.option('--batch <file>', 'questions as JSON lines { "id", "query", "root"? }; - for standard input')
	.action((words: string[], options, command: Command) => {
		const text = words.join(' ').trim();
		if ((text === '') === (options.batch === undefined)) {
			command.error('error: ask one question, or name a file of questions with --batch');
		}
		return run(command, (session, { json }) => {
			const given = { top: options.top, skills: options.skills, kinds: options.kind, root: options.root, json };
			return options.batch === undefined ? searchCommand(session, text, given) : searchBatchCommand(session, options.batch, given);
		});
	});

program
	.command('match')
	.description('finds the code and docs behind a picture, or with --batch behind one a line')
	.argument('[picture]', 'a PNG, JPEG, WebP, GIF, AVIF or SVG file')
	.option('-n, --top <count>', 'results at most', positive, 10)
	.addOption(new Option('--kind <kinds>', 'kinds of results, of code, doc').argParser(listOf(['code', 'doc'] as const)))
	.addOption(new Option('--signals <names>', `what may speak for a place, of ${matchSignals.join(', ')}`).argParser(listOf(matchSignals)))
	.option('--batch <file>', 'pictures as JSON lines { "id", "picture", "signals"? }; - for standard input')
	.action((picture: string | undefined, options, command: Command) => {
		if ((picture === undefined) === (options.batch === undefined)) {
			command.error('error: name one picture, or a file of pictures with --batch');
		}
		return run(command, (session, { json }) => {
			const given = { top: options.top, kinds: options.kind, signals: options.signals, json };
			return picture === undefined ? matchBatchCommand(session, options.batch, given) : matchCommand(session, picture, given);
		});
	});

program
	.command('pictures')
	.description('lists the pictures that show a file, or the symbol at a line of it')
	.argument('<place>', 'FILE or FILE:LINE')
	.action((place: string, _options, command: Command) => run(command, (session, { json }) => picturesCommand(session, place, { json })));

program
	.command('check')
	.description('lists what pictures say of the code that is not so any more; status 1 where there is something')
	.option('--sarif', 'print a SARIF log on standard output, for code scanning', false)
	.action((options: { sarif: boolean }, command: Command) =>
		run(command, (session, { json }) => checkCommand(session, { json, sarif: options.sarif })),
	);

program
	.command('files')
	.description('lists what is indexed')
	.option('--skipped', 'list what is left out, and why', false)
	.action((options: { skipped: boolean }, command: Command) =>
		run(command, (session, { json }) => filesCommand(session, { json, skipped: options.skipped })),
	);

program
	.command('why')
	.description('tells why a place has the rank it has for a question, or why it is missing')
	.argument('<query>', 'the question')
	.argument('<place>', 'FILE or FILE:LINE')
	.action((query: string, place: string, _options, command: Command) =>
		run(command, (session, { json }) => whyCommand(session, query, place, { json })),
	);

program
	.command('explain')
	.description('tells what the symbol at a place is, as the hover does')
	.argument('<place>', 'FILE:LINE or FILE:LINE:COLUMN')
	.action((place: string, _options, command: Command) => run(command, (session, { json }) => explainCommand(session, place, { json })));

program
	.command('embed')
	.description('computes vectors')
	.requiredOption('--batch <file>', 'inputs as JSON lines { "id", "skill", "content" or "file" }; - for standard input')
	.action((options: { batch: string }, command: Command) => run(command, (session) => embedCommand(session, options.batch)));

program
	.command('doctor')
	.description('tells the device and providers, the model and its skills, the store and the index, and whether all is well')
	.option('--probe', 'try every device anew first', false)
	.action((options: { probe: boolean }, command: Command) =>
		run(command, (session, { json }) => doctorCommand(session, { json, probe: options.probe })),
	);

program
	.command('serve')
	.description('the language server, for any LSP client')
	.requiredOption('--stdio', 'speak on standard input and output')
	.action(async () => {
		await import('./main.ts');
	});

program
	.command('mcp')
	.description('the tools for coding agents, as an MCP server on standard input and output')
	.option('--storage <dir>', 'where indexes live, in place of the cache folder')
	.action((_options, command: Command) =>
		run(command, async (session) => {
			const { mcpCommand } = await import('./cli/mcp.ts');
			await mcpCommand(session);
		}),
	);

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code === 'EPIPE') {
		process.exit(0); // the reader of a pipe has had enough
	}
	throw error;
});

try {
	await program.parseAsync();
} catch (error) {
	finish(error);
}

async function run(command: Command, work: (session: Session, globals: Globals) => Promise<void>): Promise<void> {
	const globals = command.optsWithGlobals<Globals>();
	const log = new Log((level, line) => {
		if (globals.verbose || level === 'error') {
			say(line);
		}
	});
	const session = new Session({ workspace: globals.workspace, setting: globals.setting, storage: globals.storage, log });
	try {
		await work(session, globals);
	} finally {
		session.dispose();
	}
}

/** Status 0 for help, 2 for wrong usage, 1 with a sentence and a remedy for what failed. */
function finish(error: unknown): void {
	if (error instanceof CommanderError) {
		process.exitCode = error.exitCode === 0 ? 0 : 2;
	} else if (error instanceof Cancelled) {
		process.exitCode ||= 130;
	} else {
		say(error instanceof UserError ? sentence(error) : `Something went wrong: ${describe(error)}`, 'red');
		process.exitCode = 1;
	}
}

function positive(text: string): number {
	const value = Number(text);
	if (!Number.isInteger(value) || value < 1) {
		throw new InvalidArgumentError('it must be a whole number from 1.');
	}
	return value;
}

function listOf<T extends string>(allowed: readonly T[]): (text: string) => T[] {
	return (text) =>
		text.split(',').map((name) => {
			const found = allowed.find((candidate) => candidate === name.trim());
			if (found === undefined) {
				throw new InvalidArgumentError(`"${name}" is none of ${allowed.join(', ')}.`);
			}
			return found;
		});
}
