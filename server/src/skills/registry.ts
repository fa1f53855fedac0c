/** Every skill the product has. Adding a modality is adding one folder and one line here. */
import type { SourceFile } from '../domain/file.ts';
import { isPictureName } from '../domain/picture.ts';
import type { SkillId } from '../domain/skill.ts';
import { loadLanguages } from './code/languages.ts';
import { createCodeSkill } from './code/skill.ts';
import { createImageSkill } from './image/skill.ts';
import { Outlines } from './outline.ts';
import type { Nested, Skill } from './skill.ts';
import { createTextSkill, textFormatOf, textFormats } from './text/skill.ts';

/** The language of a file of which nothing is known. */
const plain = 'plain';
/** Of every picture, whatever its format. */
const picture = 'picture';

export interface Skills {
	/** In the order they are asked whether they accept a file. */
	readonly list: readonly Skill[];
	/** The skill that reads a file; undefined for what none reads. */
	for(path: string): Skill | undefined;
	get(id: SkillId): Skill | undefined;
	/** What a file defines, flat; kept by its content. */
	outline(file: SourceFile): Promise<readonly Nested[]>;
	/** For the catalogue: `typescript`, `markdown`, …, `plain` where nothing is known of the file. */
	languageOf(path: string): string;
	/** A language as people name it, `python`, `C++` or `ts`, by the name it has in the catalogue. */
	languageNamed(name: string): string | undefined;
}

export function createSkills(): Skills {
	const languages = loadLanguages();
	const list: readonly Skill[] = [
		createTextSkill(), // prose first: its endings are fewer and never code
		createImageSkill(),
		createCodeSkill(languages),
	];
	const outlines = new Outlines();
	const skillOf = (path: string): Skill | undefined => list.find((skill) => skill.accepts(path));
	const languageOf = (path: string): string =>
		textFormatOf(path) ?? (isPictureName(path) ? picture : (languages.ofPath(path)?.id ?? plain));
	return {
		list,
		for: skillOf,
		get: (id) => list.find((skill) => skill.id === id),
		outline: (file) => outlines.of(file, async () => (await skillOf(file.path)?.definitions(file)) ?? []),
		languageOf,
		languageNamed: (name) => {
			const asked = name.toLowerCase();
			const byName = languages.list.find((language) => language.id === asked || language.name.toLowerCase() === asked)?.id;
			const byEnding = languageOf(`x.${asked}`);
			return byName ?? [...textFormats, plain, picture].find((id) => id === asked) ?? (byEnding === plain ? undefined : byEnding);
		},
	};
}
