import { quoted } from "../problem.ts";
import type { Entry } from "./entries.ts";
import { importFault } from "./fault.ts";

/** One line of an affect-reception file. */
export interface Stimulus {
  /** Line in the file. */
  readonly row: number;
  readonly id: string;
  readonly text: string;
  /** Lower case; `null` where the line says that there is none. */
  readonly emotion: string | null;
  readonly intensity: string;
  /** Its label where there is one: numbers of domains are counted anew for every emotion. `null`: not known. */
  readonly domain: string | null;
  readonly set: string;
  /** `matched_control_id`; `undefined` where the key is missing. */
  readonly names: string | null | undefined;
  /** `has_emotion_keyword`; `undefined` where the key is missing. */
  readonly keyword: boolean | null | undefined;
}

/** What `emotion` says where there is none. */
const NEUTRAL = ["", "neutral", "none", "no-emotion", "no emotion"];

/** Keys that every line has. */
const NEEDED = ["id", "text", "emotion"];

/** A text, a number as text, or `null`. @throws Fault `bad_import` (exit 2) for anything else */
function cell({ row, value }: Entry, key: string, file: string): string | null {
  const found = value[key] ?? null;
  if (found === null || typeof found === "string") return found;
  if (typeof found === "number") return String(found);
  throw importFault(file, `"${key}" is ${JSON.stringify(found)}, and must be a text, a number or null`, { row });
}

function stimulusOf(entry: Entry, file: string): Stimulus {
  const { row, value } = entry, fail = (what: string) => importFault(file, what, { row });
  const missing = NEEDED.filter((key) => !(key in value));
  if (missing.length) {
    throw fail(
      `${quoted(missing)} is missing; every line needs ${quoted(NEEDED)}, found ${quoted(Object.keys(value))}`,
    );
  }
  const text = (key: string) => cell(entry, key, file), keyword = value.has_emotion_keyword;
  if (keyword !== undefined && keyword !== null && typeof keyword !== "boolean") {
    throw fail(`"has_emotion_keyword" is ${JSON.stringify(keyword)}, and must be true, false or null`);
  }
  for (const key of ["id", "text"]) if ((text(key) ?? "").trim() === "") throw fail(`"${key}" is empty`);
  const emotion = (text("emotion") ?? "").trim().toLowerCase();
  return {
    row,
    id: text("id")!,
    text: text("text")!,
    emotion: NEUTRAL.includes(emotion) ? null : emotion,
    intensity: text("intensity") ?? "",
    domain: text("domain_label")?.trim() || text("domain")?.trim() || null,
    set: text("stimulus_set") ?? "",
    names: "matched_control_id" in value ? text("matched_control_id")?.trim() || null : undefined,
    keyword,
  };
}

/**
 * Reads the lines of an affect-reception file; keys that are not used are passed over.
 *
 * @throws Fault `bad_import` (exit 2) for a missing key, a value of the wrong type, an empty text, an id used twice
 */
export function stimuliOf(entries: readonly Entry[], file: string): Stimulus[] {
  const rows = new Map<string, number>();
  return entries.map((entry) => {
    const stimulus = stimulusOf(entry, file), { id, row } = stimulus;
    if (rows.has(id)) throw importFault(file, `the id "${id}" is already that of line ${rows.get(id)}`, { row });
    rows.set(id, row);
    return stimulus;
  });
}
