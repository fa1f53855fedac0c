// A loader behind that of Jazzer.js, which counts edges of JavaScript only: gives it our TypeScript without its types, every line in its place.
import { stripTypeScriptTypes } from 'node:module';

export async function load(url, context, nextLoad) {
	const loaded = await nextLoad(url, context);
	return loaded.format === 'module-typescript'
		? { ...loaded, format: 'module', source: stripTypeScriptTypes(Buffer.from(loaded.source).toString('utf8')) }
		: loaded;
}
