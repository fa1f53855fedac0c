/**
 * Jazzer.js' addon for Linux x64 is built with GCC 13 on glibc 2.38, and asks for that because of three names, none of which it needs: `strtol` and `strtoul` as
 * of C23, and a mark by which iostreams are there, which nothing calls. Here the first two become those of before, and the third may be missing.
 * Tables: https://man7.org/linux/man-pages/man5/elf.5.html and https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html
 */

const renamed = /^__isoc23_(strtoul|strtol)$/;
const mark = '_ZSt21ios_base_library_initv';
const [newer, former, newerStreams] = ['GLIBC_2.38', 'GLIBC_2.2.5', 'GLIBCXX_3.4.32'];
const symbolSize = 24;
const weak = { symbol: 2 << 4, version: 2 } as const;

type Section = { readonly at: number; readonly size: number };

export function forOlderGlibc(addon: Buffer): Buffer {
	const elf = Buffer.from(addon);
	const [strings, symbols, needs] = sections(elf, '.dynstr', '.dynsym', '.gnu.version_r');
	for (let at = symbols.at; at < symbols.at + symbols.size; at += symbolSize) {
		const place = strings.at + elf.readUInt32LE(at);
		const name = text(elf, place);
		const old = renamed.exec(name)?.[1];
		if (old !== undefined) {
			elf.write(`${old}\0`, place, 'latin1');
		} else if (name === mark) {
			elf[at + 4] = weak.symbol | ((elf[at + 4] as number) & 0xf);
		}
	}
	const versions = neededVersions(elf, needs, strings);
	const [wanted, known, streams] = [newer, former, newerStreams].map((name) => versions.get(name));
	if (wanted === undefined || known === undefined || streams === undefined) {
		throw new Error('This is another build of the addon.');
	}
	elf.copy(elf, wanted, known, known + 4); // the version's hash …
	elf.copy(elf, wanted + 8, known + 8, known + 12); // … and its name
	elf.writeUInt16LE(weak.version, streams + 4);
	return elf;
}

function sections<Names extends readonly string[]>(elf: Buffer, ...names: Names): { [Index in keyof Names]: Section } {
	const [table, size, count, own] = [
		Number(elf.readBigUInt64LE(0x28)),
		elf.readUInt16LE(0x3a),
		elf.readUInt16LE(0x3c),
		elf.readUInt16LE(0x3e),
	];
	const section = (index: number): Section & { readonly name: number } => {
		const at = table + index * size;
		return { name: elf.readUInt32LE(at), at: Number(elf.readBigUInt64LE(at + 0x18)), size: Number(elf.readBigUInt64LE(at + 0x20)) };
	};
	const nameTable = section(own).at;
	const all = new Map(Array.from({ length: count }, (_, i) => section(i)).map((each) => [text(elf, nameTable + each.name), each]));
	return names.map((name) => {
		const found = all.get(name);
		if (found === undefined) {
			throw new Error(`The addon has no ${name}.`);
		}
		return found;
	}) as unknown as { [Index in keyof Names]: Section };
}

/** Where the entry of each version of the C and C++ libraries stands; that of libc, where several libraries have one of its name. */
function neededVersions(elf: Buffer, needs: Section, strings: Section): ReadonlyMap<string, number> {
	const found = new Map<string, number>();
	for (let need = needs.at, step = -1; step !== 0; need += step) {
		step = elf.readUInt32LE(need + 12);
		const library = text(elf, strings.at + elf.readUInt32LE(need + 4));
		for (let entry = need + elf.readUInt32LE(need + 8), next = -1; next !== 0; entry += next) {
			next = elf.readUInt32LE(entry + 12);
			const version = text(elf, strings.at + elf.readUInt32LE(entry + 8));
			if (library.startsWith('libc.') || !found.has(version)) {
				found.set(version, entry);
			}
		}
	}
	return found;
}

function text(elf: Buffer, at: number): string {
	return elf.toString('latin1', at, elf.indexOf(0, at));
}
