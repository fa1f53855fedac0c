/** A file whose chunks come some at a time is read once, and again as soon as it is not what the chunks were made of. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { contentHash } from '../../../server/src/base/hash.ts';
import type { StoredChunk } from '../../../server/src/domain/chunk.ts';
import { Passages } from '../../../server/src/indexing/passages.ts';
import { createSkills } from '../../../server/src/skills/registry.ts';

const skills = createSkills();

/** Each of the texts is a file; every paragraph of it is a chunk. */
async function folder(texts: Record<string, string>): Promise<{
	readonly passages: Passages;
	readonly read: string[];
	readonly texts: Record<string, string>;
	readonly chunks: (path: string) => Promise<StoredChunk[]>;
}> {
	const read: string[] = [];
	const fileOf = (path: string) => ({ path, hash: '', text: texts[path] ?? '' });
	const passages = new Passages({
		skills,
		workspace: {
			read: (path) => {
				read.push(path);
				return fileOf(path);
			},
		},
	});
	const chunks = async (path: string): Promise<StoredChunk[]> => {
		const skill = skills.for(path);
		const found = (await skill?.chunk(fileOf(path))) ?? [];
		return found.map((chunk, id) => ({ ...chunk, id, file: 1, path, hash: contentHash(skill?.passage(chunk) ?? '') }));
	};
	return { passages, read, texts, chunks };
}

const sections = (words: string): string => Array.from({ length: 4 }, (_, i) => `# Part ${i}\n\n${words} ${i}.\n`).join('\n');

test('once for all of its chunks, however they are cut into calls', async () => {
	const { passages, read, chunks } = await folder({ 'a.md': sections('Of one thing'), 'b.md': sections('Of another') });
	const [a, b] = [await chunks('a.md'), await chunks('b.md')];
	const calls = [a.slice(0, 2), [...a.slice(2), ...b.slice(0, 1)], b.slice(1)];
	const taken = calls.map((call) => passages.of(call));
	assert.deepEqual(
		taken.map((each) => [each.passages.length, each.stale.length]),
		calls.map((call) => [call.length, 0]),
	);
	assert.deepEqual(read, ['a.md', 'b.md']);
});

test('again where it has changed meanwhile: chunks of the new text are found, those of the old are stale', async () => {
	const { passages, read, texts, chunks } = await folder({ 'a.md': sections('As it was') });
	const before = await chunks('a.md');
	assert.equal(passages.of(before.slice(0, 1)).stale.length, 0);
	texts['a.md'] = sections('As it is now');
	const now = await chunks('a.md');
	assert.deepEqual([passages.of(now).passages.length, passages.of(now).stale.length], [now.length, 0]);
	assert.deepEqual(passages.of(before).stale, before);
	assert.deepEqual(read, ['a.md', 'a.md', 'a.md']);
});
