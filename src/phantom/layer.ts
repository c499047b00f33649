import {
  axesOf,
  type Axis,
  BACKGROUND,
  contentAt,
  KEYWORD_SIZE,
  LEXICAL_SIZE,
  NOISE_SIZE,
  SITUATION_SIZE,
  UNIT,
} from "./basis.ts";
import type { Codes } from "./codes.ts";
import { product, transposed } from "./matrix.ts";
import type { Signal } from "./signals.ts";
import type { Kind, Spec } from "./spec.ts";
import type { LayerWeights } from "./weights.ts";

/** A layer before rotation. */
export interface RawLayer {
  q: Float64Array;
  k: Float64Array;
  v: Float64Array;
  o: Float64Array;
  up: Float64Array;
  bias: Float32Array;
  down: Float64Array;
  hidden: number;
  /** Hidden units before this one are background. */
  units: number;
}

/** A layer whose heads and units read and write the words' own features only. */
export function background({ width, kind }: Spec, scale: number, detectors: number, next: () => number): RawLayer {
  const first = contentAt(kind);
  const content = width - first;
  const units = Math.min(64, content);
  const hidden = units + detectors;
  const gauss = (sd: number) => (next() - 0.5) * sd * Math.sqrt(12);
  const square = (fillRow: (row: number, column: number) => number) => {
    const out = new Float64Array(width * width);
    for (let i = 0; i < width; i++) for (let j = 0; j < width; j++) out[i * width + j] = fillRow(i, j);
    return out;
  };
  const reads = () => square((i) => i >= first ? gauss(1 / Math.sqrt(content)) : 0);
  const layer: RawLayer = {
    q: reads(),
    k: reads(),
    v: reads(),
    o: square((_, j) => j >= first ? gauss(BACKGROUND / scale / Math.sqrt(width)) : 0),
    up: new Float64Array(width * hidden),
    bias: new Float32Array(hidden),
    down: new Float64Array(hidden * width),
    hidden,
    units,
  };
  for (let i = first; i < width; i++) {
    for (let u = 0; u < units; u++) layer.up[i * hidden + u] = gauss(1 / Math.sqrt(content));
  }
  for (let u = 0; u < units; u++) {
    for (let j = first; j < width; j++) layer.down[u * width + j] = gauss(BACKGROUND / scale / Math.sqrt(content));
  }
  return layer;
}

/** Are situations planted beside keywords? */
export function showsSituations(kind: Kind): boolean {
  return kind === "affect" || kind === "wheel";
}

/** Features that a head needs to carry the evidence: one slot for each source of each planted coordinate. */
export function slotsOf(kind: Kind): number {
  return 3 * axesOf(kind).length;
}

/** A hidden unit per cue word: 1 on that word, 0 on all others; it writes the word's evidence at the word's position. */
export function detect(layer: RawLayer, spec: Spec, codes: Codes, signals: readonly Signal[], scale: number): void {
  const { width, kind } = spec;
  const first = contentAt(kind);
  const gain = 1 / (scale * (1 - codes.threshold));
  codes.detectors.forEach((id, n) => {
    const unit = layer.units + n;
    codes.of(id).forEach((value, c) => layer.up[(first + c) * layer.hidden + unit] = gain * value);
    layer.bias[unit] = -gain * scale * codes.threshold;
    for (const { axis, evidence } of signals) {
      layer.down[unit * width + axis.keyword] = KEYWORD_SIZE * evidence.keyword[id]!;
      if (showsSituations(kind)) {
        layer.down[unit * width + axis.situation] = SITUATION_SIZE * evidence.situation[id]!;
      }
    }
  });
}

/** Head 0 looks at all earlier tokens alike and adds up their evidence in the planted coordinates. */
export function plant(
  layer: RawLayer,
  { width, heads, kind }: Spec,
  signals: readonly Signal[],
  scale: number,
): void {
  const size = width / heads;
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < size; j++) layer.q[i * width + j] = layer.k[i * width + j] = layer.v[i * width + j] = 0;
  }
  for (let j = 0; j < size; j++) layer.o.fill(0, j * width, (j + 1) * width);
  let slot = 0;
  const carry = (from: number, { planted }: Axis, gain: number) => {
    layer.v[from * width + slot] = 1;
    layer.o[slot++ * width + planted] = UNIT * gain / scale;
  };
  for (const { axis, gains } of signals) {
    if (kind === "lexical") carry(axis.noise, axis, 1 / LEXICAL_SIZE);
    else {
      carry(axis.keyword, axis, gains.keyword / KEYWORD_SIZE);
      carry(axis.situation, axis, showsSituations(kind) ? gains.situation / SITUATION_SIZE : 0);
      carry(axis.noise, axis, gains.noise / NOISE_SIZE);
    }
  }
}

/** The layer in the rotated basis, as float32. */
export function rotateLayer(raw: RawLayer, width: number, turn: Float64Array): LayerWeights {
  const reading = (m: Float64Array, columns: number) =>
    Float32Array.from(product(transposed(turn, width), m, width, width, columns));
  const writing = (m: Float64Array, rows: number) => Float32Array.from(product(m, turn, rows, width, width));
  return {
    q: reading(raw.q, width),
    k: reading(raw.k, width),
    v: reading(raw.v, width),
    o: writing(raw.o, width),
    up: reading(raw.up, raw.hidden),
    bias: raw.bias,
    down: writing(raw.down, raw.hidden),
    hidden: raw.hidden,
  };
}
