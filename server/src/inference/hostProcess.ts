/** The model process as its parent sees it: started when it is needed, started again after it ended, never kept waiting for. */

import { type ChildProcess, fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { siblingScript } from '../base/assets.ts';
import { keepAlive } from '../base/childProcess.ts';
import type { Disposable } from '../base/disposable.ts';
import { sentence, UserError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { Crashes } from './crashes.ts';
import type { Batch, EncodedBatch, HostCall, HostOptions, HostReply, HostRequest, HostState, HostStatus, Refusal } from './hostMessages.ts';

/** The process is at fault, not what it was asked. */
export class ProcessEnded extends UserError {
	/** `killed` from outside, by a person or a system that is short of memory: nothing that ran in it is to blame. */
	readonly how: 'crashed' | 'hung' | 'killed';
	/** Without a subject: `signal SIGSEGV`, `it did not answer for 30 s`. */
	readonly reason: string;

	constructor(how: ProcessEnded['how'], reason: string, message: string, remedy: string) {
		super(message, remedy);
		this.how = how;
		this.reason = reason;
	}
}

export type Limits = {
	/** Milliseconds for one batch, with opening its graph. */
	readonly patience: number;
	readonly priority?: 'low';
	/** What it runs; another one in tests alone. */
	readonly script?: URL;
};

type Waiting = { readonly done: (value: unknown) => void; readonly failed: (error: Error) => void; readonly timer: NodeJS.Timeout };
type Running = { readonly child: ChildProcess; readonly waiting: Map<number, Waiting> };

export const usualLimits: Limits = { patience: 30_000 };
/** A driver or a library does not send them. */
const fromOutside: readonly (NodeJS.Signals | null)[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'];

export class HostProcess implements Disposable {
	private options: HostOptions;
	private readonly log: Log;
	private readonly limits: Limits;
	private readonly crashes = new Crashes();
	private running: Running | undefined;
	private nextId = 1;
	private lastCrash: ProcessEnded | undefined;
	private state: HostState | undefined;
	/** A device that the process ended over. */
	private refused: Refusal | undefined;
	private disposed = false;
	private readonly onBlamed: (refusal: Refusal, how: 'crashed' | 'hung') => void;

	/** `onBlamed` is told when the process ends over a device that is not the processor. */
	constructor(options: HostOptions, log: Log, limits = usualLimits, onBlamed: HostProcess['onBlamed'] = () => undefined) {
		this.options = options;
		this.log = log;
		this.limits = limits;
		this.onBlamed = onBlamed;
	}

	/** The device that the next process runs on, and the present one unless it refuses it. */
	get device(): string {
		return this.options.device;
	}

	/** From the next call on, on another device; what is being computed is still answered. */
	move(device: string): void {
		if (device === this.options.device) {
			return;
		}
		this.options = { ...this.options, device };
		this.refused = undefined;
		const former = this.running;
		this.running = undefined;
		this.state = undefined;
		if (former !== undefined) {
			this.retire(former);
		}
	}

	get pid(): number | undefined {
		return this.running?.child.pid;
	}

	/** What it last said it has open, and where; nothing while it does not run. */
	get known(): HostState | undefined {
		return this.state && (this.refused === undefined ? this.state : { ...this.state, refused: this.refused });
	}

	async encode(batch: Batch): Promise<EncodedBatch> {
		return (await this.call({ kind: 'encode', batch })) as EncodedBatch;
	}

	async status(): Promise<HostStatus> {
		const status = (await this.call({ kind: 'status' })) as HostStatus;
		const { memory: _, ...state } = status;
		this.state = state;
		return this.refused === undefined ? status : { ...status, refused: this.refused };
	}

	/** Why it cannot be asked now, or did not answer last time. */
	problem(): string | undefined {
		const error = this.restingError() ?? this.lastCrash;
		return error && sentence(error);
	}

	dispose(): void {
		this.disposed = true;
		this.running?.child.kill('SIGKILL');
	}

	private async call(request: HostRequest): Promise<unknown> {
		const resting = this.restingError();
		if (resting !== undefined) {
			throw resting;
		}
		this.running ??= this.start();
		const value = await this.ask(this.running, request);
		this.lastCrash = undefined;
		return value;
	}

	private ask(running: Running, request: HostRequest): Promise<unknown> {
		const { child, waiting } = running;
		const id = this.nextId++;
		return new Promise((done, failed) => {
			const { patience } = this.limits;
			const timer = setTimeout(() => this.end(running, 'hung', `it did not answer for ${patience / 1000} s`), patience);
			waiting.set(id, { done, failed, timer });
			keepAlive(running.child, waitsFor(running));
			child.send({ id, request } satisfies HostCall, (error) => {
				if (error !== null) {
					this.end(running, 'killed', error.message);
				}
			});
		});
	}

	private start(): Running {
		if (this.disposed) {
			throw closed();
		}
		const child = fork(this.limits.script ?? siblingScript(import.meta.url, 'host'), [JSON.stringify(this.options)], {
			execArgv: [],
			// ONNX Runtime reports to its maker from 1.29 on unless told not to: https://github.com/microsoft/onnxruntime/pull/27379
			// glibc raises its threshold with what is freed and keeps what lies below it: the 45 MB of a second thread that has ended.
			env: { ...process.env, ORT_DISABLE_TELEMETRY: '1', MALLOC_MMAP_THRESHOLD_: '131072' },
			serialization: 'advanced',
			// Standard output carries JSON or the language server's messages: nothing native may write there.
			stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
		});
		const running: Running = { child, waiting: new Map() };
		child.on('message', (reply: HostReply) => this.receive(running, reply));
		child.on('error', (error) => this.end(running, 'killed', error.message));
		child.on('exit', (code, signal) =>
			this.end(running, fromOutside.includes(signal) ? 'killed' : 'crashed', signal === null ? `exit status ${code}` : `signal ${signal}`),
		);
		if (this.limits.priority === 'low') {
			yieldToOthers(child);
		}
		child.stderr?.on('data', (noise: Buffer) => this.log.warn('model', noise.toString('utf8').trimEnd()));
		keepAlive(running.child, waitsFor(running));
		this.log.info('model', `started process ${child.pid}`);
		return running;
	}

	private receive(running: Running, reply: HostReply): void {
		if (reply.kind === 'log') {
			this.log[reply.level]('model', reply.message);
			return;
		}
		if (reply.kind === 'changed') {
			this.state = this.running === running ? reply : this.state;
			return;
		}
		const call = running.waiting.get(reply.id);
		running.waiting.delete(reply.id);
		keepAlive(running.child, waitsFor(running));
		clearTimeout(call?.timer);
		if (this.running !== running) {
			this.retire(running);
		}
		if (reply.kind === 'done') {
			call?.done(reply.value);
		} else {
			call?.failed(new UserError(reply.message, reply.remedy));
		}
	}

	/** Ends a process that is no longer the one to ask, when the last answer of it has come. */
	private retire(former: Running): void {
		if (former.waiting.size === 0) {
			former.child.kill('SIGKILL');
		}
	}

	/** However it ended, those who wait are told, and the next call starts another one. */
	private end(running: Running, how: ProcessEnded['how'], why: string): void {
		running.child.kill('SIGKILL');
		if (this.running !== running && running.waiting.size === 0) {
			return;
		}
		if (this.running === running) {
			this.running = undefined;
			this.state = undefined;
		}
		const error = this.disposed ? closed() : this.recordCrash(how, why);
		for (const { failed, timer } of running.waiting.values()) {
			clearTimeout(timer);
			failed(error);
		}
		running.waiting.clear();
	}

	private recordCrash(how: ProcessEnded['how'], why: string): ProcessEnded {
		this.crashes.record(performance.now());
		this.log[this.options.otherwise === 'cpu' ? 'error' : 'info']('model', `the process ended: ${why}`);
		const { device, otherwise } = this.options;
		if (device !== 'cpu' && otherwise === 'cpu') {
			this.refused = { device, why: `the model process ended on it (${why})` };
			this.options = { ...this.options, device: 'cpu' };
			if (how !== 'killed') {
				this.onBlamed(this.refused, how);
			}
		}
		this.lastCrash = new ProcessEnded(
			how,
			why,
			`The model process ended (${why}); this answer comes from words alone.`,
			'It starts again with the next question. If this happens again, run `skilllens doctor`.',
		);
		return this.lastCrash;
	}

	private restingError(): ProcessEnded | undefined {
		const left = this.crashes.restLeft(performance.now());
		return left === 0
			? undefined
			: new ProcessEnded(
					'killed',
					'it rests',
					`The model process ended again and again and rests for ${Math.ceil(left / 1000)} s; until then answers come from words alone.`,
					'Run `skilllens doctor`, or set `skilllens.model.device` to `cpu`.',
				);
	}
}

function closed(): ProcessEnded {
	return new ProcessEnded('killed', 'it is closed', 'The model is closed.', 'This answer comes from words alone.');
}

function yieldToOthers({ pid }: ChildProcess): void {
	try {
		if (pid !== undefined) {
			setPriority(pid, constants.priority.PRIORITY_LOW);
		}
	} catch {
		// it has ended already, which its own event tells, or the system lets nobody change that: then it competes
	}
}

/** What its process keeps alive: us, while an answer is waited for. */
function waitsFor({ waiting }: Running): 'ref' | 'unref' {
	return waiting.size > 0 ? 'ref' : 'unref';
}
