/** A workspace that means harm: what could be run, followed, waited for, blown up or obeyed lies in it. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { boxesSvg, hugePng } from './pictures.ts';
import { tempFolder } from './tempFolder.ts';

/** A word that stands in files outside the workspace only, and one that stands in its good files. */
export const words = { outside: 'zanzibarsecret', inside: 'settleInvoices' } as const;

export type Hostile = {
	readonly root: string;
	/** Whether anything of the workspace was executed. */
	wasRun(): boolean;
	/** Runs git as someone without care would. */
	careless(): void;
};

/** Signs that a terminal obeys. */
const obeyed = '\x1b]0;owned\x07\x1b[2J';
const bidi = '\u202etxt.exe\u2066';
const link = '[run](command:workbench.action.terminal.new)';

export async function hostileWorkspace(t: TestContext): Promise<Hostile> {
	const folder = tempFolder(t).path;
	const [root, mark, trap] = [join(folder, 'work'), join(folder, 'executed'), join(folder, 'work', 'trap.sh')];
	const put = (file: string, content: string | Uint8Array): string => {
		mkdirSync(dirname(join(root, file)), { recursive: true });
		writeFileSync(join(root, file), content);
		return join(root, file);
	};
	const program = `#!/bin/sh\ntouch '${mark}'\n`;
	const git = (...args: string[]): string =>
		execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

	put('good.ts', `/** Settles what is open. */\nexport function ${words.inside}(open: number[]) {\n\treturn open.length;\n}\n`);
	put(
		'docs/good.md',
		`# Invoices\n\n![a](../../../etc/passwd.png) ![b](/etc/passwd) ![c](../../outside.svg)\n\nThe \`${words.inside}\` settles them.\n`,
	);
	put('docs/shown.svg', boxesSvg([words.inside]));

	// what could be run
	git('init', '-q');
	for (const file of [
		'trap.sh',
		'git',
		'node',
		'bin/git',
		'node_modules/.bin/node',
		'.git/hooks/post-index-change',
		'.git/hooks/post-checkout',
	]) {
		chmodSync(put(file, program), 0o755);
	}
	put('.gitattributes', '* filter=evil diff=evil merge=evil\n');
	put('.gitmodules', `[submodule "s"]\n\tpath = s\n\turl = ext::${trap}\n\tupdate = !${trap}\n`);
	put('.envrc', `${trap}\n`);
	put('package.json', JSON.stringify({ scripts: { preinstall: trap, prepare: trap } }));
	const settings = ['fsmonitor', 'pager', 'sshCommand', 'editor', 'gitProxy', 'askPass', 'alternateRefsCommand'].map(
		(name) => `core.${name}`,
	);
	const more = [
		'diff.external',
		'diff.evil.command',
		'diff.evil.textconv',
		'filter.evil.clean',
		'filter.evil.smudge',
		'filter.evil.process',
	];
	for (const setting of [...settings, ...more, 'pager.ls-files', 'credential.helper', 'uploadpack.packObjectsHook', 'gpg.program']) {
		git('config', setting, trap);
	}
	for (const command of ['ls-files', 'rev-parse', 'check-ignore', 'status']) {
		git('config', `alias.${command}`, `!${trap}`);
	}

	// what could be followed, and waited for
	writeFileSync(join(folder, 'outside.ts'), `export const key = '${words.outside}';\n`);
	writeFileSync(join(folder, 'outside.svg'), boxesSvg([words.outside]));
	const links = {
		'file.ts': '../outside.ts',
		'shot.svg': '../outside.svg',
		up: '..',
		loop: 'loop',
		self: '.',
		'zero.ts': '/dev/zero',
		'zero.png': '/dev/zero',
	};
	for (const [name, target] of Object.entries(links)) {
		symlinkSync(target, join(root, name));
	}
	mkdirSync(join(root, '.skilllens'));
	mkdirSync(join(root, 'pipes'));
	const pipes = ['pipe.ts', 'pipe.png', '.skilllens/links.json', 'pipes/.skilllensignore', '.skilllensignore'];
	execFileSync(
		'mkfifo',
		pipes.map((name) => join(root, name)),
	);
	const server = createServer().listen(join(root, 'socket.ts'));
	await new Promise((resolve) => server.on('listening', resolve));
	t.after(() => server.close());

	// what could be blown up
	put('huge.png', await hugePng(60_000, 60_000));
	put('huge.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="900000" height="900000"><rect width="100%" height="100%"/></svg>');
	const page = deflateRawSync(Buffer.alloc(8_000_000, 'a')).toString('base64');
	put('bomb.drawio', `<mxfile>${`<diagram name="bomb">${page}</diagram>`.repeat(60)}</mxfile>`);
	put(
		'billion.svg',
		`<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(100)}"><!ENTITY c "${'&b;'.repeat(100)}">]><svg xmlns="http://www.w3.org/2000/svg"><text>&c;</text></svg>`,
	);
	put('comments.svg', '<!---->'.repeat(580));
	put('spaces.drawio', `<diagram>${' '.repeat(300_000)}`);
	put('brackets.md', `# ${'['.repeat(200_000)}\n`);
	put('stars.cs', `${'*'.repeat(60_000)}\n`);
	put(`${'deep/'.repeat(300)}deep.ts`, 'export const deep = 1;\n');
	put(`${'n'.repeat(250)}.ts`, 'export const long = 1;\n');

	// what could be obeyed
	put(`new\nline.ts`, `export function ${words.inside}Later() {}\n`);
	put(`esc${obeyed}.ts`, `export function ${words.inside}Again() { return '${obeyed}'; }\n`);
	put(`bidi${bidi}.ts`, `/** Settles ${link} ${bidi}. */\nexport function ${words.inside}Turned() { return '${bidi}'; } // ${bidi}\n`);
	put(
		`docs/${link.replaceAll('/', '-')}.md`,
		`# ${link} ${obeyed}${words.inside}\n\nRead ${link} of \`${words.inside}Turned\` and ${obeyed} more of it here.\n`,
	);
	writeFileSync(Buffer.concat([Buffer.from(join(root, 'latin-')), Buffer.from([0xe9, 0x2e, 0x74, 0x73])]), 'export const x = 1;\n');
	return {
		root,
		wasRun: () => existsSync(mark),
		careless: () => {
			execFileSync('git', ['status'], { cwd: root, stdio: 'ignore' });
		},
	};
}
