import { Fault } from "../record/fault.ts";
import { gaussian, stream } from "./noise.ts";
import type { Spec } from "./spec.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** The words' own features: one random unit vector per token. */
export interface Codes {
  /** Unit vector of a token [size]. */
  of(id: number): Float64Array;
  readonly detectors: readonly number[];
  /** A unit that recognises a word answers to cosines above this only. */
  readonly threshold: number;
}

const THRESHOLD = 0.6;
const TRIES = 200;

/**
 * Draws the words' vectors; a word that a unit has to recognise is drawn again until its cosine with every other word
 * is below the threshold.
 *
 * @throws Fault `phantom_too_narrow` when the width has no room for so many words.
 */
export function drawCodes(spec: Spec, vocabulary: Vocabulary, detectors: readonly number[], size: number): Codes {
  const next = stream(spec.seed, 2);
  const count = vocabulary.words.length;
  const all = new Float64Array(count * size);
  const of = (id: number) => all.subarray(id * size, (id + 1) * size);
  const draw = (id: number) => {
    const row = of(id);
    for (let c = 0; c < size; c++) row[c] = gaussian(next);
    const norm = Math.hypot(...row);
    for (let c = 0; c < size; c++) row[c]! /= norm;
  };
  for (let id = 0; id < count; id++) draw(id);
  const words = vocabulary.words.findLastIndex((word) => !word.startsWith("filler")) + 1;
  for (const id of detectors) {
    for (let tries = 0; nearest(all, id, words, size) > THRESHOLD - 0.03; tries++) {
      if (tries === TRIES) throw tooNarrow(spec, detectors.length);
      draw(id);
    }
  }
  return { of, detectors, threshold: THRESHOLD };
}

/** Largest cosine of a word with any other. */
function nearest(all: Float64Array, id: number, count: number, size: number): number {
  let most = -1;
  const at = id * size;
  for (let other = 0; other < count; other++) {
    if (other === id) continue;
    let dot = 0;
    for (let c = 0, to = other * size; c < size; c++) dot += all[at + c]! * all[to + c]!;
    if (dot > most) most = dot;
  }
  return most;
}

function tooNarrow(spec: Spec, cues: number): Fault {
  return new Fault(
    "phantom_too_narrow",
    `Cannot compile phantom:${spec.kind} with width ${spec.width}: the suite has ${cues} cue words, which need more room.`,
    `Give a larger width, such as width=${spec.width * 2}.`,
    2,
  );
}
