/**
 * `node test/node.mjs test/bench/manyFiles.ts [10000,50000,200000] [MAX]`: folders of ever more empty files: time and memory a file stay level, and
 * more than MAX (`index.maxFiles`) are not looked at.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = join(import.meta.dirname, '..', '..', 'dist', 'skilllens.mjs');
const sizes = (process.argv[2] ?? '10000,50000,200000').split(',').map(Number);
const most = process.argv[3];

console.log(
	'| empty files | first index | ms a file | again, unchanged | peak memory | bytes a file beyond the first row |\n|---|---|---|---|---|---|',
);
let base: { files: number; peak: number } | undefined;
for (const files of sizes) {
	const folder = mkdtempSync(join(tmpdir(), 'skilllens-many-'));
	for (let i = 0; i < files; i++) {
		const home = join(folder, 'work', `d${Math.floor(i / 1_000)}`);
		if (i % 1_000 === 0) {
			mkdirSync(home, { recursive: true });
		}
		writeFileSync(join(home, `f${i}.ts`), '');
	}
	const [first, again] = [await index(folder), await index(folder)];
	const each = base === undefined ? '–' : String(Math.round((first.peak - base.peak) / (files - base.files)));
	base ??= { files, peak: first.peak };
	console.log(
		`| ${files.toLocaleString('en')} | ${first.seconds.toFixed(1)} s | ${((first.seconds * 1000) / files).toFixed(2)} | ${again.seconds.toFixed(1)} s | ${Math.round(first.peak / 1e6)} MB | ${each} |`,
	);
	rmSync(folder, { recursive: true });
}

/** Seconds, and the peak of the resident memory of the process in bytes. */
async function index(folder: string): Promise<{ seconds: number; peak: number }> {
	const start = performance.now();
	const settings = most === undefined ? [] : ['--setting', `index.maxFiles=${most}`];
	const child = spawn(process.execPath, [program, '-w', join(folder, 'work'), ...settings, 'index'], {
		env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') },
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	let peak = 0;
	const look = setInterval(() => {
		peak = Math.max(peak, peakOf(child.pid));
	}, 50);
	const status = await new Promise((resolve) => child.on('close', resolve));
	clearInterval(look);
	if (status !== 0) {
		throw new Error(`skilllens index ended with status ${status}.`);
	}
	return { seconds: (performance.now() - start) / 1000, peak };
}

/** 0 once the process is gone. */
function peakOf(pid: number | undefined): number {
	try {
		return 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
	} catch {
		return 0;
	}
}
