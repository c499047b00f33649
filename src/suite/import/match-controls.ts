import { importFault } from "./fault.ts";
import type { Stimulus } from "./stimulus.ts";

/** A file's items by what they are, and who was written as whose control. */
export interface Matched {
  readonly emotional: readonly Stimulus[];
  readonly neutral: readonly Stimulus[];
  /** id of an emotional item -> its matched neutral item. */
  readonly controls: ReadonlyMap<string, Stimulus>;
}

/** Items by the id that they name; their own names are checked. */
function namedBy(stimuli: readonly Stimulus[], file: string): Map<string, Stimulus[]> {
  const ids = new Set(stimuli.map(({ id }) => id)), by = new Map<string, Stimulus[]>();
  for (const stimulus of stimuli) {
    const { names, row, id } = stimulus;
    if (!names) continue;
    if (names === id) throw importFault(file, `"${id}" is named as its own matched_control_id`, { row });
    if (!ids.has(names)) {
      throw importFault(file, `matched_control_id "${names}" is not the id of any line`, { row });
    }
    by.set(names, [...(by.get(names) ?? []), stimulus]);
  }
  return by;
}

/** Neutral by its label, or, whatever its label, because an emotional item names it as its control. */
function isNeutral(item: Stimulus, by: readonly Stimulus[], file: string): boolean {
  if (item.emotion === null) return true;
  const master = by.find(({ emotion }) => emotion !== null), fail = (what: string) => importFault(file, what, item);
  if (!master) return false;
  const said =
    `"${item.id}" has the emotion "${item.emotion}" and is the matched control of "${master.id}" (line ${master.row})`;
  if (item.keyword) throw fail(`${said}, yet has_emotion_keyword is true`);
  if (item.names) throw fail(`${said}, and names a control itself: which one is neutral cannot be told`);
  return true;
}

/** The control of an emotional item: the one that it names, or else the only neutral item that names it. */
function controlOf(item: Stimulus, by: readonly Stimulus[], all: ReadonlyMap<string, Stimulus>, file: string) {
  const other = by.find(({ id }) => item.names && id !== item.names);
  if (other) {
    throw importFault(
      file,
      `matched_control_id of "${other.id}" is "${item.id}", whose own is "${item.names}" (line ${item.row})`,
      other,
    );
  }
  if (item.names) return all.get(item.names)!;
  if (by.length > 1) {
    throw importFault(file, `"${item.id}" names no control, and ${by.length} neutral items name it`, item);
  }
  return by[0];
}

/**
 * Tells neutral items from emotional ones, and finds the matched control of each. Published files let a pair name each
 * other, or only the emotional one name its control; both are read.
 *
 * @throws Fault `bad_import` (exit 2) for an id that does not exist, and for names that contradict each other
 */
export function matchControls(stimuli: readonly Stimulus[], file: string): Matched {
  const by = namedBy(stimuli, file), all = new Map(stimuli.map((item) => [item.id, item]));
  const naming = ({ id }: Stimulus) => by.get(id) ?? [];
  const neutral = stimuli.filter((item) => isNeutral(item, naming(item), file));
  const quiet = new Set(neutral), emotional = stimuli.filter((item) => !quiet.has(item));
  const controls = new Map<string, Stimulus>();
  for (const item of emotional) {
    for (const key of ["has_emotion_keyword", "matched_control_id"] as const) {
      if (item[key === "has_emotion_keyword" ? "keyword" : "names"] !== undefined) continue;
      throw importFault(file, `"${key}" is missing, which a line with an emotion needs (it may be null)`, item);
    }
    const control = controlOf(item, naming(item), all, file);
    if (control) controls.set(item.id, control);
  }
  return { emotional, neutral, controls };
}
