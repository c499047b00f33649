import { z } from "zod";

/** Schema id of `suite.json`. */
export const SUITE_SCHEMA = "alienist/suite/1";

const Name = z.string().min(1);

/** Extra conditions that are measured beside the headline contrasts (see `Probes`). */
export const ProbesFile = z.strictObject({
  vivid: Name.nullable().default(null),
  unfelt: Name.nullable().default(null),
  reversed: Name.nullable().default(null),
  shuffled: z.strictObject({ target: Name, control: Name }).nullable().default(null),
});

/** What the constructs' arrangement is compared with (see `Geometry`). */
export const GeometryFile = z.strictObject({
  circle: z.array(Name).min(4).max(9),
  coordinates: z.record(Name, z.tuple([z.number(), z.number()])).nullable().default(null),
  note: z.string().default(""),
});

/** `design` in suite.json: which conditions play which part (see `TransferDesign`). */
export const DesignFile = z.strictObject({
  kind: z.literal("transfer"),
  source: Name,
  target: Name,
  control: Name,
  others: z.array(Name).default([]),
  keyword_column: Name.nullable().default(null),
  direction: Name,
  probes: ProbesFile.default({ vivid: null, unfelt: null, reversed: null, shuffled: null }),
  geometry: GeometryFile.nullable().default(null),
});

/** `suite.json`; unknown keys are errors, so that a typing error cannot pass for a setting. */
export const SuiteFile = z.strictObject({
  schema: z.literal(SUITE_SCHEMA),
  name: z.string().regex(
    /^[a-z0-9][a-z0-9._-]{0,63}$/,
    "must be at most 64 lower-case letters, digits, dot, hyphen, underscore",
  ),
  version: Name,
  title: Name,
  question: Name,
  constructs: z.array(Name).min(1),
  design: DesignFile,
  /** The suite's own columns and what they mean. */
  columns: z.record(Name, z.string()).default({}),
  /** construct -> keyword -> its inflected forms. */
  lexicon: z.record(Name, z.record(Name, z.array(Name))).default({}),
});
export type SuiteFile = z.infer<typeof SuiteFile>;

/** Columns that every suite has. */
export const COLUMNS = ["id", "text", "condition", "construct", "pair", "scene", "domain", "status", "note"] as const;
