import type { Suite } from "../suite/suite.ts";
import { AFFECT, type Axis, PLANE_X, PLANE_Y } from "./basis.ts";
import { angleOf } from "./circle.ts";
import { AFFECT_NOISE, type Evidence, evidenceOf, X_NOISE, Y_NOISE } from "./evidence.ts";
import { effectSize, type Gains, gainsFor, itemsOf, means, solveGain, unitOf } from "./gains.ts";
import { stream } from "./noise.ts";
import type { Spec } from "./spec.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** One planted coordinate: where it lives, what tokens say about it, and how strongly that is written. */
export interface Signal {
  readonly axis: Axis;
  readonly evidence: Evidence;
  readonly gains: Gains;
}

/** What is planted: the affect direction, and with a circle the two coordinates of its plane. */
export function signalsOf(
  suite: Suite,
  vocabulary: Vocabulary,
  { seed, effect }: Spec,
  circle: readonly string[] | null,
): Signal[] {
  const evidence = evidenceOf(suite, vocabulary, () => 1, stream(seed, AFFECT_NOISE));
  const affect = { axis: AFFECT, evidence, gains: gainsFor(suite, vocabulary, evidence, effect) };
  if (circle === null) return [affect];
  const x = evidenceOf(suite, vocabulary, (name) => Math.cos(angleOf(circle, name)), stream(seed, X_NOISE));
  const y = evidenceOf(suite, vocabulary, (name) => Math.sin(angleOf(circle, name)), stream(seed, Y_NOISE));
  const gains = planeGains(suite, vocabulary, { circle, x, y }, effect);
  return [affect, { axis: PLANE_X, evidence: x, gains: gains.x }, { axis: PLANE_Y, evidence: y, gains: gains.y }];
}

interface Plane {
  readonly circle: readonly string[];
  readonly x: Evidence;
  readonly y: Evidence;
}

/**
 * Gains of the plane's two coordinates. One radius for all constructs, so that the circle is one: the mean over
 * constructs of d' along the construct's own direction in the plane, its items against all control items, is `effect`.
 */
function planeGains(suite: Suite, vocabulary: Vocabulary, { circle, x, y }: Plane, effect: number) {
  const { source, target, control } = suite.design;
  const noise = [x, y].map((axis) => means(suite, vocabulary, axis.noise));
  const unit = noise.map((values) => unitOf(suite, values));
  const controls = itemsOf(suite, control);
  const solve = (condition: string, part: "keyword" | "situation") => {
    const signal = [x, y].map((axis) => means(suite, vocabulary, axis[part]));
    const groups = circle.map((name) => ({ angle: angleOf(circle, name), items: itemsOf(suite, condition, name) }))
      .filter(({ items }) => items.length > 0);
    if (groups.length === 0) return 0;
    return solveGain(effect, (radius) => {
      const sizes = groups.map(({ angle, items }) => {
        const at = (i: number) =>
          Math.cos(angle) * (radius * signal[0]![i]! + unit[0]! * noise[0]![i]!) +
          Math.sin(angle) * (radius * signal[1]![i]! + unit[1]! * noise[1]![i]!);
        return effectSize(items.map(at), controls.map(at));
      });
      return sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    });
  };
  const keyword = solve(source, "keyword");
  const situation = solve(target, "situation");
  const gains = (axis: 0 | 1): Gains => ({ keyword, situation, noise: unit[axis]! });
  return { x: gains(0), y: gains(1) };
}
