/** A folder that changes while it is indexed, and remembers all that its files ever said. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { productRoot } from '../../server/src/base/assets.ts';
import { contentHash } from '../../server/src/base/hash.ts';

const fileCount = 48;
/** Milliseconds between two changes. */
const changeEvery = 25;

/** A folder whose files are those of this project, and become others: written anew, removed, put back, given a line. */
export class ChangingFolder {
	readonly root: string;
	private readonly drafts: string;
	private readonly random: () => number;
	private readonly texts: readonly { readonly path: string; readonly text: string }[];
	/** By path, all that it ever said, oldest first. */
	private readonly versions = new Map<string, string[]>();
	private readonly removed = new Set<string>();
	private changing: NodeJS.Timeout | undefined;
	private changes = 0;

	constructor(root: string, drafts: string, random: () => number) {
		this.root = root;
		this.drafts = drafts;
		this.random = random;
		mkdirSync(root, { recursive: true });
		mkdirSync(drafts, { recursive: true });
		this.texts = ownSources();
		for (const { path, text } of this.texts.slice(0, fileCount)) {
			this.write(path, text);
		}
	}

	/** One file becomes another. */
	change(): void {
		const { path } = this.pick(this.texts.slice(0, fileCount));
		const current = this.versions.get(path)?.at(-1) ?? '';
		const choice = this.random();
		if (choice < 0.15) {
			rmSync(join(this.root, path), { force: true });
			this.removed.add(path);
		} else if (choice < 0.5) {
			this.write(path, this.pick(this.texts.filter((other) => other.path.slice(-3) === path.slice(-3))).text);
		} else {
			this.write(
				path,
				`${current}\n// change ${++this.changes}\nexport function changed${this.changes}() {\n\treturn ${this.changes};\n}\n`,
			);
		}
	}

	/** From now on it counts what is removed: an index says the same as the folder. */
	agreed(): void {
		this.removed.clear();
	}

	/** One change after the other, until it rests. */
	goOn(): void {
		this.changing ??= setInterval(() => this.change(), changeEvery);
	}

	/** Nothing changes any more. */
	rest(): void {
		clearInterval(this.changing);
		this.changing = undefined;
	}

	versionOf(path: string, hash: string): string | undefined {
		return this.versions.get(path)?.findLast((text) => contentHash(text) === hash);
	}

	/** Since an index last said the same, or now: whoever listed the folder meanwhile did not find it. */
	wasRemoved(path: string): boolean {
		return this.removed.has(path) || !existsSync(join(this.root, path));
	}

	/** Whether the version with this hash was written after the other one, or again since. */
	isLater(path: string, hash: string, than: string): boolean {
		const hashes = (this.versions.get(path) ?? []).map((text) => contentHash(text));
		return hashes.lastIndexOf(hash) > hashes.indexOf(than);
	}

	/** In one step: a reader finds one version or the other. */
	private write(path: string, text: string): void {
		const [file, draft] = [join(this.root, path), join(this.drafts, 'draft')];
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(draft, text);
		renameSync(draft, file);
		this.versions.set(path, [...(this.versions.get(path) ?? []), text]);
	}

	private pick<T>(items: readonly T[]): T {
		return items[Math.floor(this.random() * items.length)] as T;
	}
}

/** Texts of this project, of middling size. */
function ownSources(): { path: string; text: string }[] {
	return ['server/src', 'server', 'models', 'client/src']
		.flatMap((folder) =>
			readdirSync(join(productRoot, folder), { recursive: folder.endsWith('src'), encoding: 'utf8' }).map((name) => `${folder}/${name}`),
		)
		.filter((path) => /\.(?:ts|md)$/.test(path) && !path.includes('/languages/'))
		.sort((a, b) => compareByHash(a, b))
		.map((path) => ({ path, text: readFileSync(join(productRoot, path), 'utf8') }))
		.filter(({ text }) => text.length > 600 && text.length < 12_000);
}

/** All rooms mixed, the same on every machine. */
function compareByHash(a: string, b: string): number {
	return contentHash(a) < contentHash(b) ? -1 : 1;
}
