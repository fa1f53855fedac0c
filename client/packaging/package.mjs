// `npm run package`: builds, and packs one VSIX for each platform, or for those named with --target.
import { execFileSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { root } from './lockedPackage.mjs';
import { filesIn } from './natives.mjs';
import { stage } from './stage.mjs';
import { notServed, targetNamed, targets } from './targets.mjs';

export const vsixOf = (name) => join(root, 'dist', `skilllens-${name}.vsix`);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	try {
		const { values } = parseArgs({ options: { target: { type: 'string', multiple: true } } });
		const wanted = (values.target ?? Object.keys(targets)).map(targetNamed);
		run([join(root, 'esbuild.mjs')], root);
		process.stdout.write(table(wanted.map(pack)));
	} catch (error) {
		console.error(error.message);
		process.exitCode = 1;
	}
}

/** Packs what `dist` holds. Sizes in bytes. */
function pack(target) {
	const packed = vsixOf(target.name);
	const cwd = join(root, 'dist', 'stage', target.name);
	stage(target, cwd);
	const options = [
		'--no-dependencies',
		'--allow-missing-repository',
		'--no-rewrite-relative-links',
		'--target',
		target.name,
		'--out',
		packed,
	];
	run([join(root, 'node_modules', '@vscode', 'vsce', 'vsce'), 'package', ...options], cwd);
	const sizes = filesIn(cwd)
		.filter((path) => path !== '.vscodeignore')
		.map((path) => statSync(join(cwd, path)).size);
	rmSync(cwd, { recursive: true });
	return { file: packed, size: statSync(packed).size, unpacked: sizes.reduce((sum, size) => sum + size, 0), files: sizes.length };
}

function run(args, cwd) {
	execFileSync(process.execPath, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

function table(rows) {
	const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
	const lines = rows.map(
		({ file, size, unpacked, files }) => `| ${relative(root, file)} | ${megabytes(size)} | ${megabytes(unpacked)} | ${files} |`,
	);
	const none = Object.entries(notServed).map(([name, reason]) => `${name}: none, ${reason}.`);
	return `${['| file | size | installed | files |', '|---|---|---|---|', ...lines, '', ...none].join('\n')}\n`;
}
