/** A reading process as its parent sees it: started when it is needed, killed when a step takes too long, gone when idle. */
import { type ChildProcess, fork } from 'node:child_process';
import { siblingScript } from '../../base/assets.ts';
import { Cancelled, type CancelToken } from '../../base/cancel.ts';
import { keepAlive } from '../../base/childProcess.ts';
import type { Disposable } from '../../base/disposable.ts';
import { UserError } from '../../base/errors.ts';
import { type Lane, Lanes } from '../../base/lanes.ts';
import type { Log } from '../../base/log.ts';
import type { Colour, PatchGrids, Pixels, Reading } from '../../domain/picture.ts';
import type { Outcome, ReadCall, ReadReply, Step, Task } from './hostMessages.ts';
import { limits } from './limits.ts';

/** The process ended before it began with a picture: no picture is to blame. */
export class ReaderBroken extends UserError {}

/** The picture that is being read. */
type Job = {
	readonly id: number;
	readonly done: (value: Outcome[Task['kind']]) => void;
	readonly failed: (error: Error) => void;
	readonly step: (step: Step) => void;
	readonly watchdog: NodeJS.Timeout;
	begun: boolean;
};

export class PictureProcess implements Disposable {
	private readonly lane: Lane;
	private readonly log: Log;
	private readonly stepMs: number;
	private readonly turns = new Lanes();
	private child: ChildProcess | undefined;
	private job: Job | undefined;
	private idle: NodeJS.Timeout | undefined;
	private lastId = 0;

	/** A process of the background lane runs at the lowest priority. */
	constructor(lane: Lane, log: Log, stepMs: number = limits.stepMs[lane]) {
		this.lane = lane;
		this.log = log;
		this.stepMs = stepMs;
	}

	get pid(): number | undefined {
		return this.child?.pid;
	}

	async read(bytes: Uint8Array, token: CancelToken, step: (step: Step) => void = () => undefined): Promise<Reading> {
		return (await this.perform({ kind: 'reading' }, bytes, token, step)) as Reading;
	}

	async colours(bytes: Uint8Array, token: CancelToken): Promise<readonly Colour[]> {
		return (await this.perform({ kind: 'colours' }, bytes, token)) as readonly Colour[];
	}

	/** The frame that stands for the picture, as the image skill takes it. */
	async pixels(bytes: Uint8Array, takes: PatchGrids, token: CancelToken): Promise<Pixels> {
		return (await this.perform({ kind: 'pixels', takes }, bytes, token)) as Pixels;
	}

	dispose(): void {
		clearTimeout(this.idle);
		this.end(new Cancelled());
	}

	/** One picture at a time. Cancelling ends the process: OCR cannot be asked to stop. */
	private perform(
		task: Task,
		bytes: Uint8Array,
		token: CancelToken,
		step: (step: Step) => void = () => undefined,
	): Promise<Outcome[Task['kind']]> {
		return this.turns.run(this.lane, token, async () => {
			clearTimeout(this.idle);
			const watch = setInterval(() => token.isCancellationRequested && this.end(new Cancelled()), 50);
			try {
				return await this.ask(task, bytes, step);
			} finally {
				clearInterval(watch);
				this.rest();
			}
		});
	}

	private ask(task: Task, bytes: Uint8Array, step: (step: Step) => void): Promise<Outcome[Task['kind']]> {
		this.child ??= this.start();
		const child = this.child;
		const id = ++this.lastId;
		keepAlive(child, 'ref');
		return new Promise((done, failed) => {
			const watchdog = setTimeout(() => this.end(ended(`a step of it took longer than ${this.stepMs / 1000} s`)), this.stepMs);
			this.job = { id, done, failed, step, watchdog, begun: false };
			child.send({ id, bytes, task } satisfies ReadCall, (error) => error && this.end(ended(error.message), child));
		});
	}

	private receive(reply: ReadReply): void {
		const { job } = this;
		if (job?.id !== reply.id) {
			return;
		}
		job.watchdog.refresh();
		job.begun = true;
		if (reply.kind === 'step') {
			job.step(reply.step);
		} else if (reply.kind === 'done') {
			job.done(reply.value);
		} else {
			job.failed(new UserError(reply.message, reply.remedy));
		}
	}

	/** After a picture: the process stays a while for the next one. */
	private rest(): void {
		clearTimeout(this.job?.watchdog);
		this.job = undefined;
		if (this.child !== undefined) {
			keepAlive(this.child, 'unref');
			this.idle = setTimeout(() => this.end(ended('it was idle')), limits.idleMs).unref();
		}
	}

	private start(): ChildProcess {
		const child = fork(siblingScript(import.meta.url, 'pictureHost'), [this.lane], {
			execArgv: [],
			serialization: 'advanced',
			stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
		});
		child.stderr?.on('data', (noise: Buffer) => this.log.warn('pictures', noise.toString('utf8').trimEnd()));
		child.on('message', (reply: ReadReply) => this.receive(reply));
		child.on('error', (error) => this.end(ended(error.message), child));
		child.on('exit', (code, signal) => this.end(this.whyEnded(signal ?? `exit status ${code}`), child));
		this.log.info('pictures', `started process ${child.pid} (${this.lane})`);
		return child;
	}

	private whyEnded(how: string): UserError {
		return this.job?.begun === false
			? new ReaderBroken(
					`Pictures cannot be read: the process that reads them does not start (${how}).`,
					'The log says why; install SkillLens anew.',
				)
			: ended(`its process ended (${how})`);
	}

	private end(why: Error, child = this.child): void {
		child?.kill('SIGKILL');
		if (this.child === child) {
			this.child = undefined;
			this.job?.failed(why);
		}
	}
}

function ended(why: string): UserError {
	return new UserError(`The picture could not be read: ${why}.`, 'Choose another one, or a smaller one.');
}
