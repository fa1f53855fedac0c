/** The spaces that vectors lie in: a number for each (kind, version), and which of them count for a set. */
import { NotStoredError } from '../../base/disk.ts';
import type { SkillId } from '../../domain/skill.ts';
import type { VectorSet } from '../store.ts';
import type { Database } from './database.ts';

type Kind = SkillId | 'static';
/** `skill` where only chunks of that skill have a vector there. */
export type SpaceOfSet = { readonly space: number; readonly skill: SkillId | undefined };

const day = 24 * 60 * 60 * 1000;

export class Spaces {
	private readonly database: Database;
	private readonly known = new Map<string, number>();

	constructor(database: Database) {
		this.database = database;
	}

	/** Within a write transaction where the space may be new. */
	number(kind: Kind, version: string): number {
		const key = `${kind} ${version}`;
		const space = this.known.get(key) ?? this.find(kind, version) ?? this.add(kind, version);
		this.known.set(key, space);
		return space;
	}

	/** The spaces of a set, all of which exist since `use`. */
	of(set: VectorSet): SpaceOfSet[] {
		return Object.entries(set.versions).map(([kind, version]) => ({
			space: this.number(kind as Kind, version),
			skill: kind === 'static' ? undefined : (kind as SkillId),
		}));
	}

	/** Notes, once a day, that these sets are in use: spaces that nobody uses any more are dropped some time later. */
	use(sets: readonly VectorSet[]): void {
		const now = Date.now();
		const stale = sets
			.flatMap((set) => Object.entries(set.versions))
			.filter(([kind, version]) => this.lastUse(kind as Kind, version) < now - day);
		try {
			this.note(stale, now);
		} catch (error) {
			if (!(error instanceof NotStoredError)) {
				throw error;
			}
			this.forget(); // to be noted by the next one; what is stored can be read
		}
	}

	private note(kinds: readonly [string, string][], now: number): void {
		if (kinds.length > 0) {
			this.database.write(() => {
				for (const [kind, version] of kinds) {
					this.database.run('UPDATE spaces SET used = ? WHERE id = ?', now, this.number(kind as Kind, version));
				}
			});
		}
	}

	/** After a transaction that did not succeed. */
	forget(): void {
		this.known.clear();
	}

	private lastUse(kind: Kind, version: string): number {
		return this.database.get<{ used: number }>('SELECT used FROM spaces WHERE kind = ? AND version = ?', kind, version)?.used ?? 0;
	}

	private find(kind: Kind, version: string): number | undefined {
		return this.database.get<{ id: number }>('SELECT id FROM spaces WHERE kind = ? AND version = ?', kind, version)?.id;
	}

	private add(kind: Kind, version: string): number {
		this.database.run('INSERT INTO spaces (kind, version, used) VALUES (?, ?, 0)', kind, version);
		return this.find(kind, version) ?? 0;
	}
}
