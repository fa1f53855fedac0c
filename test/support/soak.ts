/**
 * Works in a repository as somebody who never rests: edits, searches, hovers, switches of branches, the server stopped and started. At one point of
 * every lap, when all is quiet and the repository says again what it said a lap ago, it looks at what server and model process hold.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
	CancellationTokenSource,
	CodeLensRequest,
	DidChangeConfigurationNotification,
	DidSaveTextDocumentNotification,
	HoverRequest,
	LSPErrorCodes,
	type ProtocolConnection,
	ResponseError,
} from 'vscode-languageserver-protocol/node';
import {
	completeRequest,
	doctorRequest,
	type FolderStatus,
	filesRequest,
	type HitItem,
	matchRequest,
	picturesRequest,
	searchRequest,
	statusRequest,
	traceRequest,
	whyRequest,
} from '../../server/protocol/messages.ts';
import { indexFolder } from '../../server/src/storage/openStore.ts';
import { type Footprint, footprintOf, forgetPeak, memoryOf } from '../bench/memory.ts';
import { skilllens } from './cli.ts';
import { differences, faultsOf, imageOf } from './indexImage.ts';
import { type Held, question as whatIsHeld } from './probe.ts';
import { childrenOf, isModel, orphans, type RunningServer, startServer } from './processes.ts';
import { partFrom } from './serve.ts';

export type SoakOptions = {
	/** A git repository; what is worked in is a clone of it. */
	readonly repo: string;
	/** An empty folder for the clone and the indexes. */
	readonly place: string;
	/** The command line to run, which also serves. */
	readonly program: string;
	readonly settings: Readonly<Record<string, unknown>>;
	/** Uniform in [0, 1). */
	readonly random: () => number;
	/** Commits between the two branches that are switched between. */
	readonly back: number;
	/** In each lap, so many edits and searches, and twice as many hovers. */
	readonly work: number;
};

export type Sample = {
	/** Of the lap, milliseconds in all and of half of its searches. */
	readonly ms: number;
	readonly search: number;
	/** Bytes that the server held at the most in this lap. */
	readonly peak: number;
	readonly server: Footprint & Held;
	readonly model: Footprint;
	readonly files: number;
	readonly chunks: number;
	/** Bytes on disk of the whole storage. */
	readonly disk: number;
};

/** Minutes that what must come about by itself may take: an index with all its vectors, and anything else. */
const patience = { index: 30, other: 2 } as const;
const poll = 100;
/** Milliseconds after which workers without work are gone, all but one. */
const workersRest = 2_500;
const mark = 'soak_mark.py';
const probe = fileURLToPath(new URL('probe.ts', import.meta.url));

export class Soak {
	/** Whatever was not as it should be. */
	readonly problems: string[] = [];
	private readonly options: SoakOptions;
	private readonly root: string;
	private readonly storage: string;
	private server: RunningServer | undefined;
	private settings: Record<string, unknown>;
	private marks = 0;
	private times: number[] = [];

	constructor(options: SoakOptions) {
		this.options = options;
		this.settings = { ...options.settings };
		this.root = join(options.place, 'work');
		this.storage = join(options.place, 'cache', 'skilllens');
		execFileSync('git', ['clone', '--quiet', '--no-hardlinks', options.repo, this.root]);
		this.git('config', 'gc.auto', '0');
		this.git('config', 'user.name', 'soak');
		this.git('config', 'user.email', 'soak@example.com');
		this.git('checkout', '--quiet', '-B', 'soak-now');
		this.git('branch', '--force', 'soak-then', `soak-now~${options.back}`);
	}

	async start(): Promise<void> {
		const options = { storage: this.storage, settings: this.settings };
		this.server = await startServer(this.options.program, this.root, options, pathToFileURL(probe).href);
	}

	/** As an editor stops it; changed while it is away. */
	async restart(): Promise<void> {
		await this.stop();
		this.switchTo('soak-then');
		this.editSome();
		await this.start();
	}

	/** Ends well, and nothing that it started outlives it. */
	async stop(): Promise<void> {
		const server = this.running();
		const children = childrenOf([server]);
		const [status] = (await partFrom(server.child, server.connection)) as [number | null];
		server.connection.dispose();
		this.server = undefined;
		const left = await orphans(children);
		this.problems.push(...(status === 0 ? [] : [`the server ended with status ${status}`]), ...left, ...this.complaints(server));
	}

	/** For good, however it was left. */
	end(): void {
		this.server?.child.kill('SIGKILL');
	}

	/** A setting changes: the server opens its folders anew. */
	async openAnew(): Promise<void> {
		const before = this.settings['search.rerankMilliseconds'];
		this.settings = { ...this.settings, 'search.rerankMilliseconds': before === 140 ? 150 : 140 };
		await this.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: { skilllens: this.settings } });
	}

	/** A round of work, at whose end the repository is as it was; then a look. */
	async lap(): Promise<Sample> {
		const start = performance.now();
		const pid = this.running().child.pid ?? 0;
		forgetPeak(pid);
		this.times = [];
		this.switchTo('soak-now');
		await this.until(async () => (await this.indexed()).length > 0, 'no file is indexed');
		await this.lookAround();
		await this.work();
		this.editSome();
		this.git('stash', 'push', '--quiet', '--include-untracked');
		await this.work();
		this.switchTo('soak-then');
		await this.work();
		this.switchTo('soak-now');
		this.git('stash', 'pop', '--quiet');
		await this.work();
		this.switchTo('soak-now');
		this.git('stash', 'clear');
		await this.settle();
		const ms = performance.now() - start;
		const { peak } = memoryOf(pid);
		return { ms, peak, search: this.times.toSorted((a, b) => a - b)[this.times.length >> 1] ?? Number.NaN, ...(await this.look()) };
	}

	/** How the index differs from one built from nothing, and from one that is whole. The server must have been stopped. */
	async compare(): Promise<string[]> {
		const fresh = join(this.options.place, 'fresh');
		const settings = Object.entries(this.settings).flatMap(([name, value]) => ['--setting', `${name}=${value}`]);
		const { status, stderr } = await skilllens(['-w', this.root, ...settings, 'index', '--json'], {
			cache: fresh,
			program: this.options.program,
		});
		const [own, other] = [this.storage, join(fresh, 'skilllens')].map((storage) => indexFolder(storage, this.root)) as [string, string];
		return [
			...(status === 0 ? [] : [`status ${status}: ${stderr.slice(0, 500)}`]),
			...faultsOf(own),
			...differences(imageOf(own), imageOf(other)),
		];
	}

	private get connection(): ProtocolConnection {
		return this.running().connection;
	}

	private running(): RunningServer {
		if (this.server === undefined) {
			throw new Error('The server does not run.');
		}
		return this.server;
	}

	/** A quarter of the lap's edits, searches and hovers, one among the other. */
	private async work(): Promise<void> {
		const files = await this.indexed();
		for (let i = 0; i < this.options.work / 4 && files.length > 0; i++) {
			await this.edit(this.pick(files));
			await this.search(this.pick(files));
			await this.hover(this.pick(files));
			await this.hover(this.pick(files));
		}
	}

	/** What an editor asks now and then. */
	private async lookAround(): Promise<void> {
		const files = await this.indexed();
		for (let i = 0; i < 5 && files.length > 0; i++) {
			await this.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri: this.uri(this.pick(files)) } });
		}
		await this.connection.sendRequest(completeRequest, { query: 'files path:' });
		await this.connection.sendRequest(doctorRequest, {});
		const { pictures } = await this.connection.sendRequest(picturesRequest);
		const picture = pictures.find(({ width }) => width > 0) ?? this.pictureFile();
		if (picture !== undefined) {
			await this.connection.sendRequest(matchRequest, { uri: picture.uri });
		}
	}

	private pictureFile(): { uri: string } | undefined {
		const path = this.git('ls-files', '*.png', '*.svg').split('\n')[0] ?? '';
		return path === '' || !existsSync(join(this.root, path)) ? undefined : { uri: this.uri(path) };
	}

	private async indexed(): Promise<string[]> {
		const { files } = await this.connection.sendRequest(filesRequest, {});
		return files.flatMap(({ path, chunks }) => (chunks > 0 && path !== mark ? [path] : []));
	}

	private async edit(path: string): Promise<void> {
		const file = join(this.root, path);
		const text = this.textOf(path);
		const choice = this.options.random();
		if (choice < 0.1) {
			rmSync(file, { force: true });
		} else if (choice < 0.2 && text !== '') {
			renameSync(file, file.replace(/(\.\w+)?$/, '_moved$1'));
		} else if (choice < 0.3) {
			mkdirSync(dirname(file), { recursive: true });
			writeFileSync(file.replace(/(\.\w+)?$/, `_new${++this.marks}$1`), `${text}\n# copy ${this.marks}\n`);
		} else if (choice < 0.6 && text !== '') {
			appendFileSync(
				file,
				`\ndef changed_${++this.marks}(value):\n    """Adds ${this.marks} to a value."""\n    return value + ${this.marks}\n`,
			);
		} else if (text !== '') {
			const lines = text.split('\n');
			const at = Math.floor(this.options.random() * lines.length);
			writeFileSync(file, lines.toSpliced(at, 1, `${lines[at]} ${++this.marks}`).join('\n'));
		}
		if (this.options.random() < 0.5) {
			await this.connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri: this.uri(path) } });
		}
	}

	private editSome(): void {
		const paths = this.git('ls-files', '*.py', '*.ts', '*.md').split('\n').filter(Boolean);
		for (let i = 0; i < 10 && paths.length > 0; i++) {
			appendFileSync(join(this.root, this.pick(paths)), `\n# changed beside the others: ${++this.marks}\n`);
		}
	}

	/** In all ways in which one can; one in ten is taken back at once. */
	private async search(path: string): Promise<void> {
		const lines = this.textOf(path).split('\n');
		const at = Math.floor(this.options.random() * lines.length);
		const words = (lines[at] ?? '').match(/\w{3,}/g)?.slice(0, 6) ?? ['configuration'];
		const choice = this.options.random();
		const start = performance.now();
		if (choice < 0.1) {
			await this.takeBack(words.join(' '));
		} else if (choice < 0.2) {
			await this.connection.sendRequest(traceRequest, { query: words.join(' ') });
		} else if (choice < 0.3) {
			await this.connection.sendRequest(whyRequest, { query: words.join(' '), uri: this.uri(path), line: at });
		} else if (choice < 0.5) {
			const query =
				lines
					.slice(at, at + 4)
					.join('\n')
					.slice(0, 2_000) || 'return';
			this.check((await this.connection.sendRequest(searchRequest, { query, verbatim: true })).results);
		} else {
			const filter = choice < 0.6 ? ` path:${path.split('/')[0]}` : choice < 0.7 ? ' kind:doc' : '';
			this.check((await this.connection.sendRequest(searchRequest, { query: `${words.join(' ')}${filter}` })).results);
		}
		this.times.push(performance.now() - start);
	}

	private async takeBack(query: string): Promise<void> {
		const source = new CancellationTokenSource();
		const answer = this.connection.sendRequest(searchRequest, { query }, source.token);
		source.cancel();
		try {
			await answer;
		} catch (error) {
			if (!(error instanceof ResponseError) || error.code !== LSPErrorCodes.RequestCancelled) {
				throw error;
			}
		} finally {
			source.dispose();
		}
	}

	/** Only this writes to the folder, and it waits for each answer: what is shown is on disk. */
	private check(results: readonly HitItem[]): void {
		for (const { path } of results) {
			if (!existsSync(join(this.root, path))) {
				this.problems.push(`${path} was found and is not there`);
			}
		}
	}

	private async hover(path: string): Promise<void> {
		const lines = this.textOf(path).split('\n');
		const line = Math.floor(this.options.random() * lines.length);
		const character = Math.max(0, (lines[line] ?? '').search(/\w/));
		await this.connection.sendRequest(HoverRequest.type, { textDocument: { uri: this.uri(path) }, position: { line, character } });
	}

	/** Everything is as last committed there, but for the mark. */
	private switchTo(branch: string): void {
		this.git('checkout', '--quiet', '--force', branch);
		this.git('clean', '--quiet', '--force', '-d', '--exclude', mark);
	}

	/** What is written last is found, by the watcher alone, and nothing is left to do. */
	private async settle(): Promise<void> {
		const name = `soak_mark_${(++this.marks).toString().replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '')}`;
		writeFileSync(join(this.root, mark), `def ${name}():\n    return None\n`);
		await this.until(
			async () => {
				const { results } = await this.connection.sendRequest(searchRequest, { query: name, limit: 3 });
				return results.some((hit) => hit.path === mark && hit.symbol.includes(name));
			},
			`${name} is not found`,
			patience.index,
		);
		await this.until(
			async () => {
				const { state, files, chunks, vectors } = await this.status();
				return state === 'ready' && files > 0 && vectors === chunks;
			},
			'the index is not ready',
			patience.index,
		);
	}

	private async look(): Promise<Omit<Sample, 'ms' | 'peak' | 'search'>> {
		for (const query of ['where is the configuration read', 'def read_config(path):\n    return load(path)']) {
			await this.connection.sendRequest(searchRequest, { query });
		}
		const server = this.running();
		await this.until(() => Promise.resolve(childrenOf([server]).every(isModel)), 'other processes than that of the model go on');
		await wait(workersRest);
		const answer = once(server.child, 'message');
		server.child.send(whatIsHeld);
		const [held] = (await answer) as [Held];
		const [model] = childrenOf([server]).filter(isModel);
		if (model === undefined) {
			throw new Error('There is no model process after a search.');
		}
		const { files, chunks } = await this.status();
		return {
			server: { ...footprintOf(server.child.pid ?? 0), ...held },
			model: footprintOf(model),
			files,
			chunks,
			disk: bytesIn(this.storage),
		};
	}

	private async status(): Promise<FolderStatus> {
		const { folders } = await this.connection.sendRequest(statusRequest);
		const [folder] = folders;
		if (folder === undefined || folder.state === 'failed') {
			throw new Error(`The folder failed: ${folder?.problem}`);
		}
		return folder;
	}

	private async until(isSo: () => Promise<boolean>, otherwise: string, minutes: number = patience.other): Promise<void> {
		const end = performance.now() + minutes * 60_000;
		while (!(await isSo())) {
			if (performance.now() > end) {
				throw new Error(`After ${minutes} minutes ${otherwise}.`);
			}
			await wait(poll);
		}
	}

	/** What it logged as an error. */
	private complaints(server: RunningServer): string[] {
		return server
			.said()
			.split('\n')
			.filter((line) => line !== '');
	}

	private textOf(path: string): string {
		const file = join(this.root, path);
		return existsSync(file) ? readFileSync(file, 'utf8') : '';
	}

	private uri(path: string): string {
		return pathToFileURL(join(this.root, path)).href;
	}

	private git(...args: string[]): string {
		return execFileSync('git', args, { cwd: this.root, encoding: 'utf8', maxBuffer: 64 << 20 });
	}

	private pick<T>(items: readonly T[]): T {
		return items[Math.floor(this.options.random() * items.length)] as T;
	}
}

function bytesIn(folder: string): number {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce(
		(sum, path) => sum + (statSync(join(folder, path), { throwIfNoEntry: false })?.size ?? 0),
		0,
	);
}
