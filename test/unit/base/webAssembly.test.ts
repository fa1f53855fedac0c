import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('parseHotly.ts', import.meta.url));

for (const [loaded, env, kernels] of [
	['beside a kernel', {}, 1],
	['where no kernel is', { PARSE_ALONE: '1' }, 0],
] as const) {
	test(`the optimising compiler is given kernels alone, not grammars, of whose lexers one takes gigabytes: ${loaded}`, () => {
		const said = execFileSync(process.execPath, ['--trace-wasm-compilation-times', '--wasm-tiering-budget=1', program], {
			encoding: 'utf8',
			maxBuffer: 64 << 20,
			env: { ...process.env, ...env },
		});
		const lines = [...said.matchAll(/^Compiled function (\S+)#(\d+) using (\w+),/gm)];
		const nodes = lines[0]?.[1]; // what strips types
		const by = (compiler: string): string[] =>
			lines.flatMap(([, module, id, name]) => (module !== nodes && name === compiler ? [`${module}#${id}`] : []));
		assert.ok(by('Liftoff').length > 50, 'of the parser and its grammar');
		assert.equal(by('TurboFan').length, kernels, 'the only function of the kernel, in one thread for both');
	});
}
