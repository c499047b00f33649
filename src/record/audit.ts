import { z } from "zod";

export const AUDIT_SCHEMA = "alienist/audit/1";

/** A text-only figure of the stimulus audit; `bar` is the highest value that the shipped suites may have. */
export const AuditFigure = z.looseObject({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  bar: z.number().nullable(),
  pass: z.boolean().nullable(),
  unscored: z.string().nullable(),
});
export type AuditFigure = z.infer<typeof AuditFigure>;

/** `alienist audit SUITE --json`. */
export const AuditRecord = z.looseObject({
  schema: z.literal(AUDIT_SCHEMA),
  suite: z.string(),
  version: z.string(),
  hash: z.string(),
  figures: z.record(z.string(), AuditFigure),
  counts: z.looseObject({ forbidden_words: z.int(), near_duplicates: z.int(), incomplete_pairs: z.int() }),
  cells: z.record(z.string(), z.int()),
  pass: z.boolean(),
  offenders: z.array(z.looseObject({ item: z.string(), word: z.string(), weight: z.number(), why: z.string() })),
});
export type AuditRecord = z.infer<typeof AuditRecord>;

export const COMPARISON_SCHEMA = "alienist/audit-comparison/1";

/** A figure or count of two audits; the difference is A - B, `null` with a reason where one of them has no value. */
export const AuditDifference = z.looseObject({
  name: z.string(),
  difference: z.number().nullable(),
  /** Have the 95 % intervals a value in common? `null` for counts and unscored figures. */
  overlap: z.boolean().nullable(),
  unscored: z.string().nullable(),
});
export type AuditDifference = z.infer<typeof AuditDifference>;

/** `alienist audit A --compare B --json`. */
export const AuditComparison = z.looseObject({
  schema: z.literal(COMPARISON_SCHEMA),
  a: AuditRecord,
  b: AuditRecord,
  figures: z.array(AuditDifference),
  counts: z.array(AuditDifference),
});
export type AuditComparison = z.infer<typeof AuditComparison>;
