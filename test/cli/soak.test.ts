/** Some laps of `npm run soak` in a small repository: whoever drives for an hour does not find out at its end that the driver is broken. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { productRoot } from '../../server/src/base/assets.ts';
import { randomFrom } from '../bench/madeUp.ts';
import { program } from '../support/cli.ts';
import { Soak } from '../support/soak.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { tinyFolder } from '../unit/inference/tinyModel.ts';

const hasProc = existsSync(`/proc/${process.pid}/smaps_rollup`);

test('edits, searches, hovers, switches of branches and restarts leave the index as one built from nothing', {
	skip: !hasProc && 'the system does not tell what processes hold',
}, async (t) => {
	const repo = tempFolder(t, { 'README.md': '# Rooms\n\nA queue and a log.\n' }).path;
	const git = (...args: string[]) =>
		execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], { cwd: repo, stdio: 'pipe' });
	cpSync(join(productRoot, 'server', 'src', 'base'), join(repo, 'base'), { recursive: true });
	git('init', '--quiet');
	git('add', '--all');
	git('commit', '--quiet', '--message', 'then');
	appendFileSync(join(repo, 'base', 'log.ts'), '\nexport function quietly(log: Log) {\n\treturn log;\n}\n');
	git('commit', '--quiet', '--all', '--message', 'now');

	const place = tempFolder(t).path;
	const settings = { 'model.folder': tinyFolder };
	const soak = new Soak({ ...{ repo, place, program, settings, work: 8, back: 1 }, random: randomFrom(7) });
	t.after(() => soak.end());
	await soak.start();
	const first = await soak.lap();
	await soak.openAnew();
	await soak.lap();
	await soak.restart();
	const last = await soak.lap();
	await soak.stop();
	assert.deepEqual([...soak.problems, ...(await soak.compare())], []);
	assert.ok(first.files > 10 && last.files === first.files && last.chunks === first.chunks, 'a lap ends where it began');
	assert.ok(last.server.heapUsed > 1e6 && last.server.descriptors > 10 && last.model.threads > 1, 'what they hold is seen');
});
