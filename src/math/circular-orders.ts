/**
 * All ways to set `n` things around a circle, turned and mirrored ones counted once: (n - 1)! / 2 orders.
 *
 * Each order lists numbers from 0 to n - 1 and starts with 0; the first is 0, 1, ... n - 1. n is at least 3.
 */
export function circularOrders(n: number): Uint8Array[] {
  const out: Uint8Array[] = [], order = Array.from({ length: n }, (_, i) => i);
  const place = (at: number) => {
    if (at === n) {
      if (order[1]! < order[n - 1]!) out.push(Uint8Array.from(order));
      return;
    }
    const rest = order.slice(at).sort((a, b) => a - b);
    for (const next of rest) {
      const kept = order.slice();
      order.splice(at, n - at, next, ...rest.filter((x) => x !== next));
      place(at + 1);
      order.splice(0, n, ...kept);
    }
  };
  place(1);
  return out;
}

/** All orders of 0 to n - 1, the identity first: n! rows. */
export function allOrders(n: number): Uint8Array[] {
  if (n === 1) return [Uint8Array.of(0)];
  const shorter = allOrders(n - 1), out: Uint8Array[] = [];
  for (let first = 0; first < n; first++) {
    for (const rest of shorter) out.push(Uint8Array.of(first, ...rest.map((x) => x >= first ? x + 1 : x)));
  }
  return out;
}
