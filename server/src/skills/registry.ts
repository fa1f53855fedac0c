/** Every skill the product has. Adding a modality is adding one folder and one line here. */
import type { SkillId } from '../domain/skill.ts';
import { loadLanguages } from './code/languages.ts';
import { createCodeSkill } from './code/skill.ts';
import type { Skill } from './skill.ts';
import { createTextSkill, textFormatOf } from './text/skill.ts';

export interface Skills {
	/** In the order they are asked whether they accept a file. */
	readonly list: readonly Skill[];
	/** The skill that reads a file; undefined for what none reads. */
	for(path: string): Skill | undefined;
	get(id: SkillId): Skill | undefined;
	/** For the catalogue: `typescript`, `markdown`, …, `plain` where nothing is known of the file. */
	languageOf(path: string): string;
}

export function createSkills(): Skills {
	const languages = loadLanguages();
	const list: readonly Skill[] = [
		createTextSkill(), // prose first: its endings are fewer and never code
		createCodeSkill(languages),
	];
	return {
		list,
		for: (path) => list.find((skill) => skill.accepts(path)),
		get: (id) => list.find((skill) => skill.id === id),
		languageOf: (path) => textFormatOf(path) ?? languages.ofPath(path)?.id ?? 'plain',
	};
}
