import type { Kind } from "./spec.ts";

/** Where a planted coordinate and the evidence for it live. */
export interface Axis {
  /** Zero before the planted layer. */
  readonly planted: number;
  readonly keyword: number;
  readonly situation: number;
  readonly noise: number;
}

/**
 * The basis before rotation. CONSTANT holds the same large value in every token, so that RMSNorm scales all tokens
 * nearly alike; evidence is written to its own coordinates; only the planted layer adds them up, in `planted`.
 */
export const CONSTANT = 0, POSITION = 5;
export const AFFECT: Axis = { planted: 1, keyword: 2, situation: 3, noise: 4 };
/** The plane of `wheel`; the other kinds give these coordinates to the words' own features. */
export const PLANE_X: Axis = { planted: 9, keyword: 10, situation: 11, noise: 12 };
export const PLANE_Y: Axis = { planted: 13, keyword: 14, situation: 15, noise: 16 };

/** The axes that a kind plants; `affect` comes first. */
export function axesOf(kind: Kind): readonly Axis[] {
  return kind === "wheel" ? [AFFECT, PLANE_X, PLANE_Y] : [AFFECT];
}

/** First coordinate of the words' own features. */
export function contentAt(kind: Kind): number {
  return kind === "wheel" ? 17 : 9;
}

export const CONSTANT_SIZE = 10;
export const POSITION_SIZE = 0.5;
/** SD of the noise over control items, in units of the planted coordinate. */
export const UNIT = 0.3;
/** Strength of what the other heads and units do to the words' own features. */
export const BACKGROUND = 0.5;
/** Sizes of evidence at token positions. */
export const KEYWORD_SIZE = 0.5, SITUATION_SIZE = 0.02, NOISE_SIZE = 0.05, LEXICAL_SIZE = 0.05;
