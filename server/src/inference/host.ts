/** Entry of the model process: the one place that runs the model. It answers one request after another and ends with its parent. */
import { describe, UserError } from '../base/errors.ts';
import { abreast, chooseThreads, reasonOf } from './devices.ts';
import type { EncodedBatch, HostCall, HostOptions, HostReply, HostRequest, HostStatus } from './hostMessages.ts';
import { readManifest } from './manifest.ts';
import { Sessions } from './session.ts';
import { SecondThread } from './sharing.ts';

class Host {
	private readonly options: HostOptions;
	private model: Promise<Sessions> | undefined;
	private last: Promise<void> = Promise.resolve();

	constructor(options: HostOptions) {
		this.options = options;
	}

	receive(call: HostCall): void {
		this.last = this.last.then(() => this.answer(call));
	}

	private async answer({ id, request }: HostCall): Promise<void> {
		try {
			this.model ??= open(this.options);
			tell({ kind: 'done', id, value: await perform(await this.model, request) });
		} catch (error) {
			const { message, remedy } = explain(error);
			tell({ kind: 'failed', id, message, remedy });
		}
	}
}

async function open(options: HostOptions): Promise<Sessions> {
	const manifest = readManifest(options.folder);
	const runtime = await import('onnxruntime-node').catch((error: unknown) => {
		throw new UserError(
			`The model cannot run on ${process.platform}-${process.arch}: ONNX Runtime does not load there.`,
			'Search goes on with words alone. The log says why.',
			{ cause: error },
		);
	});
	const second = abreast(chooseThreads(options.threads)) > 1 ? new SecondThread({ ...options, device: 'cpu' }, tell) : undefined;
	return new Sessions(runtime, manifest, options, tell, second);
}

async function perform(sessions: Sessions, request: HostRequest): Promise<EncodedBatch | HostStatus> {
	return request.kind === 'encode' ? sessions.run(request.batch) : { ...sessions.state, memory: process.memoryUsage.rss() };
}

/** What a native library says goes to the log; a person gets its first line in a sentence. */
function explain(error: unknown): UserError {
	const known = error instanceof UserError;
	tell({ kind: 'log', level: 'warn', message: describe(known ? (error.cause ?? error.message) : error) });
	return known
		? error
		: new UserError(
				`The model could not compute: ${reasonOf(error)}.`,
				'This answer comes from words alone. Run `skilllens doctor`, or reinstall the extension.',
			);
}

function tell(reply: HostReply): void {
	process.send?.(reply);
}

const host = new Host(JSON.parse(process.argv[2] ?? '{}') as HostOptions);
process.on('message', (call: HostCall) => host.receive(call));
process.on('disconnect', () => process.exit());
// An interrupt typed into a terminal reaches the whole group; the parent decides what ends.
process.on('SIGINT', () => undefined);
