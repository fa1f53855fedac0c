/** An answer and a state as the server sends them, to vary in tests. */
import type { FolderStatus, HitItem, SearchAnswer, Status } from '../../../server/protocol/messages.ts';

export const hit: HitItem = {
	uri: 'file:///w/src/http/retry.ts',
	range: { start: { line: 11, character: 0 }, end: { line: 47, character: 0 } },
	path: 'src/http/retry.ts',
	kind: 'code',
	skill: 'code',
	symbol: 'retryWithBackoff',
	score: 0.91,
	signals: [
		{ name: 'words', rank: 2, words: ['retry'] },
		{ name: 'file', rank: 1 },
		{ name: 'code', rank: 1, similarity: 0.71 },
	],
	rules: [],
	preview: 'export async function retryWithBackoff(request)',
};

export const answer: SearchAnswer = {
	query: 'where are retries handled',
	filters: [],
	ms: 7.9,
	device: 'cpu',
	skills: [{ skill: 'text', parameters: 10_600_000, flops: 3e8, ms: 4.1 }],
	totalParameters: 49_000_000,
	results: [hit],
	notes: [],
	chunks: 9310,
};

export const folder: FolderStatus = {
	uri: 'file:///w',
	name: 'w',
	state: 'ready',
	done: 0,
	total: 0,
	files: 118,
	chunks: 9310,
	vectors: 9310,
	skipped: 0,
	quarantined: 0,
	bytes: 12_345_678,
	notes: [],
};

export const status: Status = {
	folders: [folder],
	model: { name: 'skillnet', device: 'cpu', refused: [], totalParameters: 49_000_000, loaded: ['text'] },
	paused: false,
};
