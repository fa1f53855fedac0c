// What axe-core finds in a web view: accessibility rules of WCAG, run in the page itself.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A sentence for each rule that the page of `body` (a locator) breaks. Throws where nothing was checked. */
export async function violationsIn(body) {
	const frame = await (await body.elementHandle()).ownerFrame();
	await frame.evaluate(axe);
	// a web view is part of a page, and need not be in landmarks of its own
	const { violations, passes } = await frame.evaluate(() => globalThis.axe.run(document, { rules: { region: { enabled: false } } }));
	if (passes.length < 10) {
		throw new Error(`axe-core checked next to nothing: ${passes.length} rules`);
	}
	return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
