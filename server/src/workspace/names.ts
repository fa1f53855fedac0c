/** What a file's name alone says against indexing it. */
import { linksPath } from '../domain/link.ts';
import type { Verdict } from './skip.ts';

type Rule = Verdict & { readonly matches: RegExp };

/** The first that matches the name counts. Tested against the file's name in lower case, without its folders. */
const rules: readonly Rule[] = [
	// Secrets come first: an encrypted key store is a secret before it is binary.
	{
		matches: /^\.env(rc|\..+)?$|^.+\.env$/,
		reason: 'secret',
		detail: 'an environment file, which may hold secrets',
	},
	{
		matches: /\.(pem|key|p12|pfx|pkcs12|p8|ppk|jks|keystore|bcfks|kdbx?|agekey|tfstate|tfstate\.backup|ovpn)$/,
		reason: 'secret',
		detail: 'a file of keys or certificates',
	},
	{
		matches: /^id_(rsa|dsa|ecdsa|ed25519)(_sk)?$/,
		reason: 'secret',
		detail: 'a private key',
	},
	{
		matches:
			/^([._]netrc|\.npmrc|\.pypirc|\.pgpass|\.my\.cnf|\.htpasswd|\.git-credentials|\.dockercfg|\.s3cfg|\.boto|\.vault-token|kubeconfig)$/,
		reason: 'secret',
		detail: 'a file where tools keep passwords and tokens',
	},
	{
		matches: /^(secrets?|credentials)\.(ya?ml|json|toml|ini|properties|yml\.enc)$|^client_secret.*\.json$|^service[-_]?account.*\.json$/,
		reason: 'secret',
		detail: 'a file of secrets by its name',
	},
	{
		matches:
			/^(package-lock\.json|npm-shrinkwrap\.json|shrinkwrap\.yaml|pnpm-lock\.yaml|bun\.lockb|go(\.work)?\.sum|packages\.lock\.json|project\.assets\.json|package\.resolved|cartfile\.resolved|\.terraform\.lock\.hcl|lazy-lock\.json|conda-lock\.yml|cabal\.project\.freeze)$|\.(lock|lockfile)$/,
		reason: 'lock',
		detail: 'a lock file, written by a package manager',
	},
	{
		matches: /\.(svgz|bmp|ico|tiff?|heic|heif)$/,
		reason: 'unsupported',
		detail: 'pictures in this format are not read',
	},
	{ matches: /[.-]min\.(js|mjs|cjs|css|html?)$/, reason: 'minified', detail: 'minified by its name' },
	{ matches: /\.([cm]?[jt]sx?|css)\.map$/, reason: 'minified', detail: 'a source map' },
	{
		matches:
			/_pb2(_grpc)?\.pyi?$|\.pb(\.gw|\.validate)?\.(go|cc|h|dart|swift)$|_pb\.(js|d\.ts)$|\.(g|freezed|gr|mocks)\.dart$|\.(designer|g|g\.i)\.(cs|vb)$|[._]generated\.[a-z]+$|\.gen\.(go|rs|tsx?|jsx?|dart|cs|java|kt|swift)$|^zz_generated[._]/,
		reason: 'generated',
		detail: 'written by a generator, by its name',
	},
	{ matches: /\.snap$/, reason: 'generated', detail: 'a snapshot that tests write' },
];

const kept = /^\.env\.(example|sample|template|dist|defaults?)$|^example\.env$/;

/** Only endings that mean one thing; what may be text under the same name (`.doc`, `.obj`, `.dat`) is told by its bytes. */
const binary = extensions({
	'an archive':
		'zip tar gz tgz bz2 tbz xz txz zst lz4 lzma 7z rar jar war ear aar apk aab ipa deb rpm msi dmg iso whl egg gem nupkg vsix xpi cpio br',
	'a font': 'ttf otf woff woff2 eot ttc',
	'a sound or a video': 'mp3 mp4 m4a m4v wav ogg oga ogv opus flac aac aiff mid midi mov avi mkv webm wmv flv mpg mpeg 3gp',
	'a compiled file': 'o a so dylib dll exe class pyc pyo pyd wasm elf rlib rmeta pdb beam nib',
	'a document in a binary format': 'pdf docx xls xlsx ppt pptx odt ods odp epub mobi',
	'a database': 'sqlite sqlite3 db3 mdb accdb dbf myd myi sst rdb realm duckdb',
	'a design or 3D file': 'psd psb xcf indd blend fbx glb 3ds dwg ktx ktx2 exr icns',
	'data in a binary format':
		'npy npz pkl pickle parquet feather arrow orc avro h5 hdf5 onnx pt pth ckpt safetensors gguf tflite pcap pcapng swp',
});

/** Texts that hold data; large ones are rows of it, not something a person wrote to be read. */
const dataFormats = new Set('json jsonl ndjson geojson topojson csv tsv psv log har'.split(' '));
const maxDataBytes = 256 * 1024;

export function judgeName(path: string): Verdict | undefined {
	if (path === linksPath) {
		return { reason: 'ignored', detail: 'what SkillLens keeps there itself' };
	}
	const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
	if (kept.test(name)) {
		return undefined;
	}
	const kind = binary.get(extensionOf(name));
	return rules.find(({ matches }) => matches.test(name)) ?? (kind === undefined ? undefined : { reason: 'binary', detail: kind });
}

/** The size, in bytes, over which a file of this name is left out as data; the general limit is another matter. */
export function dataLimit(path: string): number {
	return dataFormats.has(extensionOf(path.toLowerCase())) ? maxDataBytes : Number.POSITIVE_INFINITY;
}

/** `ts` for `a/b.test.ts`; empty where there is none. */
export function extensionOf(path: string): string {
	return /\.([^./]+)$/.exec(path)?.[1] ?? '';
}

function extensions(kinds: Record<string, string>): ReadonlyMap<string, string> {
	return new Map(Object.entries(kinds).flatMap(([kind, list]) => list.split(' ').map((extension): [string, string] => [extension, kind])));
}
