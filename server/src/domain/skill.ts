/** The skills of the model by name, and what one activation cost. */
export const skillIds = ['text', 'code', 'image', 'sound', 'video'] as const;
export type SkillId = (typeof skillIds)[number];

/** What an answer spent on one skill. */
export type SkillCost = {
	readonly skill: SkillId;
	/** Parameters that took part in each token's computation; embedding rows are looked up, not computed. */
	readonly parameters: number;
	/** Floating-point operations, all tokens of all inputs together. */
	readonly flops: number;
	readonly ms: number;
};
