/** The made-up samples without Chromium: repeatable, of every family, with texts that fit. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { sampleOf } from './sample.ts';
import { longest } from './words.ts';

const samples = Array.from({ length: 400 }, (_, index) => sampleOf(3, index));

test('a seed gives the same samples again, another seed others', () => {
	assert.deepEqual(
		samples.slice(0, 50),
		samples.slice(0, 50).map((_, index) => sampleOf(3, index)),
	);
	assert.notDeepEqual(sampleOf(4, 0), sampleOf(3, 0));
});

test('the families have their shares', () => {
	const share = (family: string): number => samples.filter((sample) => sample.family === family).length / samples.length;
	for (const [family, wanted] of [
		['ui', 0.4],
		['diagram', 0.35],
		['chart', 0.25],
	] as const) {
		assert.ok(Math.abs(share(family) - wanted) < 0.08, `${family}: ${share(family)}`);
	}
});

test('every sample has three to six texts within the limit, of both skills', () => {
	for (const { kind, texts } of samples) {
		assert.ok(texts.length >= 3 && texts.length <= 6, `${kind} has ${texts.length} texts`);
		assert.deepEqual(new Set(texts.map(({ skill }) => skill)), new Set(['code', 'text']), kind);
		for (const { text } of texts) {
			assert.ok(text.length > 20 && text.length <= longest, `${kind}: ${text.length} characters`);
			assert.doesNotMatch(text, /\bundefined\b|\bNaN\b|\[object Object\]/);
		}
	}
});

test('hardly any two texts are the same', () => {
	const texts = samples.flatMap((sample) => sample.texts.map(({ text }) => text));
	assert.ok(new Set(texts).size > texts.length * 0.995);
});

test('Mermaid, Graphviz and PlantUML draw diagrams, and what did not draw one is among its texts', () => {
	const diagrams = samples.filter(({ family }) => family === 'diagram');
	const drawnBy = (kind: string): typeof samples => diagrams.filter(({ picture }) => picture.kind === kind);
	for (const kind of ['mermaid', 'dot', 'plantuml']) {
		assert.ok(drawnBy(kind).length > diagrams.length / 10, `${kind} draws ${drawnBy(kind).length} of ${diagrams.length}`);
	}
	const isPlantuml = ({ text }: { text: string }): boolean => /^@start(?:uml|mindmap)\n/.test(text);
	for (const { kind, picture, texts } of drawnBy('plantuml')) {
		assert.ok('source' in picture && isPlantuml({ text: picture.source }), kind);
		assert.equal(texts.filter(isPlantuml).length, 1, `${kind}: its own source alone`);
	}
	assert.ok(diagrams.some(({ picture, texts }) => picture.kind !== 'plantuml' && texts.some(isPlantuml)));
});
