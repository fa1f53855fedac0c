// `npm run editor -- DIR`: the packaged extension in a clean editor, for a person with a browser. Ends with Ctrl+C.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { startServer } from './editor.mjs';
import { packageExtension } from './package.mjs';
import { root } from './paths.mjs';

const folder = resolve(process.argv[2] ?? '.');
if (!existsSync(folder)) {
	console.error(`There is no folder ${folder}. Name one: npm run editor -- DIR`);
	process.exit(2);
}
execFileSync(process.execPath, [join(root, 'test', 'e2e', 'setup.mjs')], { stdio: 'inherit' });
const server = await startServer({ vsix: [packageExtension()], workspace: folder, inPlace: true, port: Number(process.env.PORT ?? 0) });
console.log(
	`\n${server.url()}\n\nSearch with Shift+Alt+S (on a Mac Shift+Option+Command+S). Ctrl+C ends the editor and deletes its profile.`,
);
if (onPath('code')) {
	console.log(`\nIn the desktop editor:\ncode --extensionDevelopmentPath=${root} ${folder}`);
}

function onPath(program) {
	const names = process.platform === 'win32' ? [`${program}.cmd`, `${program}.exe`] : [program];
	return (process.env.PATH ?? '').split(delimiter).some((entry) => names.some((name) => existsSync(join(entry, name))));
}
