/** Where a file names a picture, and what it says around it. */
import { posix } from 'node:path';

export type Mention = {
	/** The picture's file name, lower case. */
	readonly name: string;
	/** As it is written: a relative path, one from the root of a site, an address. */
	readonly reference: string;
	/** From 1. */
	readonly line: number;
	/** Text in place of the picture, or its caption; empty where there is none. */
	readonly alt: string;
	/** Breadcrumb of the section, or the symbol. */
	readonly heading: string;
	/** What is said next to it. */
	readonly around: string;
};

/** With the file that says it. */
export type StoredMention = Mention & { readonly path: string };

/** Whether the mention means this picture: by its way from the file, or, where a site or a server has a root of its own, by its last folders. */
export function means({ path, reference }: StoredMention, picture: string): boolean {
	const target = reference.replace(/[?#].*$/, '');
	const fromElsewhere = /^(?:[a-z][a-z\d+.-]*:)?\/|^[{$%@~]/i.test(target);
	if (!fromElsewhere) {
		return posix.join(posix.dirname(path), target) === picture || posix.normalize(target) === picture;
	}
	const folders = target
		.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*|^[{$%@~][^/]*/i, '')
		.split('/')
		.filter((part) => part !== '' && part !== '.');
	const own = picture.split('/');
	const shared = own.filter((_, i) => own.slice(i).join('/') === folders.slice(i - own.length).join('/')).length;
	return shared >= Math.min(2, own.length);
}
