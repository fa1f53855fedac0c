/** What found a hit, and the icon of what was found. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { legs, signedLegs, symbolIcon } from '../../../client/src/evidence.ts';
import { hit } from './samples.ts';

const names = (...found: string[]) => found.map((name) => ({ name, rank: 1 }));

test('skills come first, the four word legs are one, the unknown is named as it is', () => {
	assert.deepEqual(legs(names('words', 'file', 'static', 'code')), ['code', 'static', 'words']);
	assert.deepEqual(legs(names('path', 'text')), ['text', 'words']);
	assert.deepEqual(legs(names('touch', 'image')), ['image', 'touch']);
	assert.deepEqual(legs([]), []);
});

test('each leg has its sign', () => {
	assert.equal(signedLegs(hit), '$(code) code · $(whole-word) words');
});

test('the icon follows the declaration', () => {
	const table: readonly (readonly [string, string])[] = [
		['export class HttpClient', 'symbol-class'],
		['pub struct Ring<T>', 'symbol-class'],
		['export interface Store {', 'symbol-interface'],
		['enum Colour', 'symbol-enum'],
		['def count_by_status(lines)', 'symbol-method'],
		['const add = (a, b) => a + b', 'symbol-method'],
		['func (r *Ring) Push(v int)', 'symbol-method'],
		['export const limit = 20', 'symbol-field'],
	];
	assert.deepEqual(
		table.map(([preview]) => symbolIcon({ ...hit, preview })),
		table.map(([, icon]) => icon),
	);
	assert.equal(symbolIcon({ ...hit, kind: 'doc' }), 'markdown');
	assert.equal(symbolIcon({ ...hit, kind: 'picture' }), 'file-media');
	assert.equal(symbolIcon({ ...hit, symbol: '', preview: 'x = 1' }), 'symbol-file');
});
