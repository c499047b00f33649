import { CONSTANT, CONSTANT_SIZE, contentAt, LEXICAL_SIZE, NOISE_SIZE, POSITION, POSITION_SIZE } from "./basis.ts";
import { type Codes, drawCodes } from "./codes.ts";
import { background, detect, plant, rotateLayer, showsSituations } from "./layer.ts";
import { rotateRows } from "./matrix.ts";
import { fill, rotation, stream } from "./noise.ts";
import type { Signal } from "./signals.ts";
import type { Kind, Spec } from "./spec.ts";
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
  /** The planted directions, unit length [width] each, in the order of the signals; none where nothing is planted. */
  readonly directions: readonly Float32Array[];
}

/** Least width: the reserved coordinates, and room for the words' own. */
export function leastWidth(kind: Kind): number {
  return contentAt(kind) + 7;
}

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
    directions: [],
  };
}

/** Weights with a signal planted at `spec.layer`; see the table of the protocol, section 4. */
export function plantedWeights(spec: Spec, vocabulary: Vocabulary, signals: readonly Signal[]): DecoderWeights {
  const codes = drawCodes(
    spec,
    vocabulary,
    spec.kind === "lexical" ? [] : detected(spec, signals),
    spec.width - contentAt(spec.kind),
  );
  const turn = rotation(spec.width, stream(spec.seed, 3));
  const next = stream(spec.seed, 4);
  const scale = Math.sqrt(spec.width) / Math.sqrt(CONSTANT_SIZE ** 2 + POSITION_SIZE ** 2 + 1);
  const layers = Array.from({ length: spec.layers }, (_, layer) => {
    const raw = background(spec, scale, layer === spec.layer - 1 ? codes.detectors.length : 0, next);
    if (layer === spec.layer - 1) detect(raw, spec, codes, signals, scale);
    if (layer === spec.layer) plant(raw, spec, signals, scale);
    return rotateLayer(raw, spec.width, turn);
  });
  return {
    embedding: rotateRows(embeddingOf(spec, vocabulary, codes, signals), spec.width, turn),
    positions: rotateRows(positionsOf(spec), spec.width, turn),
    layers,
    directions: signals.map(({ axis: { planted } }) =>
      Float32Array.from(turn.subarray(planted * spec.width, (planted + 1) * spec.width))
    ),
  };
}

/** Tokens that a hidden unit recognises: those that say something about a planted coordinate. */
function detected({ kind }: Spec, signals: readonly Signal[]): number[] {
  const tells = (id: number) =>
    signals.some(({ evidence: { keyword, situation } }) =>
      keyword[id] !== 0 || (showsSituations(kind) && Math.abs(situation[id]!) > 1e-3)
    );
  return [...signals[0]!.evidence.keyword.keys()].filter(tells);
}

function embeddingOf(spec: Spec, vocabulary: Vocabulary, codes: Codes, signals: readonly Signal[]): Float64Array {
  const { width, kind } = spec;
  const out = new Float64Array(vocabulary.words.length * width);
  for (let id = 0; id < vocabulary.words.length; id++) {
    const row = out.subarray(id * width, (id + 1) * width);
    row[CONSTANT] = CONSTANT_SIZE;
    for (const { axis, evidence, gains } of signals) {
      row[axis.noise] = kind !== "lexical" ? NOISE_SIZE * evidence.noise[id]! : LEXICAL_SIZE *
        (gains.keyword * evidence.keyword[id]! + gains.situation * evidence.situation[id]! +
          gains.noise * evidence.noise[id]!);
    }
    row.set(codes.of(id), contentAt(kind));
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
