/** The latest questions of this workspace, newest first. */
import type { Memento } from 'vscode';

const key = 'skilllens.recentQuestions';
const limit = 20;
/** Longer questions are pasted code, which nobody asks again by name. Characters. */
const longest = 200;

export class RecentQuestions {
	private readonly memory: Memento;

	constructor(memory: Memento) {
		this.memory = memory;
	}

	list(): readonly string[] {
		return this.memory.get<string[]>(key, []);
	}

	async add(question: string): Promise<void> {
		const asked = question.trim();
		if (asked !== '' && asked.length <= longest) {
			await this.memory.update(key, [asked, ...this.list().filter((other) => other !== asked)].slice(0, limit));
		}
	}

	async remove(question: string): Promise<void> {
		await this.memory.update(
			key,
			this.list().filter((other) => other !== question),
		);
	}

	async clear(): Promise<void> {
		await this.memory.update(key, undefined);
	}
}
