// THIRD-PARTY-NOTICES.txt: the licence of every package in a VSIX, and of the model.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lockedPackage.mjs';
import { shippedPackages } from './shipped.mjs';

/** Packages that carry no licence file of their own. */
const ours = {
	'onnxruntime-node': 'onnxruntime.txt',
	'onnxruntime-common': 'onnxruntime.txt',
	'@tesseract.js-data/eng': 'tessdata.txt',
};
/** Packages with libvips in them say in their README under which licences its parts are used. */
const withLibvips = /^@img\/sharp-(libvips|win32)-/;
const rule = '='.repeat(100);
const textOf = (...path) =>
	readFileSync(join(...path), 'utf8')
		.replaceAll('\r\n', '\n')
		.trim();

/** Throws where a package has no licence text: then nothing may ship. */
export function notices(target) {
	const packages = shippedPackages(target).map(
		({ name, version, license, folder }) => `${name} ${version} (${license})\n\n${licenceText(name, folder)}`,
	);
	return `${[introduction(), ...packages, ...(target.os === 'win32' ? [textOf(import.meta.dirname, 'licences', 'windows.txt')] : [])].join(`\n\n${rule}\n\n`)}\n`;
}

function introduction() {
	const { name, version, license } = JSON.parse(textOf(root, 'models', 'skillnet', 'manifest.json'));
	return `SkillLens contains the software listed below, each part under its own licence.

The model ${name} ${version} (${license}) began as all-MiniLM-L6-v2 (Apache-2.0); models/skillnet/README.md tells its origin and data.
The text of Apache-2.0 is below, under detect-libc.`;
}

function licenceText(name, folder) {
	if (name in ours) {
		return textOf(import.meta.dirname, 'licences', ours[name]);
	}
	if (withLibvips.test(name)) {
		return `${textOf(folder, 'README.md')}\n\n${textOf(import.meta.dirname, 'licences', 'libvips.txt')}`;
	}
	const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice|thirdpartynotices)/i.test(file));
	if (files.length === 0) {
		throw new Error(
			`${name} has no licence file. Put its text into client/packaging/licences and name it in client/packaging/notices.mjs.`,
		);
	}
	return files
		.sort()
		.map((file) => textOf(folder, file))
		.join('\n\n');
}
