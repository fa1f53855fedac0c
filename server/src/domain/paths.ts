/** Patterns of paths as they are typed in a filter. */

/**
 * Whether a path (relative, forward slashes) fits a pattern. With a slash before its end the pattern is compared from the root, without one with every
 * folder and file name. It may end anywhere: `src/ht` fits `src/http/retry.ts`, `test` fits `lib/tests/a.ts`. `*` stands for anything
 * within a name, `**` for any folders, `?` for one sign; a pattern with one of these must fit a name, or a folder, as a whole. Case is ignored.
 */
export function pathTest(pattern: string): (path: string) => boolean {
	const clean = pattern.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
	const rooted = /\/(?!$)/.test(clean);
	const inner = clean.replace(/^\/+/, '').replace(/(?:\*\*\/)+/g, '**/');
	const end = !/[*?]/.test(inner) || inner.endsWith('/') ? '' : '(?:/|$)';
	const test = new RegExp(`${rooted ? '^' : '(?:^|/)'}${source(inner)}${end}`, 'iu');
	return (path) => test.test(path);
}

/** Whether a pattern answers soon: every star may stand for any part of a path, and all of them are tried. */
export function isQuick(pattern: string): boolean {
	return pattern.length <= 300 && (pattern.replace(/(?:\*\*\/)+/g, '**/').match(/\*+/g)?.length ?? 0) <= 4;
}

function source(glob: string): string {
	return glob.replaceAll(/\*\*\/|\*+|\?|[\\^$.+()[\]{}|/]/g, (sign) => {
		switch (sign) {
			case '**/':
				return '(?:[^/]+/)*';
			case '*':
				return '[^/]*';
			case '?':
				return '[^/]';
			default:
				return sign.startsWith('*') ? '.*' : `\\${sign}`;
		}
	});
}
