/** What counts as the user's own step, so that the view never follows answers that arrive. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Movement } from '../../../client/src/views/movement.ts';
import type { Row } from '../../../client/src/views/searchRows.ts';
import { hit } from './samples.ts';

const header: Row = { label: 'asked before' };
const rowAt = (line: number): Row => ({
	label: `${line}`,
	hit: { ...hit, range: { start: { line, character: 0 }, end: { line, character: 0 } } },
});
const selectable = (row: Row) => row !== header;

function setUp(rows: readonly Row[]): Movement {
	const movement = new Movement();
	movement.replace(rows, selectable, undefined);
	return movement;
}

test('rows that arrive are no step, arrow keys are', () => {
	const rows = [header, rowAt(1), rowAt(2)];
	const movement = setUp(rows);
	assert.deepEqual(
		[rows[1], rows[1], rows[2], rows[1]].map((row) => movement.isStep(row)),
		[false, false, true, true],
	);
});

test('what the editor says late about former rows is no step', () => {
	const movement = setUp([header, rowAt(1)]);
	const rows = [rowAt(3), rowAt(4)];
	movement.replace(rows, selectable, undefined);
	assert.deepEqual(
		[rows[1], undefined, rows[0], rows[1]].map((row) => movement.isStep(row)),
		[false, false, false, true],
	);
});

test('who moved to a place stays on it while it is found, and on the best row otherwise', () => {
	const rows = [rowAt(1), rowAt(2)];
	const movement = setUp(rows);
	movement.isStep(rows[0]);
	movement.isStep(rows[1]);
	const better = [rowAt(7), rowAt(8), rowAt(2)];
	assert.equal(movement.replace(better, selectable, rows[1]), better[2]);
	movement.isStep(better[2]);
	assert.equal(movement.replace([rowAt(2)], selectable, better[2]), undefined, 'not moved since');
});
