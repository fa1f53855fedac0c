/** How a process of the server is started so that it holds little: for the extension, and for whoever measures what it does. */
export const serverProcess = {
	/** glibc keeps what threads free in pools of their own; with two of them, indexing leaves a tenth less memory behind. */
	env: { MALLOC_ARENA_MAX: '2' },
	/** Megabytes. Left to itself, V8 takes up to 128 MB for new objects in the course of an hour, or while a large folder is opened, and keeps them; with a tenth of that, questions take as long. */
	execArgv: ['--max-semi-space-size=8'],
} as const;
