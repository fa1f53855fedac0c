/**
 * The pieces of packages just as the product cuts and reads them, one JSON line each: what the model is trained on is what it will be asked about.
 *   node test/node.mjs models/training/chunks.ts SOURCES < folders, one a line
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { contentHash } from '../../server/src/base/hash.ts';
import { createSkills } from '../../server/src/skills/registry.ts';
import { readSource } from '../../server/src/workspace/diskWorkspace.ts';
import { isSkipped } from '../../server/src/workspace/workspace.ts';

const maxFileBytes = 200_000;
const [sources] = process.argv.slice(2);
if (sources === undefined) {
	console.error('usage: chunks.ts SOURCES < folders, one a line, below SOURCES');
	process.exit(2);
}
const skills = createSkills();
for await (const folder of createInterface({ input: process.stdin })) {
	const root = join(sources, folder);
	for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
		await printChunks(folder, root, path);
	}
}

async function printChunks(folder: string, root: string, path: string): Promise<void> {
	const skill = skills.for(path);
	const file = skill === undefined ? undefined : readSource(root, path, { maxFileBytes });
	if (skill === undefined || file === undefined || isSkipped(file)) {
		return;
	}
	try {
		for (const chunk of await skill.chunk(file)) {
			const { symbol, signature, doc, names, startLine } = chunk;
			const passage = skill.passage(chunk);
			const language = skills.languageOf(path);
			console.log(
				JSON.stringify({ package: folder, path, startLine, language, skill: skill.id, symbol, signature, doc, names, passage, hash: contentHash(passage) }),
			);
		}
	} catch (error) {
		console.error(`${folder}/${path}: ${error instanceof Error ? error.message : error}`);
	}
}
