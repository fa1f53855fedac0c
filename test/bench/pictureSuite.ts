/** A suite of pictures with the source file and the section behind each, and how answers are scored on it. */

type Section = {
	readonly path: string;
	readonly line: number;
	readonly section_start?: number;
	readonly section_end?: number;
	readonly accept?: string;
};

export type Picture = {
	readonly id: string;
	readonly repo: string;
	readonly image: string;
	readonly kind: string;
	readonly gold_source?: readonly string[];
	readonly gold_certainty: string;
	readonly gold_doc?: Section;
	/** Other places that show the same picture. */
	readonly gold_doc_alt?: readonly Section[];
};

export type Hit = { readonly path: string; readonly startLine: number; readonly endLine: number; readonly kind: string };

/** Ranks count from 1; undefined where it was not found. `together` is the rank among hits of all kinds. */
export type Gold = {
	readonly id: string;
	readonly kind: string;
	readonly certainty: string;
	readonly way: string;
	readonly side: string;
	readonly rank: number | undefined;
	readonly together: number | undefined;
};

/** The hits of `match --batch`, a line each; those that failed count as nothing found, and are named. */
export function answersOf(output: string): (readonly Hit[])[] {
	const answers = output
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as { readonly results?: readonly Hit[]; readonly error?: string });
	for (const [error, some] of Map.groupBy(answers, (answer) => answer.error)) {
		if (error !== undefined) {
			console.error(`  ${some.length} of ${answers.length} answers: ${error}`);
		}
	}
	return answers.map(({ results = [] }) => results);
}

export function isSource({ gold_source = [] }: Picture): (hit: Hit) => boolean {
	return ({ path }) => gold_source.includes(path);
}

/** Shares a line with the gold section, or holds the line of one of the others. */
export function isSection({ gold_doc, gold_doc_alt = [] }: Picture): (hit: Hit) => boolean {
	const all = [...(gold_doc === undefined ? [] : [gold_doc]), ...gold_doc_alt];
	return ({ path, startLine, endLine }) =>
		all.some((gold) => {
			const [start, end] = [gold.section_start ?? gold.line, gold.section_end ?? gold.line];
			return path === gold.path && (gold.accept === 'file' || (startLine <= end && start <= endLine));
		});
}

/** The rank of the first that fits; a file or section counts once. */
export function hitAt(results: readonly Hit[], kind: string | undefined, fits: (hit: Hit) => boolean): number | undefined {
	const at = results.filter((hit) => kind === undefined || hit.kind === kind).findIndex(fits);
	return at === -1 ? undefined : at + 1;
}

const depths = [1, 5, 10] as const;
const rounds = 1_000;

/** Recall at 1, 5 and 10 with 95 % intervals (bootstrap over pictures), per side and kind, certain golds apart. */
export function summary(golds: readonly Gold[]): string[] {
	const groups: (readonly [string, readonly Gold[]])[] = [];
	for (const side of ['source', 'section']) {
		const own = golds.filter((gold) => gold.side === side);
		const certain = own.filter(({ certainty }) => side === 'section' || certainty === 'certain');
		groups.push([`${side}, all`, own], ...(side === 'source' ? [[`${side}, certain`, certain] as const] : []));
		groups.push(...[...Map.groupBy(certain, ({ kind }) => kind)].map(([kind, some]) => [`${side}, ${kind}`, some] as const));
	}
	return groups
		.filter(([, some]) => some.length > 0)
		.map(([name, some]) => {
			const alone = depths.map((depth) => recall(some, ({ rank }) => rank, depth));
			const together = depths.map((depth) => share(some, ({ together: rank }) => rank, depth).toFixed(2));
			return `  ${name.padEnd(26)} n ${String(some.length).padStart(3)}  ${alone.join('  ')}   among all ${together.join(' / ')}`;
		});
}

type RankOf = (gold: Gold) => number | undefined;

function share(golds: readonly Gold[], rankOf: RankOf, depth: number): number {
	return golds.filter((gold) => (rankOf(gold) ?? Number.POSITIVE_INFINITY) <= depth).length / golds.length;
}

function recall(golds: readonly Gold[], rankOf: RankOf, depth: number): string {
	let seed = 1;
	const random = (): number => {
		seed = (seed * 48_271) % 2_147_483_647;
		return seed / 2_147_483_647;
	};
	const drawn = Array.from({ length: rounds }, () =>
		share(
			golds.map(() => golds[Math.floor(random() * golds.length)] as Gold),
			rankOf,
			depth,
		),
	).sort((a, b) => a - b);
	const [low = 0, high = 0] = [drawn[Math.floor(rounds * 0.025)], drawn[Math.floor(rounds * 0.975)]];
	return `R@${depth} ${share(golds, rankOf, depth).toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}
