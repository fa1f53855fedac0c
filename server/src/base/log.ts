/** The log: a tag, a cause, numbers. No file contents; no queries above debug level. */
export type LogTag = 'index' | 'search' | 'model' | 'storage' | 'workspace' | 'lsp' | 'mcp' | 'pictures' | 'trace';
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogSink = (level: LogLevel, line: string) => void;

export class Log {
	private readonly sink: LogSink;

	constructor(sink: LogSink) {
		this.sink = sink;
	}

	debug(tag: LogTag, message: string): void {
		this.sink('debug', `[${tag}] ${message}`);
	}

	info(tag: LogTag, message: string): void {
		this.sink('info', `[${tag}] ${message}`);
	}

	warn(tag: LogTag, message: string): void {
		this.sink('warn', `[${tag}] ${message}`);
	}

	error(tag: LogTag, message: string): void {
		this.sink('error', `[${tag}] ${message}`);
	}
}

export const silentLog = new Log(() => undefined);
