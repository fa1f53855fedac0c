/** What a file is for, as its path tells. */
export type Place = 'source' | 'test' | 'example' | 'vendored' | 'generated' | 'declaration' | 'notes';

const places: readonly (readonly [Place, RegExp])[] = [
	['vendored', /(?:^|\/)(?:node_modules|vendor|vendored|third[_-]?party|external|deps|bower_components|_vendor)\//i],
	['generated', /(?:^|\/)(?:generated|gen|__generated__|dist|build)\/|\.(?:g|gen|generated|designer)\.\w+$|_pb2?\.\w+$|\.pb\.\w+$/i],
	[
		'test',
		/(?:^|\/)(?:tests?|__tests__|spec|specs|testing|testdata|test[-_]?utils?|fixtures?|mocks?|__mocks__|e2e)\/|(?:^|\/)(?:test_[^/]+|conftest\.py)$|(?:[._-](?:test|tests|spec|bench|benchmark)|Tests?|Spec|TestCase)\.\w+$/,
	],
	['example', /(?:^|\/)(?:examples?|samples?|demos?|docs_src|snippets|tutorials?|bench|benchmarks?|playground|website)\//i],
	['declaration', /\.d\.[cm]?ts$|\.pyi$/],
	[
		'notes',
		/(?:^|\/)(?:changelog|changes|history|news|release[-_]?notes|authors|contributors|licen[cs]e|copying|code_of_conduct|security|contributing)(?:\.\w+)?$|(?:^|\/)(?:changelogs?|CHANGES)\//i,
	],
];

export function placeOf(path: string): Place {
	return places.find(([, pattern]) => pattern.test(path))?.[0] ?? 'source';
}
