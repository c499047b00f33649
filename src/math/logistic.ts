import { dot } from "./dot.ts";
import { type SparseRows, timesVector, transposeTimes } from "./sparse.ts";

/** A fitted classifier: score = `x . weights + bias`, higher = closer to label 1. */
export interface Logistic {
  /** [width] */
  readonly weights: Float64Array;
  readonly bias: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** State of the fit at one point: loss, margins and the gradient (bias last). */
function evaluate(x: SparseRows, labels: ArrayLike<number>, c: number, point: Float64Array) {
  const margins = timesVector(x, point.subarray(0, x.width), point[x.width]!);
  const residual = new Float64Array(x.rows), curvature = new Float64Array(x.rows);
  let loss = dot(point, point) / 2 - point[x.width]! ** 2 / 2;
  for (let i = 0; i < x.rows; i++) {
    const m = labels[i] ? margins[i]! : -margins[i]!;
    loss += c * (m > 0 ? Math.log1p(Math.exp(-m)) : Math.log1p(Math.exp(m)) - m);
    const p = 1 / (1 + Math.exp(-margins[i]!));
    residual[i] = c * (p - (labels[i] ? 1 : 0));
    curvature[i] = c * p * (1 - p);
  }
  const gradient = new Float64Array(x.width + 1);
  gradient.set(transposeTimes(x, residual));
  for (let i = 0; i < x.width; i++) gradient[i] = gradient[i]! + point[i]!;
  gradient[x.width] = residual.reduce((sum, r) => sum + r, 0);
  return { loss, gradient, curvature };
}

/** Hessian times `v`: `v + C X^T D X v`, the bias not penalised. */
function curve(x: SparseRows, curvature: Float64Array, v: Float64Array): Float64Array {
  const inner = timesVector(x, v.subarray(0, x.width), v[x.width]!).map((value, i) => value * curvature[i]!);
  const out = new Float64Array(x.width + 1);
  out.set(transposeTimes(x, inner));
  for (let i = 0; i < x.width; i++) out[i] = out[i]! + v[i]!;
  out[x.width] = inner.reduce((sum, value) => sum + value, 0) + 1e-9 * v[x.width]!;
  return out;
}

/** Newton step by conjugate gradients, to a tenth of the gradient's length. */
function newtonStep(x: SparseRows, curvature: Float64Array, gradient: Float64Array): Float64Array {
  const step = new Float64Array(gradient.length), r = gradient.map((g) => -g);
  let direction = r.slice(), old = dot(r, r);
  const enough = old * 0.01;
  for (let k = 0; k < 200 && old > enough; k++) {
    const hd = curve(x, curvature, direction), rate = old / dot(direction, hd);
    for (let i = 0; i < r.length; i++) {
      step[i] = step[i]! + rate * direction[i]!;
      r[i] = r[i]! - rate * hd[i]!;
    }
    const now = dot(r, r), keep = now / old;
    direction = direction.map((d, i) => r[i]! + keep * d);
    old = now;
  }
  return step;
}

/**
 * L2-penalised logistic regression: `min |w|^2 / 2 + C sum_i log(1 + exp(-y_i (x_i . w + b)))`, the bias not penalised.
 *
 * x [rows, width] sparse, labels [rows] (0 or 1). Truncated Newton with a halving line search; the problem is convex,
 * so there is one answer. Source: Lin, Weng and Keerthi 2008, https://jmlr.org/papers/v9/lin08b.html.
 */
export function fitLogistic(
  x: SparseRows,
  labels: ArrayLike<number>,
  { c = 1, tolerance = 1e-4, maxIterations = 50 } = {},
): Logistic {
  let point = new Float64Array(x.width + 1), at = evaluate(x, labels, c, point), iterations = 0;
  const enough = tolerance * Math.max(1e-12, Math.sqrt(dot(at.gradient, at.gradient)));
  const done = () => Math.sqrt(dot(at.gradient, at.gradient)) <= enough;
  for (; iterations < maxIterations && !done(); iterations++) {
    const step = newtonStep(x, at.curvature, at.gradient), slope = dot(step, at.gradient);
    let size = 1, next = point, there = at;
    for (let halvings = 0; halvings < 30; halvings++, size /= 2) {
      next = point.map((value, i) => value + size * step[i]!);
      there = evaluate(x, labels, c, next);
      if (there.loss <= at.loss + 1e-4 * size * slope) break;
    }
    if (!(there.loss < at.loss)) break;
    point = next;
    at = there;
  }
  return { weights: point.slice(0, x.width), bias: point[x.width]!, iterations, converged: done() };
}
