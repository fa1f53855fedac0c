/** `.skilllens/links.json`: what people decided, one link a line in a stable order, fit for review and merge. */
import { existsSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { clearDrafts, writeWhole } from '../base/disk.ts';
import { errorCode, UserError } from '../base/errors.ts';
import { type Refused, readPlainFile } from '../base/plainFile.ts';
import { type Decision, decisions, type Link, linksPath } from '../domain/link.ts';

const version = 1;
const mostBytes = 8 * 1024 * 1024;
/** Lines that cannot be read before the rest is not looked at: it is another kind of file. */
const mostProblems = 100;

export type LinkLine = Link & { readonly line: number };
/** `problems` are lines that cannot be read, each with what is wrong. */
export type LinksRead = {
	readonly links: readonly LinkLine[];
	readonly problems: readonly { readonly line: number; readonly what: string }[];
};

export class LinksFile {
	private readonly root: string;
	private seen: { readonly stamp: string; readonly read: LinksRead } | undefined;

	constructor(root: string) {
		this.root = root;
		if (existsSync(dirname(this.file)) && this.isInside()) {
			clearDrafts(dirname(this.file));
		}
	}

	/** Goes by the file's stamp: reading it again and again costs nothing. */
	read(): LinksRead {
		const stamp = this.stamp();
		if (this.seen?.stamp !== stamp) {
			this.seen = { stamp, read: stamp === '' ? { links: [], problems: [] } : this.load() };
		}
		return this.seen.read;
	}

	/** Size and time of the file; empty where there is none. */
	stamp(): string {
		const stats = lstatSync(this.file, { throwIfNoEntry: false });
		return stats === undefined ? '' : `${stats.size} ${stats.mtimeMs}`;
	}

	/** Writes the links in one step. Throws a UserError where that would lose lines that cannot be read, or leave the workspace. */
	write(links: readonly Link[]): void {
		const [problem] = this.read().problems;
		if (problem !== undefined) {
			throw new UserError(
				`Line ${problem.line} of ${linksPath} cannot be read: ${problem.what}.`,
				'Mend that line, then decide again; nothing was changed.',
			);
		}
		try {
			mkdirSync(dirname(this.file), { recursive: true });
			if (!this.isInside()) {
				throw new UserError('The folder .skilllens leads out of the workspace.', 'Remove that link; nothing was written.');
			}
			writeWhole(this.file, formatLinks(links));
		} catch (error) {
			if (errorCode(error) === undefined) {
				throw error;
			}
			throw new UserError(
				`${linksPath} cannot be written (${errorCode(error)}).`,
				'Make the folder writable, or free some space, and decide again.',
				{ cause: error },
			);
		}
	}

	private get file(): string {
		return join(this.root, linksPath);
	}

	/** The folder may be a link. */
	private isInside(): boolean {
		return realpathSync(dirname(this.file)).startsWith(realpathSync(this.root) + sep);
	}

	private load(): LinksRead {
		try {
			const content = this.isInside() ? readPlainFile(this.file, mostBytes, 'refuse') : 'special';
			return content instanceof Uint8Array ? parseLinks(content.toString('utf8')) : unread(refusals[content]);
		} catch (error) {
			if (errorCode(error) === undefined) {
				throw error;
			}
			return unread(errorCode(error) === 'ELOOP' ? refusals.special : `the file cannot be opened (${errorCode(error)})`);
		}
	}
}

const refusals: Readonly<Record<Refused, string>> = {
	special: 'it is no plain file of the workspace',
	large: `the file is larger than ${mostBytes / 1024 / 1024} MB`,
};

function unread(what: string): LinksRead {
	return { links: [], problems: [{ line: 1, what }] };
}

/** Line by line, so that one bad line (a conflict of a merge, say) costs itself only; as one array where somebody laid it out anew. */
export function parseLinks(text: string): LinksRead {
	const read = byLine(text);
	const whole: unknown = read.problems.length === 0 ? undefined : parsed(text);
	return Array.isArray(whole) ? byLine(whole.map((item) => JSON.stringify(item)).join('\n')) : read;
}

function byLine(text: string): LinksRead {
	const links: LinkLine[] = [];
	const problems: { line: number; what: string }[] = [];
	for (const [row, raw] of text.split('\n').entries()) {
		if (problems.length === mostProblems) {
			problems.push({ line: row + 1, what: 'so many lines before cannot be read that nothing from here on is' });
			break;
		}
		const line = raw.trim().replace(/,$/, '');
		if (line === '' || line === '[' || line === ']') {
			continue;
		}
		const value = parsed(line);
		const link = value === undefined ? undefined : linkOf(value);
		if (link !== undefined) {
			links.push({ ...link, line: row + 1 });
		} else if (value === undefined || !('version' in value)) {
			problems.push({ line: row + 1, what: /^(?:<{7}|={7}|>{7})/.test(line) ? 'a merge left a conflict there' : 'it is no link' });
		} else if (value.version !== version) {
			problems.push({ line: row + 1, what: `it is of version ${String(value.version)}, written by another SkillLens` });
		}
	}
	return { links, problems };
}

/** A JSON array. The version comes last, so that a new link is always one new line and changes no other. */
export function formatLinks(links: readonly Link[]): string {
	const lines = links.map(({ picture, region, path, symbol, decision, pictureHash, symbolHash }) =>
		JSON.stringify({ picture, region, path, symbol, decision, pictureHash, symbolHash }),
	);
	return `[\n${[...lines.sort().map((line) => `${line},`), JSON.stringify({ version })].join('\n')}\n]\n`;
}

function parsed(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
	} catch (error) {
		if (error instanceof SyntaxError) {
			return undefined;
		}
		throw error;
	}
}

function linkOf(value: Record<string, unknown>): Link | undefined {
	const text = (name: string): string => (typeof value[name] === 'string' ? value[name] : '');
	const decision = decisions.find((known) => known === value.decision);
	const link = {
		...{ picture: text('picture'), region: text('region'), path: text('path'), symbol: text('symbol') },
		...{ pictureHash: text('pictureHash'), symbolHash: text('symbolHash') },
	};
	return decision === undefined || link.picture === '' || (link.path === '' && decision === ('confirmed' satisfies Decision))
		? undefined
		: { ...link, decision };
}
