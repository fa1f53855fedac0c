/**
 * Kills what indexes a folder (the command line, the language server, the model process of either) at random moments while files of that folder
 * change, and looks each time at what is left: no commit lost that another process had seen, no file half replaced, and in the end the same index as
 * one built from nothing.
 */
import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { contentHash } from '../../server/src/base/hash.ts';
import { silentLog } from '../../server/src/base/log.ts';
import { rowsOf } from '../../server/src/indexing/prepare.ts';
import type { StaticEncoder } from '../../server/src/inference/encoder.ts';
import { loadModel } from '../../server/src/inference/loadModel.ts';
import { createSkills } from '../../server/src/skills/registry.ts';
import { indexFolder, openStore } from '../../server/src/storage/openStore.ts';
import { ChangingFolder } from './changingFolder.ts';
import { skilllens, program as source } from './cli.ts';
import { differences, faultsOf, type IndexImage, imageOf, linesOf } from './indexImage.ts';
import { childrenOf, ended, isModel, orphans, type Running, startCommand, startServer } from './processes.ts';

export const victims = [
	'command line',
	'server',
	'model process of the command line',
	'model process of the server',
	'server beside the command line',
] as const;
export type Victim = (typeof victims)[number];

export type Round = {
	readonly victim: Victim;
	/** Milliseconds from its start to its end. */
	readonly after: number;
	/** The index was changed between the start and the kill; the model process was there to be killed. */
	readonly atWork: boolean;
	/** Milliseconds until the index was open again and its files were known. */
	readonly reopened: number;
	/** What is not as it should be; empty where all is well. */
	readonly problems: readonly string[];
};

export type KillLoopOptions = {
	/** An empty folder for workspace and indexes. */
	readonly place: string;
	readonly modelFolder: string;
	/** Uniform in [0, 1). */
	readonly random: () => number;
	/** The command line to run; from source unless told. */
	readonly program?: string;
};

/** Changes before a round; more come while it lasts. */
const changesBefore = 20;
/** One round in so many begins without an index, and each that kills a model process: it has all vectors to compute. */
const fromNothing = 8;
/** Milliseconds within which a process is killed after it was seen at work, in half of the rounds, mostly soon; and a model process after its start. */
const [soon, modelLife] = [100, 200];
/** Commits that it is let do before, at most. */
const mostCommits = 4;
/** Milliseconds that what must come about by itself may take. */
const patience = 60_000;

export class KillLoop {
	private readonly options: KillLoopOptions;
	private readonly workspace: ChangingFolder;
	private readonly cache: string;
	private readonly expected: Expected;
	/** Milliseconds of a run that nobody disturbs. */
	private span = 3_000;
	private rounds = 0;

	constructor(options: KillLoopOptions) {
		this.options = options;
		this.workspace = new ChangingFolder(join(options.place, 'work'), join(options.place, 'drafts'), options.random);
		this.cache = join(options.place, 'cache');
		this.expected = new Expected(options.modelFolder);
	}

	async round(): Promise<Round> {
		const { random } = this.options;
		const victim = victims[this.rounds++ % victims.length] as Victim;
		if (Math.floor(random() * fromNothing) === 0 || victim.startsWith('model process')) {
			rmSync(this.cache, { recursive: true, force: true });
		}
		this.workspace.agreed();
		for (let i = 0; i < changesBefore; i++) {
			this.workspace.change();
		}
		const before = this.look();
		this.workspace.goOn();
		const killed = await this.kill(victim, random() * this.span).finally(() => this.workspace.rest());
		const { reopened, notes } = this.reopen();
		const left = this.look();
		const problems = [
			...killed.problems,
			...notes,
			...(existsSync(join(this.index, 'index.db')) ? faultsOf(this.index) : []),
			...lost(killed.seen, left, this.workspace),
			...(await this.torn(left)),
			...(await this.finish()),
		];
		if (problems.length > 0) {
			rmSync(this.cache, { recursive: true, force: true }); // the next round is to tell of itself
		}
		const atWork = killed.hit && killed.seen !== undefined && changed(before, killed.seen);
		return { victim, after: killed.after, atWork, reopened, problems };
	}

	private get index(): string {
		return indexFolder(join(this.cache, 'skilllens'), this.workspace.root);
	}

	private get arguments(): string[] {
		return ['-w', this.workspace.root, '--setting', `model.folder=${this.options.modelFolder}`];
	}

	private get program(): string {
		return this.options.program ?? source;
	}

	private startServer(): Promise<Running> {
		const options = { storage: join(this.cache, 'skilllens'), settings: { 'model.folder': this.options.modelFolder } };
		return startServer(this.program, this.workspace.root, options);
	}

	/** What any process would see of the index now; undefined where there is none yet. */
	private look(): IndexImage | undefined {
		try {
			return existsSync(join(this.index, 'index.db')) ? imageOf(this.index) : undefined;
		} catch (error) {
			if (error instanceof Error && /no such (?:fts5 )?table|unable to open/.test(error.message)) {
				return undefined;
			}
			throw error;
		}
	}

	private async kill(victim: Victim, after: number): Promise<Killed> {
		const start = performance.now();
		const running = await this.start(victim);
		try {
			const end = victim.startsWith('model process') ? await this.killModel(running, after) : await this.killLast(running, after);
			return { ...end, after: performance.now() - start };
		} finally {
			for (const { child } of running) {
				child.kill('SIGKILL');
			}
		}
	}

	/** Whoever is killed comes last. */
	private async start(victim: Victim): Promise<Running[]> {
		const isServed = victim.includes('server');
		const command = () => startCommand([this.program, ...this.arguments, 'index', '--json'], this.cache);
		return [...(!isServed || victim.includes('beside') ? [command()] : []), ...(isServed ? [await this.startServer()] : [])];
	}

	private async killLast(running: readonly Running[], after: number): Promise<Omit<Killed, 'after'>> {
		const last = running.at(-1);
		if (this.options.random() < 0.5) {
			for (let commits = Math.floor(this.options.random() * mostCommits); commits >= 0; commits--) {
				const before = logOf(this.index);
				await this.until(running, () => logOf(this.index) !== before);
			}
			await wait((after / this.span) ** 3 * soon);
		} else {
			await wait(after);
		}
		const seen = this.lookAtHeld(last);
		const children = childrenOf(running);
		const hit = last?.child.exitCode === null;
		last?.child.kill('SIGKILL');
		await last?.exit;
		const others = await Promise.all(running.slice(0, -1).map(ended));
		return { seen, hit, problems: [...others.flat(), ...(await orphans(children))] };
	}

	/** Held still while it is looked at: a look takes longer than a commit, and it is killed at the moment that was drawn. */
	private lookAtHeld(running: Running | undefined): IndexImage | undefined {
		running?.child.kill('SIGSTOP');
		try {
			return this.look();
		} catch (error) {
			if (!(error instanceof Error) || !/locked/.test(error.message)) {
				throw error;
			}
			running?.child.kill('SIGCONT'); // it was held while nobody else may look
			return this.look();
		}
	}

	private async killModel(running: readonly Running[], after: number): Promise<Omit<Killed, 'after'>> {
		await this.until(running, () => childrenOf(running).some(isModel));
		await wait((after / this.span) * modelLife);
		const models = childrenOf(running).filter(isModel);
		for (const pid of models) {
			process.kill(pid, 'SIGKILL');
		}
		const seen = this.look();
		const children = childrenOf(running);
		return { seen, hit: models.length > 0, problems: [...(await this.goesOn(running)), ...(await orphans(children))] };
	}

	/** Waits for something that one of them does; no longer than they live. */
	private async until(running: readonly Running[], isSo: () => boolean): Promise<void> {
		const end = performance.now() + patience;
		while (!isSo() && running.some(({ child }) => child.exitCode === null) && performance.now() < end) {
			await wait(5);
		}
	}

	/** After its model process was killed, the command line ends well and the server gets all vectors; the changes end, so that it can. */
	private async goesOn(running: readonly Running[]): Promise<string[]> {
		this.workspace.rest();
		const problems: string[] = [];
		for (const each of running) {
			if (each.connection === undefined) {
				problems.push(...(await ended(each)));
				continue;
			}
			const done = await Promise.race([each.complete().then(() => true), wait(patience, false, { ref: false })]);
			problems.push(...(done ? [] : [`the server did not get all vectors within ${patience / 1000} s`]));
			each.child.kill('SIGKILL');
			await each.exit;
		}
		return problems;
	}

	private reopen(): { reopened: number; notes: readonly string[] } {
		const { encoder, static: table } = this.expected;
		const start = performance.now();
		const store = openStore({
			...{ folder: this.index, workspace: this.workspace.root, log: silentLog },
			static: table,
			skills: encoder,
		});
		try {
			store.files();
			store.count({});
			return { reopened: performance.now() - start, notes: store.notes };
		} catch (error) {
			return { reopened: performance.now() - start, notes: [`it does not answer: ${error}`] };
		} finally {
			store.close();
		}
	}

	/** Every file is as one version of it says, whole. */
	private async torn(left: IndexImage | undefined): Promise<string[]> {
		const problems: string[] = [];
		for (const [path, { hash, lines }] of left?.files ?? []) {
			const text = this.workspace.versionOf(path, hash);
			if (text === undefined) {
				problems.push(`${path} has the hash of no version of it`);
			} else if (JSON.stringify(lines) !== JSON.stringify(await this.expected.lines(path, text))) {
				problems.push(`${path} is neither one version of it nor another`);
			}
		}
		return problems;
	}

	/** One run that nobody disturbs makes the index equal to one built from nothing. */
	private async finish(): Promise<string[]> {
		const fresh = join(this.options.place, 'fresh');
		const start = performance.now();
		const index = (cache: string) => skilllens([...this.arguments, 'index', '--json'], { cache, program: this.program });
		const results = [await index(this.cache)];
		this.span = 0.7 * this.span + 0.3 * 1.5 * (performance.now() - start);
		results.push(await index(fresh));
		const scratch = indexFolder(join(fresh, 'skilllens'), this.workspace.root);
		try {
			return [
				...results.flatMap(({ status, stderr }) => (status === 0 && stderr === '' ? [] : [`status ${status}: ${stderr.slice(0, 500)}`])),
				...differences(imageOf(this.index), imageOf(scratch)),
			];
		} finally {
			rmSync(fresh, { recursive: true, force: true });
		}
	}
}

type Killed = {
	readonly seen: IndexImage | undefined;
	readonly after: number;
	readonly hit: boolean;
	readonly problems: readonly string[];
};

/** Size and time of the write-ahead log: whoever writes changes them. */
function logOf(folder: string): string {
	const stats = statSync(join(folder, 'index.db-wal'), { throwIfNoEntry: false });
	return `${stats?.size} ${stats?.mtimeMs}`;
}

function changed(before: IndexImage | undefined, now: IndexImage): boolean {
	return before === undefined || before.revision !== now.revision || before.lastVector !== now.lastVector;
}

/** What was seen before the kill and is not there, nor anything newer in its place. */
function lost(seen: IndexImage | undefined, left: IndexImage | undefined, workspace: ChangingFolder): string[] {
	if (seen === undefined) {
		return [];
	}
	if (left === undefined || left.revision < seen.revision || left.lastVector < seen.lastVector) {
		return [`the index went back: ${left?.revision} after ${seen.revision}, vector ${left?.lastVector} after ${seen.lastVector}`];
	}
	return [...seen.files].flatMap(([path, file]) => {
		const now = left.files.get(path);
		if (now === undefined) {
			return workspace.wasRemoved(path) ? [] : [`${path} was in the index and is not`];
		}
		if (now.hash === file.hash) {
			return file.vectors.every((vector, i) => vector === 'none' || vector === now.vectors[i]) ? [] : [`${path} lost vectors`];
		}
		return workspace.isLater(path, now.hash, file.hash) ? [] : [`${path} went back to an earlier version`];
	});
}

/** What the product makes of a text, computed here. */
class Expected {
	readonly encoder: { readonly dims: number; readonly versions: Readonly<Record<string, string>> };
	readonly static: { readonly dims: number; readonly versions: { readonly static: string } };
	private readonly table: StaticEncoder;
	private readonly skills = createSkills();
	private readonly known = new Map<string, string[]>();

	constructor(folder: string) {
		const model = loadModel({ folder, device: 'cpu', threads: 1, idleSeconds: 1, log: silentLog });
		const { encoder, static: table } = model;
		model.dispose();
		if (encoder === undefined || table === undefined) {
			throw new Error(`There is no model in ${folder}.`);
		}
		this.table = table;
		this.encoder = { dims: encoder.dims, versions: encoder.versions as Readonly<Record<string, string>> };
		this.static = { dims: table.dims, versions: { static: table.version } };
	}

	async lines(path: string, text: string): Promise<string[]> {
		const key = `${path} ${contentHash(text)}`;
		const skill = this.skills.for(path);
		if (skill === undefined) {
			throw new Error(`No skill reads ${path}.`);
		}
		const make = async (): Promise<string[]> =>
			linesOf(
				await rowsOf({ path, hash: contentHash(text), text }, { path, size: 0, mtime: 0 }, skill, {
					skills: this.skills,
					embed: (passage) => this.table.encode(passage),
				}),
			);
		const lines = this.known.get(key) ?? (await make());
		this.known.set(key, lines);
		return lines;
	}
}
