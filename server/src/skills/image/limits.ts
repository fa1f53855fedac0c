/** What a picture may cost. Whatever is beyond it is told as unreadable, with the limit named. */
export const limits = {
	/** Pixels of one frame; a 4K screen has 8 million. */
	pixels: 64_000_000,
	/** Pixels that OCR is given, the picture enlarged or reduced to that. */
	recognised: 2_500_000,
	/** Frames of an animation that are looked at, evenly spread, and those of them that are read. */
	sampledFrames: 12,
	keyFrames: 3,
	/** Characters of an SVG. */
	svgCharacters: 8_000_000,
	/** Words that are kept. */
	words: 3_000,
	/** Milliseconds that one step (a decoded frame, a recognised frame) may take; what runs at the lowest priority waits for others. */
	stepMs: { interactive: 30_000, background: 300_000 },
	/** Milliseconds until a process that has nothing to do ends. */
	idleMs: 10_000,
} as const;
