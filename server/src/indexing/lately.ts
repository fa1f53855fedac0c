/** What a person had to do with lately goes first: files that were opened, saved or found by a search, then those that changed last. */
import { firstFiles } from './likely.ts';
import type { Task } from './plan.ts';

/** So many files are remembered. */
const remembered = 200;

/** Paths by when they were last of interest. */
export class Lately {
	private readonly paths = new Set<string>();

	add(paths: Iterable<string>): void {
		for (const path of paths) {
			this.paths.delete(path);
			this.paths.add(path);
		}
		for (const oldest of this.paths) {
			if (this.paths.size <= remembered) {
				break;
			}
			this.paths.delete(oldest);
		}
	}

	/** The latest first. */
	list(): string[] {
		return [...this.paths].reverse();
	}
}

/** The first files that are read before all others, where there is much to read, and the rest; both in order of interest. */
export function latelyFirst(
	tasks: readonly Task[],
	lately: readonly string[],
): { readonly first: readonly Task[]; readonly rest: readonly Task[] } {
	if (tasks.length <= 5 * firstFiles) {
		return { first: [], rest: tasks };
	}
	const rank = new Map(lately.map((path, i) => [path, i]));
	const place = ({ stamp }: Task): number => rank.get(stamp.path) ?? lately.length;
	const sorted = tasks.toSorted((a, b) => place(a) - place(b) || b.stamp.mtime - a.stamp.mtime);
	return { first: sorted.slice(0, firstFiles), rest: sorted.slice(firstFiles) };
}
