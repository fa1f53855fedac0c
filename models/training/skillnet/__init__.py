"""SkillNet: one Transformer with shared attention and one feed-forward expert per skill."""
