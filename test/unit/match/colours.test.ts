/** Colours that a text names, as they compare with those of a picture. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coloursIn, namesOf, numbersOf, painted, weighed } from '../../../server/src/match/colours.ts';

const literals: readonly (readonly [text: string, ...found: readonly (readonly number[])[]])[] = [
	['fill: #ff6384;', [255, 99, 132]],
	["'#F00' and #f00c", [255, 0, 0], [255, 51, 51]],
	['#36a2eb80', [154, 208, 245]],
	['rgb(54, 162, 235) rgba(255,99,132,0.5)', [54, 162, 235], [255, 177, 194]],
	['rgb(54 162 235 / 50%)', [155, 209, 245]],
	['hsl(120, 100%, 25%)', [0, 128, 0]],
	['color = "tomato"; background: steelblue;', [255, 99, 71], [70, 130, 180]],
	['0xFF6384 0xff36a2eb', [255, 99, 132], [54, 162, 235]],
	['new Color(255, 99, 132); Color(1.0, 0.5, 0.0)', [255, 99, 132], [255, 128, 0]],
	['fixes #123 and #4567, the red one; see #section and rgb(x, y, z)'],
];
for (const [text, ...found] of literals) {
	test(`colours in ${text}`, () => {
		assert.deepEqual(coloursIn(text), found);
	});
}

test('a rare colour that fills much of the picture says most; a palette that has everything says less', () => {
	const colours = [
		{ hex: '#ff6384', share: 0.4 },
		{ hex: '#0000ff', share: 0.01 },
	];
	const [chart, link] = [coloursIn('#ff6384'), coloursIn('#0000fe')];
	const palette = coloursIn(
		Array.from({ length: 40 }, (_, i) => `#${((i * 0x60606 + 0xff6384) & 0xffffff).toString(16).padStart(6, '0')}`).join(' '),
	);
	const weights = weighed(colours, [chart, link, link, link, palette, []], 6);
	const weight = (text: ReturnType<typeof coloursIn>) => painted(weights, text).weight;
	assert.ok(weight(chart) > weight(palette) && weight(chart) > weight(link) && weight(link) > 0);
	assert.deepEqual(painted(weights, chart).shared, ['#ff6384']);
	assert.equal(weight([]), 0);
});

test('under which words a text with the colour may be found', () => {
	assert.deepEqual(numbersOf({ hex: '#ff6384' }), ['255', '99', '132']);
	assert.deepEqual(namesOf({ hex: '#ff6384' }), ['ff6384', '0xff6384', '0xffff6384']);
	assert.deepEqual(namesOf({ hex: '#ff0000' }), ['ff0000', '0xff0000', '0xffff0000', 'f00', 'red']);
});
