/**
 * The basis before rotation. CONSTANT holds the same large value in every token, so that RMSNorm scales all tokens
 * nearly alike; evidence is written to its own coordinate; only the planted layer adds them up in PLANTED.
 */
export const CONSTANT = 0, PLANTED = 1, KEYWORD = 2, SITUATION = 3, NOISE = 4, POSITION = 5, CONTENT = 9;

export const CONSTANT_SIZE = 10;
export const POSITION_SIZE = 0.5;
/** SD of the noise over control items, in units of the planted coordinate. */
export const UNIT = 0.3;
/** Strength of what the other heads and units do to the words' own features. */
export const BACKGROUND = 0.5;
/** Sizes of evidence at token positions. */
export const KEYWORD_SIZE = 0.5, SITUATION_SIZE = 0.02, NOISE_SIZE = 0.05, LEXICAL_SIZE = 0.05;
