import type { Evidence, Gains } from "./evidence.ts";
import { fill, rotation, stream } from "./noise.ts";
import type { Spec } from "./spec.ts";
import { type Codes, drawCodes } from "./codes.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** One layer: attention [width, width] each, and an MLP of `hidden` ReLU units. Row vectors: y = x W. */
export interface LayerWeights {
  readonly q: Float32Array;
  readonly k: Float32Array;
  readonly v: Float32Array;
  readonly o: Float32Array;
  readonly up: Float32Array;
  readonly bias: Float32Array;
  readonly down: Float32Array;
  readonly hidden: number;
}

export interface DecoderWeights {
  /** [vocab, width] */
  readonly embedding: Float32Array;
  /** [context, width] */
  readonly positions: Float32Array;
  readonly layers: readonly LayerWeights[];
  /** The planted direction, unit length [width]; `null` where nothing is planted. */
  readonly direction: Float32Array | null;
}

/**
 * The basis before rotation. CONSTANT holds the same large value in every token, so that RMSNorm scales all tokens
 * nearly alike; evidence is written to its own coordinate; only the planted layer adds them up in PLANTED.
 */
const CONSTANT = 0, PLANTED = 1, KEYWORD = 2, SITUATION = 3, NOISE = 4, POSITION = 5, CONTENT = 9;

const CONSTANT_SIZE = 10;
const POSITION_SIZE = 0.5;
/** SD of the noise over control items, in units of the planted coordinate. */
const UNIT = 0.3;
/** Strength of what the other heads and units do to the words' own features. */
const BACKGROUND = 0.5;
/** Sizes of evidence at token positions. */
const KEYWORD_SIZE = 0.5, SITUATION_SIZE = 0.02, NOISE_SIZE = 0.05, LEXICAL_SIZE = 0.05;

/** Least width: the reserved coordinates, and room for the words' own. */
export const LEAST_WIDTH = CONTENT + 7;

/** Random weights at the usual scale: token identity passes, nothing is planted. */
export function nullWeights(spec: Spec, vocab: number): DecoderWeights {
  const { width, layers, context } = spec;
  const next = stream(spec.seed, 1);
  const matrix = (rows: number, columns: number, gain = 1) =>
    fill(new Float32Array(rows * columns), gain / Math.sqrt(rows), next);
  return {
    embedding: fill(new Float32Array(vocab * width), 1, next),
    positions: fill(new Float32Array(context * width), 0.1, next),
    layers: Array.from({ length: layers }, () => ({
      q: matrix(width, width),
      k: matrix(width, width),
      v: matrix(width, width),
      o: matrix(width, width, 0.5),
      up: matrix(width, 4 * width),
      bias: new Float32Array(4 * width),
      down: matrix(4 * width, width, 0.5),
      hidden: 4 * width,
    })),
    direction: null,
  };
}

/** Weights with a signal planted at `spec.layer`; see the table of the protocol, section 4. */
export function plantedWeights(spec: Spec, vocabulary: Vocabulary, evidence: Evidence, gains: Gains): DecoderWeights {
  const codes = drawCodes(
    spec,
    vocabulary,
    spec.kind === "lexical" ? [] : detected(spec, evidence),
    spec.width - CONTENT,
  );
  const turn = rotation(spec.width, stream(spec.seed, 3));
  const next = stream(spec.seed, 4);
  const scale = Math.sqrt(spec.width) / Math.sqrt(CONSTANT_SIZE ** 2 + POSITION_SIZE ** 2 + 1);
  const layers = Array.from({ length: spec.layers }, (_, layer) => {
    const raw = background(spec, scale, layer === spec.layer - 1 ? codes.detectors.length : 0, next);
    if (layer === spec.layer - 1) detect(raw, spec, codes, evidence, scale);
    if (layer === spec.layer) plant(raw, spec, gains, scale);
    return rotateLayer(raw, spec.width, turn);
  });
  return {
    embedding: rotateRows(embeddingOf(spec, vocabulary, codes, evidence, gains), spec.width, turn),
    positions: rotateRows(positionsOf(spec), spec.width, turn),
    layers,
    direction: Float32Array.from(turn.subarray(PLANTED * spec.width, (PLANTED + 1) * spec.width)),
  };
}

/** Tokens that a hidden unit recognises. */
function detected(spec: Spec, evidence: Evidence): number[] {
  const out: number[] = [];
  for (let id = 0; id < evidence.keyword.length; id++) {
    if (evidence.keyword[id] !== 0 || (spec.kind === "affect" && Math.abs(evidence.situation[id]!) > 1e-3)) {
      out.push(id);
    }
  }
  return out;
}

function embeddingOf(spec: Spec, vocabulary: Vocabulary, codes: Codes, evidence: Evidence, gains: Gains): Float64Array {
  const { width } = spec;
  const out = new Float64Array(vocabulary.words.length * width);
  for (let id = 0; id < vocabulary.words.length; id++) {
    const row = out.subarray(id * width, (id + 1) * width);
    row[CONSTANT] = CONSTANT_SIZE;
    row[NOISE] = NOISE_SIZE * evidence.noise[id]!;
    if (spec.kind === "lexical") {
      row[NOISE] = LEXICAL_SIZE *
        (gains.keyword * evidence.keyword[id]! + gains.situation * evidence.situation[id]! +
          gains.noise * evidence.noise[id]!);
    }
    row.set(codes.of(id), CONTENT);
  }
  return out;
}

/** Two pairs of sine and cosine: a constant norm at every position. */
function positionsOf({ context, width }: Spec): Float64Array {
  const out = new Float64Array(context * width);
  for (let at = 0; at < context; at++) {
    [8, 64].forEach((period, i) => {
      out[at * width + POSITION + 2 * i] = POSITION_SIZE * Math.SQRT1_2 * Math.sin(2 * Math.PI * at / period);
      out[at * width + POSITION + 2 * i + 1] = POSITION_SIZE * Math.SQRT1_2 * Math.cos(2 * Math.PI * at / period);
    });
  }
  return out;
}

interface RawLayer {
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
function background({ width }: Spec, scale: number, detectors: number, next: () => number): RawLayer {
  const content = width - CONTENT;
  const units = Math.min(64, content);
  const hidden = units + detectors;
  const gauss = (sd: number) => (next() - 0.5) * sd * Math.sqrt(12);
  const square = (fillRow: (row: number, column: number) => number) => {
    const out = new Float64Array(width * width);
    for (let i = 0; i < width; i++) for (let j = 0; j < width; j++) out[i * width + j] = fillRow(i, j);
    return out;
  };
  const reads = () => square((i) => i >= CONTENT ? gauss(1 / Math.sqrt(content)) : 0);
  const layer: RawLayer = {
    q: reads(),
    k: reads(),
    v: reads(),
    o: square((_, j) => j >= CONTENT ? gauss(BACKGROUND / scale / Math.sqrt(width)) : 0),
    up: new Float64Array(width * hidden),
    bias: new Float32Array(hidden),
    down: new Float64Array(hidden * width),
    hidden,
    units,
  };
  for (let i = CONTENT; i < width; i++) {
    for (let u = 0; u < units; u++) layer.up[i * hidden + u] = gauss(1 / Math.sqrt(content));
  }
  for (let u = 0; u < units; u++) {
    for (let j = CONTENT; j < width; j++) layer.down[u * width + j] = gauss(BACKGROUND / scale / Math.sqrt(content));
  }
  return layer;
}

/** A hidden unit per cue word: 1 on that word, 0 on all others; it writes the word's evidence at the word's position. */
function detect(layer: RawLayer, spec: Spec, codes: Codes, evidence: Evidence, scale: number): void {
  const { width } = spec;
  const gain = 1 / (scale * (1 - codes.threshold));
  codes.detectors.forEach((id, n) => {
    const unit = layer.units + n;
    codes.of(id).forEach((value, c) => layer.up[(CONTENT + c) * layer.hidden + unit] = gain * value);
    layer.bias[unit] = -gain * scale * codes.threshold;
    layer.down[unit * width + KEYWORD] = KEYWORD_SIZE * evidence.keyword[id]!;
    if (spec.kind === "affect") layer.down[unit * width + SITUATION] = SITUATION_SIZE * evidence.situation[id]!;
  });
}

/** Head 0 looks at all earlier tokens alike and adds up their evidence in the planted coordinate. */
function plant(layer: RawLayer, { width, heads, kind }: Spec, gains: Gains, scale: number): void {
  const size = width / heads;
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < size; j++) layer.q[i * width + j] = layer.k[i * width + j] = layer.v[i * width + j] = 0;
  }
  for (let j = 0; j < size; j++) layer.o.fill(0, j * width, (j + 1) * width);
  const carry = (slot: number, from: number, gain: number) => {
    layer.v[from * width + slot] = 1;
    layer.o[slot * width + PLANTED] = UNIT * gain / scale;
  };
  if (kind === "lexical") return carry(0, NOISE, 1 / LEXICAL_SIZE);
  carry(0, KEYWORD, gains.keyword / KEYWORD_SIZE);
  carry(1, SITUATION, kind === "affect" ? gains.situation / SITUATION_SIZE : 0);
  carry(2, NOISE, gains.noise / NOISE_SIZE);
}

function rotateLayer(raw: RawLayer, width: number, turn: Float64Array): LayerWeights {
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

function rotateRows(rows: Float64Array, width: number, turn: Float64Array): Float32Array {
  return Float32Array.from(product(rows, turn, rows.length / width, width, width));
}

function transposed(m: Float64Array, size: number): Float64Array {
  return Float64Array.from(m, (_, at) => m[(at % size) * size + Math.floor(at / size)]!);
}

/** A [n, m] times B [m, k]; zeros of A are passed over, for most of A is zeros. */
function product(a: Float64Array, b: Float64Array, n: number, m: number, k: number): Float64Array {
  const out = new Float64Array(n * k);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const factor = a[i * m + j]!;
      if (factor === 0) continue;
      for (let c = 0; c < k; c++) out[i * k + c]! += factor * b[j * k + c]!;
    }
  }
  return out;
}
