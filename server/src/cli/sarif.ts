/** Drift as a SARIF 2.1.0 log, for code scanning in a build. Source: docs.oasis-open.org/sarif/sarif/v2.1.0. */
import type { Log, ReportingDescriptor, Result } from 'sarif';
import { productVersion } from '../base/assets.ts';
import type { Drift } from '../domain/link.ts';

const rules: Readonly<Record<Drift['kind'], string>> = {
	symbolGone: 'A picture was linked to code that is gone.',
	pictureGone: 'A picture that was linked to code is gone.',
	regionGone: 'A picture does not say any more what was linked to code.',
	nameGone: 'A label of a diagram names nothing, while something is called nearly so.',
};

export function sarifOf(drift: readonly Drift[]): Log {
	return {
		$schema: 'https://json.schemastore.org/sarif-2.1.0.json',
		version: '2.1.0',
		runs: [
			{
				tool: {
					driver: {
						name: 'SkillLens',
						version: productVersion(),
						rules: Object.entries(rules).map(([id, text]): ReportingDescriptor => ({ id, shortDescription: { text } })),
					},
				},
				columnKind: 'utf16CodeUnits',
				results: drift.map(resultOf),
			},
		],
	};
}

function resultOf({ kind, picture, region, message, places, near }: Drift): Result {
	const meant = near.map(({ symbol, path, line }) => `${symbol} (${path}:${line})`).join(', ');
	return {
		ruleId: kind,
		level: 'warning',
		message: { text: meant === '' ? message : `${message} Near: ${meant}.` },
		locations: places.map(({ path, line }) => ({
			physicalLocation: { artifactLocation: { uri: encodeURI(path), uriBaseId: '%SRCROOT%' }, region: { startLine: line } },
		})),
		partialFingerprints: { pictureRegion: `${picture}#${region}` },
	};
}
