/** One item that a count or a weight points to. */
export type Offender = {
  readonly item: string;
  readonly word: string;
  readonly weight: number;
  readonly why: string;
};
