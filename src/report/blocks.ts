/** A vega-lite spec with the words that stand for it where it cannot be seen. */
export interface Chart {
  /** Part of element ids: letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Printed below the chart in every face, also where the chart itself cannot be drawn. */
  readonly caption?: string;
  readonly spec: Record<string, unknown>;
}

/** A table's column; numbers are set right-aligned in tabular figures. */
export interface Column {
  readonly text: string;
  readonly number?: boolean;
}

/** A table's row; `note` is a sentence about the whole row. */
export interface Row {
  readonly cells: readonly string[];
  readonly note?: string;
  readonly strong?: boolean;
  /** Title of the group of rows that starts here. */
  readonly group?: string;
}

/** Somebody's words and where they are from. */
export interface Quote {
  readonly text: string;
  readonly cite: string;
}

/**
 * What a report says, before any face has formatted it: HTML and Markdown print the same blocks, so they cannot differ.
 * Texts are plain and unescaped; escaping is the face's work.
 */
export type Block =
  | { readonly kind: "heading"; readonly level: 2 | 3; readonly text: string }
  | { readonly kind: "text"; readonly text: string; readonly tone?: "lead" | "note" | "warning" }
  | {
    readonly kind: "verdict";
    readonly word: string;
    readonly tap: string | null;
    readonly plain: string;
    readonly reason: string;
  }
  | TableBlock
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "quote"; readonly beside?: Quote } & Quote
  | { readonly kind: "paste"; readonly text: string }
  | {
    readonly kind: "charts";
    readonly charts: readonly Chart[];
    readonly caption: string;
    readonly beside?: TableBlock;
    /** What is folded away in a page until it is asked for. */
    readonly folded?: string;
  };

export interface TableBlock {
  readonly kind: "table";
  readonly caption: string;
  readonly head: readonly Column[];
  readonly rows: readonly Row[];
  /** Shown on demand in a page, where a chart says the same. */
  readonly folded?: boolean;
  /** Column title for the rows' notes where they are a column of their own. */
  readonly noted?: string;
}
