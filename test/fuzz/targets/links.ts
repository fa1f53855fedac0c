/** `.skilllens/links.json`, as merges, people and programs leave it: what can be read is kept, what cannot is named with its line. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decisions, type Link } from '../../../server/src/domain/link.ts';
import { formatLinks, parseLinks } from '../../../server/src/links/linksFile.ts';
import { Given } from '../given.ts';
import { mutated } from '../mutate.ts';
import { holds, soon, type Target } from '../target.ts';

const text = fc.string({ unit: 'binary', maxLength: 30 });
const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 });
const link: fc.Arbitrary<Link> = fc.record({
	...{ picture: name, region: text, path: name, symbol: text, pictureHash: text, symbolHash: text },
	decision: fc.constantFrom(...decisions),
});
const sample = formatLinks([
	{
		picture: 'docs/a.svg',
		region: 'Retry queue',
		path: 'src/a.ts',
		symbol: 'Queue.retry',
		decision: 'confirmed',
		pictureHash: '1',
		symbolHash: '2',
	},
	{ picture: 'docs/b.svg', region: '', path: '', symbol: '', decision: 'rejected', pictureHash: '3', symbolHash: '' },
]);
const conflict = `${sample.slice(0, 60)}\n<<<<<<< HEAD\n${sample}=======\n${sample}>>>>>>> side\n`;
const laidOut = JSON.stringify(JSON.parse(sample), undefined, 2);

type Case = { readonly kind: 'file'; readonly text: string } | { readonly kind: 'links'; readonly links: readonly Link[] };

export const links: Target = {
	name: 'links',
	batch: 300,
	replayed: 1,
	open: async () => {
		const cases: fc.Arbitrary<Case> = fc.oneof(
			fc.record({ kind: fc.constant('file' as const), text: mutated([sample, conflict, laidOut]) }),
			fc.record({ kind: fc.constant('links' as const), links: fc.array(link, { maxLength: 8 }) }),
		);
		const check = (one: Case): void => (one.kind === 'file' ? readable(one.text) : kept(one.links));
		return { property: holds(cases, check) };
	},
	guided: async () => ({
		seeds: [sample, conflict, laidOut].map((content) => Buffer.from(content)),
		check: (bytes) => soon(readable)(new Given(bytes).text()),
	}),
};

/** Every line is a link, a problem, or says nothing; what was read is written so that it is read again. */
function readable(file: string): void {
	const lines = file.split('\n').length;
	const { links: read, problems } = parseLinks(file);
	for (const { line } of [...read, ...problems]) {
		assert.ok(1 <= line && line <= Math.max(lines, read.length), `line ${line} of ${lines}`);
	}
	if (problems.length === 0) {
		kept(read);
	}
}

function kept(all: readonly Link[]): void {
	const plain = ({ picture, region, path, symbol, decision, pictureHash, symbolHash }: Link): string =>
		JSON.stringify({ picture, region, path, symbol, decision, pictureHash, symbolHash });
	const { links: read, problems } = parseLinks(formatLinks(all));
	assert.deepEqual(problems, []);
	assert.deepEqual(read.map(plain), all.map(plain).sort());
}
