import { deriveSeed, shuffle } from "../math/random.ts";
import type { Suite } from "../suite/suite.ts";
import type { Order } from "./spec.ts";

/** Three constructs have one circular order only, up to its start and its sense: nothing could be told apart. */
export const LEAST_CIRCLE = 4;

/**
 * The constructs in the order in which they are planted around a circle: the k-th of K at the angle 2 pi k / K.
 *
 * @param order `suite`: the suite's own order; `mixed`: a random other one, whatever the start and the sense
 * @param suite at least `LEAST_CIRCLE` constructs
 */
export function circleOf(suite: Suite, order: Order, seed: number): readonly string[] {
  const own = suite.design.geometry?.circle ?? suite.constructs;
  if (order === "suite") return own;
  for (let draw = 0;; draw++) {
    const mixed = [...shuffle(own.length, deriveSeed(seed, "wheel"), draw)].map((i) => own[i]!);
    if (!sameCircle(mixed, own)) return mixed;
  }
}

/** Are two orders one circle, wherever it starts and whichever way it runs? Then neighbours are neighbours in both. */
export function sameCircle(a: readonly string[], b: readonly string[]): boolean {
  return a.every((name, i) => {
    const at = b.indexOf(name);
    const next = b.indexOf(a[(i + 1) % a.length]!);
    const apart = (next - at + b.length) % b.length;
    return apart === 1 || apart === b.length - 1;
  });
}

/** Angle of a construct on the circle, in radians from the x axis towards the y axis. */
export function angleOf(circle: readonly string[], construct: string): number {
  return 2 * Math.PI * circle.indexOf(construct) / circle.length;
}
