/** Rules that leave files out: whatever stands in a rule file, every path is answered, and as git answers where the rules are plain. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { IgnoreRules } from '../../../server/src/workspace/ignore.ts';
import { Given, giving } from '../given.ts';
import { mutated } from '../mutate.ts';
import { holds, soon, type Target } from '../target.ts';

const rules = 'out/\n*.log\n!keep.log\n/only-here\nsub/deep\n**/gen/**\na/**/b\n\\#a\n\\!b\nc\\ \n[a-c]?.ts\n';
const names = ['a', 'b', 'out', 'keep.log', 'x.log', 'only-here', 'sub', 'deep', 'gen', '#a', '!b', 'c ', 'a1.ts', '[x]*', 'é'];
const folders = ['', 'a', 'a/[x]*'] as const;
const paths = fc.array(
	fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/')),
	{
		minLength: 1,
		maxLength: 20,
	},
);
/** Rules on which git and the library agree by their documentation. */
const plainRule = fc
	.tuple(
		fc.constantFrom('', '', '!'),
		fc.constantFrom('', '', '/', '**/'),
		fc.array(fc.constantFrom(...['a', 'b', 'out', 'sub', 'deep', 'gen', '*', '*.log', 'x?log', '**']), { minLength: 1, maxLength: 3 }),
		fc.constantFrom('', '', '/'),
	)
	.map(([not, start, parts, end]) => `${not}${start}${parts.join('/')}${end}`);

type Case =
	| { readonly kind: 'any'; readonly text: string; readonly folder: string; readonly paths: readonly string[] }
	| { readonly kind: 'plain'; readonly outer: readonly string[]; readonly inner: readonly string[]; readonly paths: readonly string[] };

export const ignore: Target = {
	name: 'ignore',
	batch: 30,
	replayed: 1,
	open: async () => {
		const root = mkdtempSync(join(tmpdir(), 'skilllens-ignore-'));
		spawnSync('git', ['init', '-q'], { cwd: root });
		const cases: fc.Arbitrary<Case> = fc.oneof(
			fc.record({ kind: fc.constant('any' as const), text: mutated([rules]), folder: fc.constantFrom(...folders), paths }),
			fc.record({
				kind: fc.constant('plain' as const),
				outer: fc.array(plainRule, { maxLength: 4 }),
				inner: fc.array(plainRule, { maxLength: 3 }),
				paths,
			}),
		);
		const check = (one: Case): void => (one.kind === 'any' ? anyRules(one) : asGit(root, one));
		return { property: holds(cases, check), close: async () => rmSync(root, { recursive: true }) };
	},
	// whether git answers the same is left to `open`: to ask it takes milliseconds
	guided: async () => ({
		seeds: rules.split('\n').flatMap((rule, i) => [giving(rule, i % folders.length, 3, i, 4, 9), giving(rules, 0, 5, i, 2, 3, 4, 5)]),
		check: (bytes) => {
			const given = new Given(bytes);
			const folder = given.one(folders);
			const asked = Array.from({ length: given.number(4) + 1 }, () =>
				Array.from({ length: given.number(4) + 1 }, () => given.one(names)).join('/'),
			);
			return soon(anyRules)({ kind: 'any', folder, paths: asked, text: given.text() });
		},
	}),
};

function anyRules({ text, folder, paths: asked }: Case & { kind: 'any' }): void {
	const made = new IgnoreRules().with('.gitignore', '', rules).with('x', folder, text);
	for (const path of asked) {
		const rule = made.ruleFor(folder === '' ? path : `${folder}/${path}`);
		assert.ok(rule === undefined || /line \d+ `/.test(rule), rule);
	}
}

/** Files are not there: git is asked by names alone. */
function asGit(root: string, { outer, inner, paths: asked }: Case & { kind: 'plain' }): void {
	mkdirSync(join(root, 'a'), { recursive: true });
	writeFileSync(join(root, '.gitignore'), outer.join('\n'));
	writeFileSync(join(root, 'a', '.gitignore'), inner.join('\n'));
	const own = new IgnoreRules().with('.gitignore', '', outer.join('\n'));
	const nested = own.with('a/.gitignore', 'a', inner.join('\n'));
	const files = [...new Set(asked)].filter((path) => dirname(path) !== '.' || path !== 'a');
	const { stdout } = spawnSync('git', ['check-ignore', '--no-index', '-z', '--stdin'], { cwd: root, input: files.join('\0') });
	const git = new Set(stdout.toString('utf8').split('\0'));
	for (const path of files) {
		const rule = (path.startsWith('a/') ? nested : own).ruleFor(path);
		assert.equal(rule !== undefined, git.has(path), `${path}: git ${git.has(path) ? 'ignores' : 'keeps'} it, ${rule ?? 'no rule'}`);
	}
}
