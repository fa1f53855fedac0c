/** Links as they hold now: the file's lines with their pictures and symbols where they are today. */
import type { Link, Located } from '../domain/link.ts';
import type { Store } from '../storage/store.ts';
import type { LinksFile } from './linksFile.ts';
import type { Symbols } from './symbols.ts';

/** Picture and target are undefined where they are gone. `line` is that of the links file. */
export type Held = {
	readonly link: Link;
	readonly line: number;
	readonly picture: string | undefined;
	readonly target: Located | undefined;
};

export type Holding = { readonly file: LinksFile; readonly store: Store; readonly symbols: Symbols };

/** Looks again only when the file or the index changed. */
export class HeldLinks {
	private readonly options: Holding;
	private seen: { readonly stamp: string; readonly held: Promise<readonly Held[]> } | undefined;

	constructor(options: Holding) {
		this.options = options;
	}

	now(): Promise<readonly Held[]> {
		const { file, store } = this.options;
		const stamp = `${file.stamp()} ${store.generation()}`;
		if (this.seen?.stamp !== stamp) {
			const held = this.locate();
			this.seen = { stamp, held };
			held.catch(() => {
				this.seen = undefined;
			});
		}
		return this.seen.held;
	}

	private locate(): Promise<Held[]> {
		const { file, store, symbols } = this.options;
		const files = store.files();
		const paths = new Set(files.map(({ path }) => path));
		return Promise.all(
			file.read().links.map(async ({ line, ...link }) => ({
				...{ link, line },
				picture: paths.has(link.picture) ? link.picture : files.find(({ hash }) => hash === link.pictureHash)?.path,
				target: link.path === '' ? undefined : await symbols.locate(link),
			})),
		);
	}
}

/** The link with its places of today. */
export function asItIs({ link, picture, target }: Held): Link {
	return { ...link, picture: picture ?? link.picture, path: target?.path ?? link.path, symbol: target?.symbol ?? link.symbol };
}
