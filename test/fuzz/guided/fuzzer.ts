/** The fuzzing process: libFuzzer makes bytes after the edges of our code, and of libraries that it reads with, that earlier ones led through. */
import { createRequire, register } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** What is used of @jazzer.js/core, which is not there unless it was asked for. */
type Jazzer = {
	readonly OptionsManager: new (source: number) => { merge(options: object, source: number): unknown };
	readonly OptionSource: Readonly<Record<'DefaultCLIOptions' | 'CommandLineArguments', number>>;
	startFuzzing(options: unknown): Promise<{ readonly error?: unknown }>;
};

/** Parts of the paths of files whose edges are counted. */
const counted = [
	...['/server/src/', '/server/protocol/'],
	...['markdown-it', 'ignore', 'vscode-jsonrpc', '@modelcontextprotocol'].map((library) => `/node_modules/${library}/`),
];
const mostBytes = 8_192;
/** Milliseconds that one input may keep the process; what it may cost the processor, the targets say. */
const longest = 120_000;
/** Of resident memory: beyond it an input counts as a finding. */
const mostMegabytes = 3_000;

const { values } = parseArgs({
	options: { target: { type: 'string' }, folder: { type: 'string' }, seconds: { type: 'string' }, seed: { type: 'string' } },
});
const { folder = '', seconds = '0', seed = '1' } = values;
register('./stripTypes.mjs', import.meta.url);
const { OptionsManager, OptionSource, startFuzzing } = createRequire(import.meta.url)('@jazzer.js/core') as Jazzer;
const limits = {
	max_total_time: seconds,
	use_value_profile: 1,
	seed,
	max_len: mostBytes,
	rss_limit_mb: mostMegabytes,
	dict: join(folder, 'dictionary'),
};
const options = new OptionsManager(OptionSource.DefaultCLIOptions).merge(
	{
		...{
			fuzzTarget: join(import.meta.dirname, 'entry.ts'),
			includes: counted,
			excludes: ['@jazzer.js'],
			disableBugDetectors: ['.*'],
			timeout: longest,
		},
		fuzzerOptions: [
			join(folder, 'corpus'),
			`-artifact_prefix=${folder}/`,
			...Object.entries(limits).map(([name, value]) => `-${name}=${value}`),
		],
	},
	OptionSource.CommandLineArguments,
);
const { error } = await startFuzzing(options);
const { end } = (await import('./entry.ts')) as typeof import('./entry.ts');
await end();
process.exit(error === undefined ? 0 : 1);
