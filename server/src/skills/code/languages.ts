/**
 * The languages, as their folders describe them: which files are theirs and what helps to read them.
 * A folder holds language.json (the type below), chunks.scm where there is a grammar, and fixture.txt, which a test reads:
 * a comment with `^` marks under a name, then the kind and path of what it defines.
 * Captures of chunks.scm: @definition.<kind> and @container (part of the path, not a name) with @name, @scope and @body;
 * @comment and @attach lead what stands below them; @attach with @wrapped, above what it wraps; @doc is a docstring; @ignore takes a definition back.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assetPath } from '../../base/assets.ts';
import { UserError } from '../../base/errors.ts';

export type Language = {
	readonly id: string;
	readonly name: string;
	/** With their dot, lower case. */
	readonly extensions: readonly string[];
	/** Whole file names, or `Name.*` for any ending. */
	readonly filenames?: readonly string[];
	/** Programs named in a first line `#!/usr/bin/env …`. */
	readonly interpreters?: readonly string[];
	/** The grammar's place among the packages; without one, lines are looked at instead. */
	readonly grammar?: string;
	/** Query files that the build joins, where languages share some; `chunks.scm` of its own folder unless named. */
	readonly queries?: readonly string[];
	/** Regular expressions for what the grammar cannot read, such as macros before a name: overwritten with spaces for the parser. */
	readonly blank?: readonly string[];
	/** Regular expressions for lines that define something: the group `name` is its name, `kind` what it is. */
	readonly outline?: readonly string[];
	/** The regular expressions see upper and lower case as one. */
	readonly ignoreCase?: boolean;
};

export interface Languages {
	readonly list: readonly Language[];
	ofPath(path: string): Language | undefined;
	/** By the first line of a file whose name says nothing. */
	ofFirstLine(text: string): Language | undefined;
}

export function loadLanguages(folder = assetPath('languages')): Languages {
	if (!existsSync(folder)) {
		throw new UserError(
			'The languages that SkillLens reads are missing from its installation.',
			'Reinstall the extension, or build again.',
		);
	}
	const list = readdirSync(folder)
		.sort()
		.map((id) => JSON.parse(readFileSync(join(folder, id, 'language.json'), 'utf8')) as Language);
	const byName = table(list, (language) => language.filenames ?? []);
	const byExtension = table(list, (language) => language.extensions);
	const byInterpreter = table(list, (language) => language.interpreters ?? []);
	return {
		list,
		ofPath: (path) => {
			const name = path.slice(path.lastIndexOf('/') + 1);
			return byName.get(name) ?? byName.get(name.replace(/\.[^.]*$/, '.*')) ?? ofExtension(byExtension, name.toLowerCase());
		},
		ofFirstLine: (text) => {
			const program = /^#!\s*\S*?([^/\s]+)(?:\s+(?:-\S+\s+)*([^/\s]+))?/.exec(text.slice(0, 200));
			const name = (program?.[1] === 'env' ? program[2] : program?.[1])?.replace(/[\d.]+$/, '');
			return name === undefined ? undefined : byInterpreter.get(name);
		},
	};
}

function table(list: readonly Language[], keys: (language: Language) => readonly string[]): Map<string, Language> {
	return new Map(list.flatMap((language) => keys(language).map((key) => [key, language] as const)));
}

/** The longest ending that is known: `.d.ts` before `.ts`. */
function ofExtension(byExtension: Map<string, Language>, name: string): Language | undefined {
	for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
		const language = byExtension.get(name.slice(dot));
		if (language !== undefined) {
			return language;
		}
	}
	return undefined;
}
