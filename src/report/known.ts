import { type RunRecord, VERDICTS } from "../record/run.ts";
import type { Block } from "./blocks.ts";
import { capital, fixed, listing, spaced } from "./words.ts";

/** What was planted in a phantom, what the harness had to say, and what it said. Nothing for a real model. */
export function knownAnswer(record: RunRecord): Block[] {
  const known = record.known_answer;
  if (known === null) return [];
  const planted = Object.entries(known).flatMap(([key, value]) => {
    const text = plain(value);
    return text === null || key === "verdict" ? [] : [{ cells: [capital(spaced(key)), text] }];
  });
  const blocks: Block[] = [
    { kind: "heading", level: 2, text: "The known answer" },
    {
      kind: "text",
      text:
        "This model is a phantom: a small transformer whose weights were compiled, not trained, so that the answer is known beforehand. A phantom is a model of nothing; it tests the instrument, and its figures say nothing about any language model.",
    },
  ];
  if (planted.length > 0) {
    blocks.push({
      kind: "table",
      caption: "What was planted.",
      head: [{ text: "Property" }, { text: "Value" }],
      rows: planted,
    });
  }
  const owed = owedVerdict(known);
  if (owed !== null) blocks.push({ kind: "text", text: comparison(record, owed) });
  return blocks;
}

function owedVerdict(known: Record<string, unknown>): string | null {
  const value = known.verdict;
  if (Array.isArray(value)) return value.length === 0 ? null : listing(value.map(String)).replace(" and ", " or ");
  return typeof value === "string" && value !== "" ? value : null;
}

function comparison(record: RunRecord, owed: string): string {
  const { word, tap } = record.verdict;
  const said = `The harness had to say: ${owed}. It said: ${word}${tap === null ? "" : ` at ${tap}`}.`;
  const planted = record.known_answer?.["tap"];
  const place = typeof planted === "string" && tap !== null && planted !== tap
    ? ` The signal was planted at ${planted}; every later layer carries it on.`
    : "";
  const allowed = VERDICTS.filter((verdict) => owed.includes(verdict));
  if (allowed.length === 0) return said;
  return `${said} ${
    allowed.includes(word)
      ? `The answer was found.${place}`
      : word === "inconclusive"
      ? "These items could not decide it."
      : "The answer was missed: distrust this run's figures until the cause is known."
  }`;
}

/** Scalars, short lists and small objects in words; vectors are left to `run.json`. */
function plain(value: unknown): string | null {
  if (typeof value === "number") return Number.isInteger(value) ? `${value}` : fixed(value);
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (value === null || value === undefined) return "none";
  if (!Array.isArray(value)) {
    return joined(Object.entries(value).map(([key, part]) => [`${spaced(key)} `, plain(part)]));
  }
  return value.length > 12 ? null : joined(value.map((part) => ["", plain(part)]));
}

function joined(parts: readonly (readonly [string, string | null])[]): string | null {
  return parts.length > 0 && parts.every(([, part]) => part !== null)
    ? parts.map(([name, part]) => name + part).join(", ")
    : null;
}
