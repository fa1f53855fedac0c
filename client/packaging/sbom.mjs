// sbom.cdx.json: the CycloneDX list that npm makes of the lock file, narrowed to what is in a VSIX, and the model.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lockedPackage.mjs';
import { shippedPackages } from './shipped.mjs';

/** As text. Throws where a shipped package is not in the lock file. */
export function sbom(target) {
	const all = ofLockFile();
	const refs = shippedPackages(target).map(({ name, version }) => `${name}@${version}`);
	const component = (ref) => {
		const found = all.components.find((entry) => entry['bom-ref'] === ref);
		if (found === undefined) {
			throw new Error(`${ref} is shipped, but npm's list of the lock file does not name it.`);
		}
		return { ...found, scope: 'required' };
	};
	const product = { ...all.metadata.component, type: 'application', name: 'skilllens' };
	const kept = new Set([product['bom-ref'], ...refs]);
	const dependencies = all.dependencies
		.filter(({ ref }) => kept.has(ref))
		.map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) }));
	const narrowed = {
		...all,
		metadata: { ...all.metadata, component: product },
		components: [...refs.map(component), model()],
		dependencies,
	};
	return `${JSON.stringify(narrowed, undefined, '\t')}\n`;
}

let listed;
/** Development packages too: of some, a part is bundled. Once for all targets, since npm takes its time. */
function ofLockFile() {
	listed ??= execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
		cwd: root,
		encoding: 'utf8',
		maxBuffer: 1 << 28,
		shell: process.platform === 'win32',
	});
	return JSON.parse(listed);
}

function model() {
	const { name, version, license } = JSON.parse(readFileSync(join(root, 'models', 'skillnet', 'manifest.json'), 'utf8'));
	return { 'bom-ref': `${name}@${version}`, type: 'machine-learning-model', name, version, licenses: [{ license: { id: license } }] };
}
