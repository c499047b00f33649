/** One text with its labels; a row of `items.csv`. */
export interface Item {
  readonly id: string;
  readonly text: string;
  readonly condition: string;
  readonly construct: string;
  /** Shared by an item and its matched control: the unit that is permuted. */
  readonly pair: string;
  /** The family whose frame several pairs share: the unit that folds keep together. */
  readonly scene: string;
  readonly domain: string;
  readonly status: "final" | "doubtful";
  readonly note: string;
  /** The suite's own columns (`keyword`, `person`, `intensity` ...). */
  readonly extra: Readonly<Record<string, string>>;
}

/** Conditions that test what a direction answers to; `null` where a suite has none of a kind. */
export interface Probes {
  /** Eventful but unemotional texts, in scenes that the pairs share: how often are they taken for the construct? */
  readonly vivid: string | null;
  /** The pair's own keyword stands there as a mere name; nobody feels anything. Shares `pair` with its control. */
  readonly unfelt: string | null;
  /** The vignette's words with the outcome turned: the construct is gone. Shares `pair` with its vignette. */
  readonly reversed: string | null;
  /** The vignette's and its control's words in one random order. Both share `pair` with them. */
  readonly shuffled: { readonly target: string; readonly control: string } | null;
}

/** What the arrangement of the constructs' means is compared with. */
export interface Geometry {
  /** Constructs in their order around a circle; opposites are half the list apart. */
  readonly circle: readonly string[];
  /** construct -> [valence, arousal] on any scale; `null`: not compared. */
  readonly coordinates: Readonly<Record<string, readonly [number, number]>> | null;
  /** Where circle and coordinates come from. */
  readonly note: string;
}

/**
 * The contrast that a suite asks about: do directions learned from `source` against `control`
 * (texts that *name* the construct) answer to `target` against `control` (texts that only *show* it)?
 */
export interface TransferDesign {
  readonly kind: "transfer";
  readonly source: string;
  readonly target: string;
  readonly control: string;
  /** Conditions beside the pairs: read and drawn, and measured where `probes` names them. */
  readonly others: readonly string[];
  /** Column that names the word which gives the construct away in `source` items: splits are grouped by it too. */
  readonly keyword_column: string | null;
  /** Name of the direction, `affect` in the emotion suite. */
  readonly direction: string;
  readonly probes: Probes;
  readonly geometry: Geometry | null;
}

/** A suite as read: labels and texts, nothing about models. */
export interface Suite {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly question: string;
  readonly constructs: readonly string[];
  readonly design: TransferDesign;
  /** construct -> keyword -> its inflected forms, lower case. */
  readonly lexicon: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly items: readonly Item[];
  /** Hash of suite.json and the items' file, `sha256:...`. */
  readonly hash: string;
}
