/** `skilllens/status`, `statusChanged`, `reindex` and `pause`: the state of things, and the buttons on it. */
import type { Connection } from 'vscode-languageserver/node';
import { pauseRequest, reindexRequest, type Status, statusNotification, statusRequest } from '../../protocol/messages.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Log } from '../base/log.ts';
import { type Feature, guarded, guardedAlone } from './feature.ts';
import type { Folders } from './folders.ts';

/** Between two notifications, at least. */
const quietMs = 200;

export function statusFeature(folders: Folders, status: () => Status, log: Log): Feature {
	return {
		register: (connection) => {
			const owned = new DisposableStore();
			owned.add(connection.onRequest(statusRequest, guardedAlone(log, status)));
			owned.add(
				connection.onRequest(
					reindexRequest,
					guarded(log, ({ all = false, uris = [] }, token) => folders.update('asked for', all ? 'all' : uris, token)),
				),
			);
			owned.add(
				connection.onRequest(
					pauseRequest,
					guarded(log, ({ paused }) => folders.pause(paused)),
				),
			);
			return owned;
		},
	};
}

/** Sends the state soon after it changed, at most a few times a second, the last state always. */
export class StatusSender implements Disposable {
	private readonly connection: Connection;
	private readonly status: () => Status;
	private readonly listeners = new Set<(status: Status) => void>();
	private timer: NodeJS.Timeout | undefined;
	private last = 0;

	constructor(connection: Connection, status: () => Status) {
		this.connection = connection;
		this.status = status;
	}

	/** Called with every state that is sent. */
	onSend(listener: (status: Status) => void): Disposable {
		this.listeners.add(listener);
		return { dispose: () => this.listeners.delete(listener) };
	}

	changed(): void {
		this.timer ??= setTimeout(() => this.send(), Math.max(0, this.last + quietMs - performance.now()));
	}

	dispose(): void {
		clearTimeout(this.timer);
	}

	private send(): void {
		this.timer = undefined;
		this.last = performance.now();
		const status = this.status();
		void this.connection.sendNotification(statusNotification, status);
		for (const tell of this.listeners) {
			tell(status);
		}
	}
}
