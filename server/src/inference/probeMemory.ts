/** What was found out about devices, kept in one file for all workspaces and read again at the next start. */

import { explainDisk, writeWhole } from '../base/disk.ts';
import { describe, errorCode } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { readPlainFile } from '../base/plainFile.ts';
import type { Probe } from './devices.ts';
import { Fields } from './fields.ts';

const schema = 1;
const mostBytes = 256 * 1024;
/** Several models, or versions of the extension, may take turns. */
const mostMachines = 8;
const verdicts: readonly Probe['verdict'][] = ['sound', 'absent', 'crashed', 'hung', 'differs', 'killed'];

type Machine = { readonly key: string; readonly probes: readonly Probe[] };

export class ProbeMemory {
	private readonly file: string | undefined;
	private readonly log: Log;

	/** Without a file nothing is kept. */
	constructor(file: string | undefined, log: Log) {
		this.file = file;
		this.log = log;
	}

	/** Nothing where nothing is known of this machine, or the file is damaged. */
	read(key: string): readonly Probe[] {
		return this.machines().find((machine) => machine.key === key)?.probes ?? [];
	}

	/** In place of what was known of this machine. A file that cannot be written costs another probe at the next start. */
	write(key: string, probes: readonly Probe[]): void {
		if (this.file === undefined) {
			return;
		}
		const others = this.machines().filter((machine) => machine.key !== key);
		const machines: readonly Machine[] = [{ key, probes }, ...others].slice(0, mostMachines);
		try {
			writeWhole(this.file, `${JSON.stringify({ schema, machines }, undefined, '\t')}\n`);
		} catch (error) {
			this.log.warn('model', `what was found out about devices is not kept: ${describe(explainDisk(error, this.file))}`);
		}
	}

	private machines(): readonly Machine[] {
		if (this.file === undefined) {
			return [];
		}
		try {
			const content = readPlainFile(this.file, mostBytes, 'follow');
			return Buffer.isBuffer(content) ? readMachines(JSON.parse(content.toString('utf8'))) : [];
		} catch (error) {
			if (errorCode(error) !== 'ENOENT') {
				this.log.warn('model', `what was found out about devices cannot be read and is found out anew: ${describe(error)}`);
			}
			return [];
		}
	}
}

function readMachines(json: unknown): Machine[] {
	const file = new Fields(json, (field) => new Error(`no usable "${field}"`));
	file.is('schema', schema);
	return file.list('machines').map((machine) => ({ key: machine.text('key'), probes: machine.list('probes').map(readProbe) }));
}

function readProbe(probe: Fields): Probe {
	const verdict = verdicts.find((known) => known === probe.text('verdict')) ?? probe.fail('verdict');
	const measured = verdict === 'sound' ? { tokensPerSecond: probe.number('tokensPerSecond'), msAlone: probe.number('msAlone') } : {};
	return { device: probe.text('device'), verdict, why: verdict === 'sound' ? '' : probe.text('why'), ...measured, at: probe.text('at') };
}
