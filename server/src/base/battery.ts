/** Whether this machine runs on its battery. What cannot be known is taken for no. Only the system's own files and programs are asked. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Disposable } from './disposable.ts';

/** Between two looks, in milliseconds. */
const interval = 60_000;
const patience = 10_000;

export type Battery = Disposable & { readonly isInUse: boolean };

/** Looks now and then; `onChange` is called when it is another way than before. */
export function watchBattery(onChange: () => void, isOnBattery: () => Promise<boolean> = onBattery): Battery {
	let [isInUse, over] = [false, false];
	const look = async (): Promise<void> => {
		const now = await isOnBattery().catch(() => false);
		if (now !== isInUse && !over) {
			isInUse = now;
			onChange();
		}
	};
	const timer = setInterval(() => void look(), interval).unref();
	void look();
	return {
		get isInUse() {
			return isInUse;
		},
		dispose: () => {
			over = true;
			clearInterval(timer);
		},
	};
}

async function onBattery(): Promise<boolean> {
	switch (process.platform) {
		case 'linux':
			return linuxOnBattery('/sys/class/power_supply');
		case 'darwin':
			return macOnBattery(await output('/usr/bin/pmset', ['-g', 'batt']));
		case 'win32':
			return windowsOnBattery(await output(powerShell(), ['-NoProfile', '-NonInteractive', '-Command', windowsQuestion]));
		default:
			return false;
	}
}

const windowsQuestion = '(Get-CimInstance Win32_Battery).BatteryStatus';

function powerShell(): string {
	return join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe');
}

/** A battery of the machine itself (not of a mouse) discharges, and no mains is there. */
export function linuxOnBattery(folder: string): boolean {
	const read = (supply: string, name: string): string => {
		try {
			return readFileSync(join(folder, supply, name), 'utf8').trim();
		} catch {
			return '';
		}
	};
	const supplies = readdirSync(folder);
	const discharges = supplies.some(
		(supply) => read(supply, 'type') === 'Battery' && read(supply, 'scope') !== 'Device' && read(supply, 'status') === 'Discharging',
	);
	return discharges && !supplies.some((supply) => ['Mains', 'USB'].includes(read(supply, 'type')) && read(supply, 'online') === '1');
}

/** `Now drawing from 'Battery Power'` is the first line of pmset. */
export function macOnBattery(said: string): boolean {
	return /^Now drawing from 'Battery Power'/.test(said);
}

/** One number a battery: 1 is "discharging", 4 and 5 are low and critical. */
export function windowsOnBattery(said: string): boolean {
	return /^(?:1|4|5)\s*$/m.test(said);
}

function output(program: string, args: readonly string[]): Promise<string> {
	return new Promise((resolve, reject) => {
		execFile(program, args, { timeout: patience, windowsHide: true }, (error, stdout) =>
			error === null ? resolve(stdout) : reject(error),
		);
	});
}
