/** Run by webAssembly.test.ts in a process of its own: the kernel is loaded, unless PARSE_ALONE is set, then a worker thread parses and sums until all of it is hot. */
import { isMainThread, Worker } from 'node:worker_threads';
import { compileKernel } from '../../../server/src/base/webAssembly.ts';
import { createSkills } from '../../../server/src/skills/registry.ts';

const kernel = process.env.PARSE_ALONE === undefined ? compileKernel('sum.wasm') : undefined;
if (isMainThread) {
	new Worker(new URL(import.meta.url));
} else {
	const memory = new WebAssembly.Memory({ initial: 4 });
	const exports = kernel && new WebAssembly.Instance(kernel, { env: { memory } }).exports;
	const sum = exports?.sum as ((...args: number[]) => void) | undefined;
	const text = 'def greet(name):\n    """Says hello."""\n    return f"hello {name}"\n'.repeat(50);
	const skill = createSkills().for('a.py');
	for (let i = 0; i < 20; i++) {
		await skill?.chunk({ path: 'a.py', text: `${text}# ${i}\n`, hash: `${i}` });
		sum?.(16_384, 4, 65_536, 131_072, 16, 0);
	}
}
