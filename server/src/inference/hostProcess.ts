/** The model process as its parent sees it: started when it is needed, started again after it ended, never kept waiting for. */

import { type ChildProcess, fork } from 'node:child_process';
import { siblingScript } from '../base/assets.ts';
import { keepAlive } from '../base/childProcess.ts';
import type { Disposable } from '../base/disposable.ts';
import { sentence, UserError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { Crashes } from './crashes.ts';
import type { Batch, EncodedBatch, HostCall, HostOptions, HostReply, HostRequest, HostState, HostStatus, Refusal } from './hostMessages.ts';

/** The process is at fault, not what it was asked. */
export class ProcessEnded extends UserError {}

type Waiting = { readonly done: (value: unknown) => void; readonly failed: (error: Error) => void; readonly timer: NodeJS.Timeout };
type Running = { readonly child: ChildProcess; readonly waiting: Map<number, Waiting> };

/** Milliseconds for one batch, with opening its graph. */
const patience = 30_000;

export class HostProcess implements Disposable {
	private options: HostOptions;
	private readonly log: Log;
	private readonly patience: number;
	private readonly crashes = new Crashes();
	private running: Running | undefined;
	private nextId = 1;
	private lastCrash: ProcessEnded | undefined;
	private state: HostState | undefined;
	/** A device that took the process down with it. */
	private refused: Refusal | undefined;
	private disposed = false;

	constructor(options: HostOptions, log: Log, limits: { readonly patience: number } = { patience }) {
		this.options = options;
		this.log = log;
		this.patience = limits.patience;
	}

	get pid(): number | undefined {
		return this.running?.child.pid;
	}

	/** What it last said it has open, and where; nothing while it does not run. */
	get known(): HostState | undefined {
		return this.state;
	}

	async encode(batch: Batch): Promise<EncodedBatch> {
		return (await this.call({ kind: 'encode', batch })) as EncodedBatch;
	}

	async status(): Promise<HostStatus> {
		const status = (await this.call({ kind: 'status' })) as HostStatus;
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
			const timer = setTimeout(() => this.end(running, `it did not answer for ${this.patience / 1000} s`), this.patience);
			waiting.set(id, { done, failed, timer });
			keepAlive(running.child, waitsFor(running));
			child.send({ id, request } satisfies HostCall, (error) => {
				if (error !== null) {
					this.end(running, error.message);
				}
			});
		});
	}

	private start(): Running {
		if (this.disposed) {
			throw closed();
		}
		const child = fork(siblingScript(import.meta.url, 'host'), [JSON.stringify(this.options)], {
			execArgv: [],
			// ONNX Runtime reports to its maker from 1.29 on unless told not to: https://github.com/microsoft/onnxruntime/pull/27379
			env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
			serialization: 'advanced',
			// Standard output carries JSON or the language server's messages: nothing native may write there.
			stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
		});
		const running: Running = { child, waiting: new Map() };
		child.on('message', (reply: HostReply) => this.receive(running, reply));
		child.on('error', (error) => this.end(running, error.message));
		child.on('exit', (code, signal) => this.end(running, signal === null ? `exit status ${code}` : `signal ${signal}`));
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
			this.state = reply;
			return;
		}
		const call = running.waiting.get(reply.id);
		running.waiting.delete(reply.id);
		keepAlive(running.child, waitsFor(running));
		clearTimeout(call?.timer);
		if (reply.kind === 'done') {
			call?.done(reply.value);
		} else {
			call?.failed(new UserError(reply.message, reply.remedy));
		}
	}

	/** However it ended, those who wait are told, and the next call starts another one. */
	private end(running: Running, why: string): void {
		running.child.kill('SIGKILL');
		if (this.running !== running) {
			return;
		}
		this.running = undefined;
		this.state = undefined;
		const error = this.disposed ? closed() : this.recordCrash(why);
		for (const { failed, timer } of running.waiting.values()) {
			clearTimeout(timer);
			failed(error);
		}
		running.waiting.clear();
	}

	private recordCrash(why: string): ProcessEnded {
		this.crashes.record(performance.now());
		this.log.error('model', `the process ended: ${why}`);
		if (!['auto', 'cpu'].includes(this.options.device)) {
			this.refused = { device: this.options.device, why: `the model process ended on it (${why})` };
			this.options = { ...this.options, device: 'cpu' };
		}
		this.lastCrash = new ProcessEnded(
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
					`The model process ended again and again and rests for ${Math.ceil(left / 1000)} s; until then answers come from words alone.`,
					'Run `skilllens doctor`, or set `skilllens.model.device` to `cpu`.',
				);
	}
}

function closed(): ProcessEnded {
	return new ProcessEnded('The model is closed.', 'This answer comes from words alone.');
}

/** What its process keeps alive: us, while an answer is waited for. */
function waitsFor({ waiting }: Running): 'ref' | 'unref' {
	return waiting.size > 0 ? 'ref' : 'unref';
}
