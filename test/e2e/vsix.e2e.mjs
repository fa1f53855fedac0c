// What ships for each platform: its own native files and no others, nothing unneeded, licences, checksums. What would be packed for each, and every VSIX that is there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { Unreachable } from '../../client/packaging/lockedPackage.mjs';
import { vsixOf } from '../../client/packaging/package.mjs';
import { stage } from '../../client/packaging/stage.mjs';
import { hostTarget, notServed, targetNamed, targets } from '../../client/packaging/targets.mjs';
import { nodeForTests } from '../node.mjs';
import { contentsOfFolder, contentsOfVsix } from './contents.mjs';
import { platformOf } from './nativeHeader.mjs';
import { output } from './paths.mjs';

const documents = ['README.md', 'CHANGELOG.md', 'LICENSE', 'THIRD-PARTY-NOTICES.txt', 'sbom.cdx.json', 'models/skillnet/README.md'];
const json = (contents, path) => JSON.parse(contents.get(path).toString());

for (const name of Object.keys(targets)) {
	describe(`the extension for ${name}`, () => {
		const target = targetNamed(name);
		it('as it would be packed', (t) => {
			const folder = join(output, 'stage', name);
			try {
				stage(target, folder);
			} catch (error) {
				if (error instanceof Unreachable) {
					return t.skip(error.message);
				}
				throw error;
			}
			t.after(() => rmSync(folder, { recursive: true }));
			checkContents(contentsOfFolder(folder), target);
		});
		if (existsSync(vsixOf(name)) || name === hostTarget().name) {
			it('as packed', async () => {
				const contents = await contentsOfVsix(vsixOf(name));
				checkContents(contents, target);
				assert.match(contents.get('extension.vsixmanifest').toString(), new RegExp(`TargetPlatform="${name}"`));
			});
		}
	});
}

it('the extension for this machine searches and reads pictures with no other package beside it', async (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'skilllens-packed-'));
	t.after(() => rmSync(folder, { recursive: true, maxRetries: 5 }));
	const lines = ['/** Adds up what is in the basket. */', 'export function sumPrices(items: number[]) {', '\treturn items.length;', '}'];
	const shop = { 'shop/prices.ts': `${lines.join('\n')}\n`, 'shot.png': await screenshot(lines.slice(1)) };
	for (const [path, bytes] of [...(await contentsOfVsix(vsixOf(hostTarget().name))), ...Object.entries(shop)]) {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), bytes);
	}
	const ask = (...args) => {
		const env = { PATH: process.env.PATH, HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') };
		const program = [join(folder, 'dist', 'skilllens.mjs'), '--workspace', join(folder, 'shop'), '--json'];
		return JSON.parse(execFileSync(nodeForTests(), [...program, ...args], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }));
	};
	const found = ask('search', 'what does the basket cost');
	assert.deepEqual([found.results[0].path, found.skills[0].skill], ['prices.ts', 'text']);
	assert.equal(ask('match', join(folder, 'shot.png')).results[0].symbol, 'sumPrices');
	assert.equal(ask('doctor').ok, true);
});

function screenshot(lines) {
	const rows = lines.map((line, i) => `<text x="16" y="${24 * i + 32}" font-family="monospace" font-size="16">${line}</text>`);
	return sharp(
		Buffer.from(
			`<svg xmlns="http://www.w3.org/2000/svg" width="640" height="120"><rect width="100%" height="100%" fill="#fff"/>${rows.join('')}</svg>`,
		),
	)
		.png()
		.toBuffer();
}

it('a platform that is not served is told so, with the reason', () => {
	for (const name of Object.keys(notServed)) {
		assert.throws(() => targetNamed(name), /is not served: ONNX Runtime.* has no build for .*Targets: linux-x64/);
	}
});

function checkContents(contents, target) {
	checkNatives(contents, target);
	checkNothingUnneeded(contents);
	checkManifest(contents);
	checkLicences(contents);
	checkModel(contents);
}

function checkNatives(contents, { name, os, cpu, watcher }) {
	const natives = [...contents].map(([path, bytes]) => [path, platformOf(bytes)]).filter(([, platform]) => platform !== undefined);
	assert.deepEqual(
		natives.filter(([, platform]) => platform !== name),
		[],
	);
	const paths = natives.map(([path]) => path);
	const library = { linux: 'libonnxruntime.so.1', darwin: 'libonnxruntime.1.dylib', win32: 'onnxruntime.dll' }[os];
	for (const path of [
		`${watcher}/watcher.node`,
		...[library, 'onnxruntime_binding.node'].map((file) => `onnxruntime-node/bin/napi-v6/${os}/${cpu}/${file}`),
	]) {
		assert.ok(paths.includes(`dist/node_modules/${path}`), path);
	}
}

function checkNothingUnneeded(contents) {
	const kinds = /\.(c?js|mjs|json|node|dll|dylib|so\.[\d.]+|gz|wasm|scm|bin|onnx|png|svg|css)$/;
	const paths = [...contents.keys()].filter((path) => !/^(extension\.vsixmanifest|\[Content_Types\]\.xml)$/.test(path));
	assert.deepEqual(
		paths.filter((path) => !kinds.test(path) && !documents.includes(path) && !/\/licen[cs]e(\.\w+)?$/i.test(path)),
		[],
	);
	assert.deepEqual(
		paths.filter((path) => /(^|\/)(tests?|src|scripts?|prebuilds|\.\w+)\//.test(path)),
		[],
	);
	const size = [...contents.values()].reduce((sum, { length }) => sum + length, 0);
	// The most is Windows on arm64: DirectML.dll and dxcompiler.dll come with ONNX Runtime there.
	assert.ok(size < 190e6, `${size} bytes`);
}

function checkManifest(contents) {
	const manifest = json(contents, 'package.json');
	assert.equal(manifest.engines.vscode, '^1.105.0');
	assert.deepEqual(
		Object.keys(manifest).filter((key) => /scripts|dependencies/i.test(key)),
		[],
	);
	for (const path of [manifest.main.slice(2), manifest.bin.skilllens, manifest.icon, 'dist/server/main.mjs', 'dist/server/host.mjs']) {
		assert.ok(contents.has(path), path);
	}
}

function checkLicences(contents) {
	const notices = contents.get('THIRD-PARTY-NOTICES.txt').toString();
	const { bomFormat, metadata, components } = json(contents, 'sbom.cdx.json');
	assert.deepEqual([bomFormat, metadata.component.type, metadata.component.name], ['CycloneDX', 'application', 'skilllens']);
	for (const { name, version, licenses, type, purl } of components) {
		assert.ok(licenses?.length > 0, `${name} has no licence in the SBOM`);
		assert.ok(notices.includes(`${name} ${version} (`), `${name} ${version} is not in the notices`);
		assert.ok(type === 'machine-learning-model' || purl.startsWith('pkg:npm/'), name);
	}
	const installed = [...contents.keys()].map((path) => /^dist\/node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(path)?.[1]);
	const named = new Set(components.map(({ name }) => name));
	assert.deepEqual(
		installed.filter((name) => name !== undefined && !named.has(name)),
		[],
	);
	assert.doesNotMatch(JSON.stringify(components), /"https?:/, 'where it was fetched from is of no use to others');
	assert.ok([...documents].every((path) => contents.has(path)));
}

function checkModel(contents) {
	for (const [file, { bytes, sha256 }] of Object.entries(json(contents, 'models/skillnet/manifest.json').files)) {
		const content = contents.get(`models/skillnet/${file}`);
		assert.deepEqual([content.length, createHash('sha256').update(content).digest('hex')], [bytes, sha256], file);
	}
}
