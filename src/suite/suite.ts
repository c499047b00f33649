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

/**
 * The contrast that a suite asks about: do directions learned from `source` against `control`
 * (texts that *name* the construct) answer to `target` against `control` (texts that only *show* it)?
 */
export interface TransferDesign {
  readonly kind: "transfer";
  readonly source: string;
  readonly target: string;
  readonly control: string;
  /** Conditions that are read and drawn but not scored. */
  readonly others: readonly string[];
  /** Column that names the word which gives the construct away in `source` items: splits are grouped by it too. */
  readonly keyword_column: string | null;
  /** Name of the direction, `affect` in the emotion suite. */
  readonly direction: string;
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
