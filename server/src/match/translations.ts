/** Documents of which others are translations: one of them is enough. Pure. */

const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
const tag = /^[a-z]{2}(?:[-_][a-z]{2,4})?$/i;
/** Folders that hold translations. */
const holders = new Set(['i18n', 'l10n', 'locale', 'locales', 'localization', 'localizations', 'translation', 'translations']);

/** The path without its language: the same for a document and its translations. */
export function untranslated(path: string): string {
	const folders = path.split('/');
	const name = folders.pop() ?? '';
	const [, stem = '', language = '', extension = ''] = /^(.+?)[._-]([a-z]{2}(?:[-_][a-z]{2,4})?)(\.\w+)$/i.exec(name) ?? [];
	const left = folders.filter((folder) => !isLanguage(folder) && !holders.has(folder.toLowerCase()));
	return [...left, isLanguage(language) ? `${stem}${extension}` : name].join('/');
}

function isLanguage(word: string): boolean {
	return tag.test(word) && languages.of(word.replace('_', '-')) !== undefined;
}
