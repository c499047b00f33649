import { type ImportSummary, tally } from "./imported.ts";

/** Where a suite was imported from. */
export interface Origin {
  readonly name: string;
  /** Name of the file, without its folder. */
  readonly file: string;
  /** `sha256:...` of the file. */
  readonly hash: string;
  readonly date: Date;
}

/** Names from a file inside Markdown: no markup of their own, on one line. */
const plain = (text: string) => text.replace(/\s+/g, " ").replace(/[\\`*_[\]<|~]/g, "\\$&");

/** The sentences of an import, the same in a terminal and in the card. */
export function importLines(summary: ImportSummary): string[] {
  const { read, items, conditions, constructs, pairs, pairing, left_over, notes } = summary;
  const reasons = Object.entries(tally(left_over.map(({ why }) => why)));
  return [
    `${read} items read, ${items} in the suite, ${left_over.length} left over.`,
    `Conditions: ${Object.entries(conditions).map(([name, n]) => `${n} ${name}`).join(", ")}.`,
    `Constructs (${constructs.length}): ${constructs.join(", ")}.`,
    `Pairs: ${pairs}.`,
    ...pairing.map(({ how, n }) => `${n}: ${how}.`),
    ...reasons.map(([why, n]) => `${n} left over: ${why}.`),
    ...notes,
  ];
}

/** README.md of an imported suite. */
export function importCard(summary: ImportSummary, { name, file, hash, date }: Origin): string {
  const list = (lines: readonly string[]) => lines.map((line) => `- ${plain(line)}`).join("\n");
  const left = summary.left_over.map(({ id, row, why }) => `${id} (line ${row}): ${why}`);
  return [
    `# ${name}`,
    `Imported by \`alienist import ${summary.format}\` on ${date.toISOString().slice(0, 10)} from ${
      plain(file)
    } (${hash}).`,
    "The texts are those of that file, unchanged. **Their licence is yours to check**, before you pass this folder on. " +
    "No rater and no audit of this project stands behind them: run `alienist audit` on this folder first.",
    "## What was paired how",
    list(importLines(summary)),
    ...(left.length ? ["## Left over", list(left)] : []),
  ].join("\n\n") + "\n";
}
