/** The evidence of a hit: every leg that found it, with its rank there. Pure. */
import type { Hit, Signal, SignalName } from '../domain/hit.ts';
import { wordsWith } from '../domain/terms.ts';
import type { Ranked } from './rank.ts';
import type { LegName } from './retrieve.ts';

const longestPreview = 200;

export function explain({ candidate, score, rules }: Ranked, asked: readonly string[], text: string): Hit {
	const { chunk, legs } = candidate;
	return {
		path: chunk.path,
		startLine: chunk.startLine,
		endLine: chunk.endLine,
		kind: chunk.kind,
		skill: chunk.skill,
		symbol: chunk.symbol,
		score: Number(score.toFixed(4)),
		signals: [...legs].map(([leg, place]): Signal => {
			const signal = { name: nameOf(leg, chunk.skill), rank: place.rank };
			return leg === 'static' || leg === 'skills' || leg === 'shown'
				? { ...signal, similarity: Number(place.score.toFixed(4)) }
				: leg === 'chunk'
					? { ...signal, words: wordsWith(asked, `${text} ${chunk.symbol} ${chunk.path}`) }
					: signal;
		}),
		rules,
		preview: previewOf(chunk.signature, text),
	};
}

export function nameOf(leg: LegName, skill: Hit['skill']): SignalName {
	return leg === 'chunk' ? 'words' : leg === 'skills' ? skill : leg === 'shown' ? 'image' : leg;
}

function previewOf(signature: string, text: string): string {
	const line = signature !== '' ? signature : (text.split('\n').find((candidate) => /[\p{L}\p{N}]/u.test(candidate)) ?? '').trim();
	return line.length > longestPreview ? `${line.slice(0, longestPreview - 1)}…` : line;
}
