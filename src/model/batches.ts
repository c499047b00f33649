/** Indices of the sequences of one forward pass, and the length they are padded to. */
export interface BatchPlan {
  readonly items: readonly number[];
  readonly length: number;
}

/**
 * Groups sequences of similar length under a budget of padded tokens, longest first (so that the first batch shows
 * whether memory suffices). The result of an item does not depend on its batch.
 *
 * @param lengths tokens per sequence
 * @param budget padded tokens per batch; a longer sequence gets a batch of its own
 * @param size most sequences in a batch; default: as many as the budget allows
 */
export function planBatches(lengths: readonly number[], { budget = 2048, size = Infinity } = {}): BatchPlan[] {
  const order = lengths.map((_, i) => i).sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const batches: BatchPlan[] = [];
  let items: number[] = [];
  let length = 0;
  for (const i of order) {
    if (items.length > 0 && (items.length >= size || (items.length + 1) * length > budget)) {
      batches.push({ items, length });
      items = [];
    }
    if (items.length === 0) length = lengths[i]!;
    items.push(i);
  }
  if (items.length > 0) batches.push({ items, length });
  return batches;
}
