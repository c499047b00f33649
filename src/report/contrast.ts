/** Conditions that a contrast names. */
export interface ContrastParts {
  readonly source: string;
  readonly target: string | null;
  /** What the tested items are compared with where it is not their control. */
  readonly against: string | null;
  readonly note: string | null;
}

/**
 * `keyword->keyword-free` is `{ source, target }`; `keyword (unseen words)` is `{ source: "keyword", note: "unseen words" }`;
 * `keyword against unfelt` is `{ source: "keyword", against: "unfelt" }`.
 */
export function contrastParts(contrast: string): ContrastParts {
  const [left = "", right] = contrast.split("->").map((part) => part.trim());
  const match = /^(.*?)\s*\(([^)]*)\)$/.exec(right ?? left);
  const whole = match?.[1] ?? right ?? left, note = match?.[2] ?? null;
  const cut = whole.indexOf(" against ");
  const name = cut < 0 ? whole : whole.slice(0, cut), against = cut < 0 ? null : whole.slice(cut + " against ".length);
  return right === undefined
    ? { source: name, target: null, against, note }
    : { source: left, target: name, against, note };
}
