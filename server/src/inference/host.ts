/** Entry of the model process: the one place that runs the model. It answers one request after another and ends with its parent. */
import { describe, UserError } from '../base/errors.ts';
import type { HostCall, HostOptions, HostReply, HostRequest, HostStatus } from './hostMessages.ts';
import { readManifest } from './manifest.ts';
import { Sessions } from './session.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as HostOptions;
let opened: Promise<Model> | undefined;
let last: Promise<void> = Promise.resolve();

process.on('disconnect', () => process.exit());
// An interrupt typed into a terminal reaches the whole group; the parent decides what ends.
process.on('SIGINT', () => undefined);
process.on('message', (call: HostCall) => {
	last = last.then(() => answer(call));
});

type Model = { readonly sessions: Sessions; readonly bundled: readonly string[] };

async function answer({ id, request }: HostCall): Promise<void> {
	try {
		opened ??= open();
		tell({ kind: 'done', id, value: await perform(await opened, request) });
	} catch (error) {
		if (!(error instanceof UserError)) {
			tell({ kind: 'log', level: 'warn', message: describe(error) });
		}
		const known = error instanceof UserError ? error : failed(error);
		tell({ kind: 'failed', id, message: known.message, remedy: known.remedy });
	}
}

async function perform({ sessions, bundled }: Model, request: HostRequest): Promise<HostStatus | Awaited<ReturnType<Sessions['run']>>> {
	if (request.kind === 'encode') {
		return sessions.run(request.batch);
	}
	await sessions.probe();
	return {
		device: sessions.device,
		...(sessions.refused && { refused: sessions.refused }),
		bundled,
		loaded: sessions.loaded,
		memory: process.memoryUsage.rss(),
	};
}

async function open(): Promise<Model> {
	const manifest = readManifest(options.folder);
	const runtime = await import('onnxruntime-node').catch((error: unknown) => {
		throw new UserError(
			`The model cannot run on ${process.platform}-${process.arch}: ONNX Runtime does not load there.`,
			'Search goes on with words alone. See the log for the reason.',
			{ cause: error },
		);
	});
	return {
		sessions: new Sessions(runtime, manifest, options, (level, message) => tell({ kind: 'log', level, message })),
		bundled: runtime
			.listSupportedBackends()
			.filter((backend) => backend.bundled)
			.map((backend) => backend.name),
	};
}

function failed(error: unknown): UserError {
	const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
	return new UserError(
		`The model could not compute: ${line.slice(0, 300)}.`,
		'This answer comes from words alone. Run `skilllens doctor`, or reinstall the extension.',
	);
}

function tell(reply: HostReply): void {
	process.send?.(reply);
}
