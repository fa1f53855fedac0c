/** Rule files in gitignore syntax: those of a folder win over those above it, and the rule that decided can be named. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import ignore, { type Ignore, type PatternParams } from 'ignore';
import { readPlainFile } from '../base/plainFile.ts';

/** Larger rule files are not rule files. */
const maxRuleBytes = 1024 * 1024;
/** What a rule may have for its regular expression to be made, and to answer soon: characters, and `**`. No other rule means anything. */
const most = { characters: 1_000, anyFolders: 4 } as const;
/** The library keeps every answer that it ever gave: after so many a new one is asked. */
const answersKept = 20_000;
/** Folders above a file; what lies deeper nobody wrote by hand, and every rule would have to be tried at each level. */
const deepest = 100;

/** Packages and caches that tools put into a work tree; left out where the files are not kept in git, even if nobody wrote a rule. */
export const toolFolders: readonly string[] = [
	'node_modules',
	'bower_components',
	'__pycache__',
	'.venv',
	'.tox',
	'.nox',
	'.mypy_cache',
	'.pytest_cache',
	'.ruff_cache',
	'.gradle',
	'.hg',
	'.svn',
];

/** The rules that hold in one folder. Immutable: a folder with a rule file of its own gets a new one. */
export class IgnoreRules {
	private readonly patterns: readonly PatternParams[];
	private matcher: Ignore;
	private answers = 0;

	constructor(patterns: readonly PatternParams[] = []) {
		this.patterns = patterns;
		this.matcher = matcherOf(patterns);
	}

	/** With the rules of one more file. They hold below `folder` (`''` or `a/b`) and win over earlier ones; `name` is how people know the file. */
	with(name: string, folder: string, text: string): IgnoreRules {
		const added = text
			.replace(/^\uFEFF/, '')
			.split(/\r?\n/)
			.map((line, index) => ({ pattern: rebase(line, folder), mark: `\`${name}\` line ${index + 1} \`${line.trim()}\``, line }))
			.filter(({ line }) => line.trim() !== '' && !line.startsWith('#') && isUsable(line))
			.map(({ pattern, mark }) => ({ pattern, mark }));
		return new IgnoreRules([...this.patterns, ...added]);
	}

	/** The rule that leaves the path out (a folder's path ends in a slash), as a person would name it: `a/.gitignore` line 3 `legacy/`. */
	ruleFor(path: string): string | undefined {
		if (this.patterns.length === 0) {
			return undefined;
		}
		if (++this.answers % answersKept === 0) {
			this.matcher = matcherOf(this.patterns);
		}
		return this.matcher.test(path).rule?.mark;
	}
}

function matcherOf(patterns: readonly PatternParams[]): Ignore {
	const ignorecase = process.platform === 'win32' || process.platform === 'darwin';
	const matcher = ignore({ ignorecase, allowRelativePaths: true });
	for (const pattern of patterns) {
		matcher.add(pattern);
	}
	return matcher;
}

/** The text of a rule file; `undefined` where there is none, or what bears its name is no plain, small file. */
export function readRules(root: string, path: string): string | undefined {
	const name = join(root, path);
	if (lstatSync(name, { throwIfNoEntry: false })?.isFile() !== true) {
		return undefined;
	}
	const content = readPlainFile(name, maxRuleBytes, 'refuse');
	return content instanceof Uint8Array ? content.toString('utf8') : undefined;
}

/** The rules of every folder under one root, from the files of one name; each folder's file is looked for once. */
export class RuleTree {
	private readonly root: string;
	private readonly file: string;
	private readonly folders = new Map<string, IgnoreRules>();

	constructor(root: string, file: string, outermost = new IgnoreRules()) {
		this.root = root;
		this.file = file;
		this.folders.set('', this.extended(outermost, ''));
	}

	ruleFor(path: string): string | undefined {
		if (path.split('/', deepest + 2).length > deepest + 1) {
			return `it lies more than ${deepest} folders deep`;
		}
		return this.rulesIn(folderOf(path)).ruleFor(path);
	}

	private rulesIn(folder: string): IgnoreRules {
		const known = this.folders.get(folder);
		if (known !== undefined) {
			return known;
		}
		const rules = this.extended(this.rulesIn(folderOf(folder)), folder);
		this.folders.set(folder, rules);
		return rules;
	}

	private extended(rules: IgnoreRules, folder: string): IgnoreRules {
		const name = folder === '' ? this.file : `${folder}/${this.file}`;
		const text = readRules(this.root, name);
		return text === undefined ? rules : rules.with(name, folder, text);
	}
}

/** `a/b` for both `a/b/c` and `a/b/c/`; `''` at the root. */
export function folderOf(path: string): string {
	return path.slice(0, Math.max(0, path.lastIndexOf('/', path.length - 2)));
}

function isUsable(line: string): boolean {
	return line.length <= most.characters && (line.match(/\*{2,}/g)?.length ?? 0) <= most.anyFolders;
}

/** A rule of `folder/.gitignore` as it reads from the root. */
function rebase(line: string, folder: string): string {
	if (folder === '') {
		return line;
	}
	const not = line.startsWith('!') ? '!' : '';
	const body = line.slice(not.length).replace(/^\\(?=[!#])/, '');
	const isAnchored = body.replace(/\/\s*$/, '').includes('/');
	const below = folder.replace(/[\\*?[\]]/g, '\\$&');
	return `${not}/${below}/${isAnchored ? body.replace(/^\//, '') : `**/${body}`}`;
}
