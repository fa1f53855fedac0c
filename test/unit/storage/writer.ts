/** A process of its own that writes to an index: `node writer.ts <folder> <name> <rounds>`; says each round once it is committed. */
import { along, file, openAt } from './fixtures.ts';

const [folder = '', name = '', rounds = '0'] = process.argv.slice(2);
const store = openAt(folder);
for (let round = 1; round <= Number(rounds); round++) {
	const own = `${name}${round % 20}.ts`;
	const text = `${name} round${round}`;
	const chunks = Array.from({ length: 4 }, (_, i) => ({ words: `${text} part${i}`, hash: `${name} ${round} ${i}`, static: along(i) }));
	store.replace([file(own, ...chunks), file('shared.ts', ...chunks)]);
	store.putVectors([{ hash: `${name} ${round} 0`, kind: 'code', version: 'c1', vector: along(round % 16) }]);
	if (round % 10 === 0) {
		store.remove([own]);
	}
	process.stdout.write(`${round}\n`);
}
store.close();
