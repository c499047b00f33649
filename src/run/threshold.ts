import { Fault } from "../record/fault.ts";
import type { RunRecord } from "../record/run.ts";

const FORM =
  /^(separation|transfer|dissociation|confusion)\.(value|low|high|excess|excess\.low|excess\.high|p|p_holm)\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?(?:e-?\d+)?)$/;

/** A bar that a run must reach, such as `transfer.excess>=0.05`. */
export interface Threshold {
  readonly text: string;
  readonly measure: string;
  readonly field: string;
  readonly operator: string;
  readonly bar: number;
}

/** @throws Fault `bad_threshold` (exit 2) */
export function parseThreshold(text: string): Threshold {
  const found = FORM.exec(text.trim());
  if (!found) {
    throw new Fault(
      "bad_threshold",
      `Cannot read the threshold "${text}".`,
      'Write MEASURE.FIELD OP NUMBER, such as "transfer.excess>=0.05"; fields: value, low, high, excess, excess.low, excess.high, p, p_holm.',
      2,
    );
  }
  const [, measure = "", field = "", operator = "", bar = ""] = found;
  return { text, measure, field, operator, bar: Number(bar) };
}

/** Says which thresholds a run misses, each in a sentence; a figure that is unscored misses. The measure's first headline figure counts. */
export function missed(record: RunRecord, thresholds: readonly Threshold[]): string[] {
  return thresholds.flatMap((threshold) => {
    const figure = record.figures.find((candidate) =>
      candidate.measure === threshold.measure && candidate.selection === "nested"
    );
    const [key, part = "value"] = threshold.field.split(".");
    const value = !figure
      ? null
      : key === "excess"
      ? figure.excess?.[part as "value" | "low" | "high"] ?? null
      : figure[key as "value" | "p"] as number | null;
    const holds = value !== null && compare(value, threshold.operator, threshold.bar);
    return holds ? [] : [
      `${threshold.text} does not hold for ${record.model.ref}: it is ${
        value ?? `unscored (${figure?.unscored ?? "no such figure"})`
      }.`,
    ];
  });
}

function compare(value: number, operator: string, bar: number): boolean {
  if (operator === ">=") return value >= bar;
  if (operator === "<=") return value <= bar;
  return operator === ">" ? value > bar : value < bar;
}
