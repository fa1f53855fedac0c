/** How V8 compiles WebAssembly in this process: the small kernels with its optimising compiler at once, grammars with the other one alone. */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { isMainThread } from 'node:worker_threads';
import { assetPath } from './assets.ts';

/**
 * Left to itself, V8 compiles each function that is called often once more, in threads of its own. Of a grammar's lexer, a single function of up to
 * 370 KB, that takes up to 2.4 GB for some seconds, and wins in parsing what it costs. Flags are those of the whole process, threads included.
 */
export function compileOnce(): void {
	set('--no-wasm-dynamic-tiering', '--no-wasm-tier-up');
}

/** A kernel that all its speed is wanted of: four times that of the first compiler. For the main thread, before there are others; they get what it compiled. */
export function compileKernel(asset: string): WebAssembly.Module {
	const bytes = readFileSync(assetPath(asset));
	if (!isMainThread) {
		return new WebAssembly.Module(bytes);
	}
	compileOnce();
	set('--no-liftoff', '--no-wasm-lazy-compilation');
	try {
		return new WebAssembly.Module(bytes);
	} finally {
		set('--liftoff', '--wasm-lazy-compilation');
	}
}

function set(...flags: readonly string[]): void {
	for (const flag of flags) {
		setFlagsFromString(flag);
	}
}
