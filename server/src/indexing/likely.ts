/** Which files are likely to answer a question, by a look at their raw bytes: they are indexed first, so that the first answer need not wait for all. */
import type { Task } from './plan.ts';

/** What is asked, as beginnings of words in lower case, and how a file is looked at. */
export type Question = {
	readonly words: readonly string[];
	/** Which of the words stand in the file, without judging it. */
	readonly mentions: (path: string, words: readonly string[]) => readonly string[];
};

/** So many files are indexed before the first answer. */
export const firstFiles = 60;
/** Looking must not take longer than it saves. Milliseconds. */
const longestLook = 400;

/** The likely files, best first, and the rest; nothing is likely where there is little to do anyway. */
export function split(
	tasks: readonly Task[],
	question: Question | undefined,
): { readonly likely: readonly Task[]; readonly rest: readonly Task[] } {
	if (question === undefined || question.words.length === 0 || tasks.length <= 5 * firstFiles) {
		return { likely: [], rest: tasks };
	}
	const found = look(tasks, question);
	const files = new Map(question.words.map((word) => [word, [...found.values()].filter((words) => words.includes(word)).length]));
	const weight = (word: string, path: string): number =>
		Math.log(1 + tasks.length / Math.max(1, files.get(word) ?? 0)) * (path.toLowerCase().includes(word) ? 3 : 1);
	const scored = tasks.map((task) => {
		const { path } = task.stamp;
		return { task, score: (found.get(path) ?? []).reduce((sum, word) => sum + weight(word, path), 0) };
	});
	const best = scored
		.filter(({ score }) => score > 0)
		.sort((a, b) => b.score - a.score)
		.slice(0, firstFiles)
		.map(({ task }) => task);
	const likely = new Set(best);
	return { likely: best, rest: tasks.filter((task) => !likely.has(task)) };
}

function look(tasks: readonly Task[], { words, mentions }: Question): Map<string, readonly string[]> {
	const end = performance.now() + longestLook;
	const found = new Map<string, readonly string[]>();
	for (const { stamp } of tasks) {
		const inside = performance.now() < end ? mentions(stamp.path, words) : [];
		found.set(
			stamp.path,
			words.filter((word) => inside.includes(word) || stamp.path.toLowerCase().includes(word)),
		);
	}
	return found;
}
