import type { Figure } from "../../src/record/figure.ts";
import { ItemRecord, RUN_SCHEMA, RunRecord } from "../../src/record/run.ts";

export const LABELS = ["joy", "trust", "fear", "surprise", "sadness", "disgust", "anger", "anticipation"];
const LAYERS = [0, 1, 2, 3];

/** A figure with everything in it; tests change what they are about. */
export function figure(over: Partial<Figure> = {}): Figure {
  const value = over.value === undefined ? 0.83 : over.value;
  return {
    measure: "transfer",
    contrast: "keyword->keyword-free",
    construct: "affect",
    metric: "auroc",
    tap: "resid_post.2",
    layer: 2,
    reading: "last",
    selection: "nested",
    value,
    low: value === null ? null : value - 0.04,
    high: value === null ? null : Math.min(1, value + 0.04),
    n: 384,
    clusters: 24,
    floors: {
      chance: 0.5,
      length: 0.54,
      function_words: 0.58,
      bag_of_words: 0.6,
      embedding: 0.61,
      embedding_ridge: null,
      surface: null,
      shuffled: 0.53,
    },
    excess: value === null
      ? null
      : { over: "embedding", value: value - 0.61, low: value - 0.66, high: value - 0.56, high_90: value - 0.57 },
    p: value === null ? null : 0.0001,
    p_holm: value === null ? null : 0.0004,
    permutations: 10000,
    mde: 0.07,
    unscored: null,
    ...over,
  };
}

/** Headline and curve of one contrast. */
export function curve(over: Partial<Figure>, values: readonly number[]): Figure[] {
  const fixed = LAYERS.map((layer, i) =>
    figure({
      ...over,
      selection: "fixed",
      layer,
      tap: `resid_post.${layer}`,
      value: values[i]!,
      floors: null,
      excess: null,
      p: null,
      p_holm: null,
    })
  );
  return [figure({ ...over, value: values[2]! }), ...fixed];
}

export function figures(): Figure[] {
  return [
    ...curve({ measure: "separation", contrast: "keyword (unseen words)" }, [0.61, 0.74, 0.93, 0.9]),
    ...curve({
      measure: "separation",
      contrast: "keyword (seen words)",
      floors: {
        chance: 0.5,
        length: 0.54,
        function_words: 0.58,
        bag_of_words: 0.99,
        embedding: 0.97,
        embedding_ridge: null,
        surface: null,
        shuffled: 0.53,
      },
      excess: { over: "bag_of_words", value: 0, low: -0.01, high: 0.01, high_90: 0.008 },
    }, [0.97, 0.98, 0.99, 0.99]),
    ...curve({ measure: "separation", contrast: "keyword-free" }, [0.56, 0.7, 0.88, 0.84]),
    ...curve({}, [0.52, 0.66, 0.83, 0.8]),
    ...curve({ contrast: "keyword-free->keyword" }, [0.51, 0.64, 0.81, 0.79]),
    figure({
      measure: "dissociation",
      metric: "index",
      value: 0.23,
      low: 0.11,
      high: 0.36,
      floors: null,
      excess: null,
      p: null,
      p_holm: null,
      mde: null,
    }),
    figure({
      measure: "confusion",
      contrast: "keyword->keyword-free",
      metric: "accuracy",
      value: 0.41,
      low: 0.34,
      high: 0.48,
      floors: {
        chance: 0.125,
        length: 0.14,
        function_words: 0.15,
        bag_of_words: 0.19,
        embedding: 0.2,
        embedding_ridge: null,
        surface: null,
        shuffled: 0.16,
      },
      excess: { over: "embedding", value: 0.21, low: 0.14, high: 0.28, high_90: 0.27 },
    }),
  ];
}

/** A run of a phantom, validated. */
export function run(over: Partial<RunRecord> = {}): RunRecord {
  return RunRecord.parse({
    schema: RUN_SCHEMA,
    id: "2026-11-23T10-00-00Z_emotion_ab12cd",
    created: "2026-11-23T10:00:00.000Z",
    suite: {
      name: "emotion",
      title: "Emotion words and emotional situations",
      question:
        "Do directions learned from texts that name an emotion answer to situations that contain no emotion word?",
      version: "0.1.0",
      hash: "sha256:5d1e0a7c",
    },
    model: {
      ref: "phantom:affect?effect=2",
      hash: "sha256:77aa01",
      tokenizer_hash: "sha256:c0ffee",
      template_hash: null,
      layers: 4,
      width: 128,
      dtype: "float32",
    },
    taps: [
      { site: "embed", layer: null, tensor: "embed" },
      ...LAYERS.map((layer) => ({ site: "resid_post" as const, layer, tensor: `layer.${layer}` })),
    ],
    device: { model: "wasm", kernels: "cpu", why: "no WebGPU adapter was found" },
    adapter: {
      name: "llvmpipe",
      vendor: "Mesa",
      architecture: "",
      driver: "22.3",
      software: true,
      runtime: "Deno 2.9.6",
      features: ["shader-f16"],
    },
    versions: { alienist: "0.1.0", "onnxruntime-web": "1.30.0", runtime: "Deno 2.9.6" },
    seeds: { seed: 0 },
    calibration: null,
    figures: figures(),
    confusion: {
      labels: LABELS,
      matrix: LABELS.map((_, i) => LABELS.map((_, j) => (i === j ? 10 + (i % 3) * 3 : (i * 3 + j) % 4))),
    },
    verdict: {
      word: "transfers",
      tap: "resid_post.2",
      reason:
        "Transfer keyword->keyword-free has p (Holm) < 0.001 and its excess over the embedding layer is +0.22 (0.17 to 0.27).",
      rule:
        "transfers: transfer's p (Holm) < .05 and the lower bound of its excess > 0. keyword-bound: separation on unseen keywords has p < .05 and excess > 0, while transfer is equivalent to its floor (TOST, bound 0.05).",
    },
    timing: { forward: 3.21, measure: 8.04 },
    counts: { items: 672, tokens: 20544, unscored: 2 },
    settings: { reading: "last", permutations: 10000, bootstraps: 2000, folds: 5, layers: "all" },
    known_answer: {
      kind: "affect",
      layer: 2,
      tap: "resid_post.2",
      direction: Array.from({ length: 128 }, () => 0.088),
      effect: { source: 2, target: 2 },
      verdict: ["transfers"],
    },
    warnings: ["2 texts were cut to the context of 512 tokens."],
    ...over,
  });
}

const SHIFT: Record<string, number> = { keyword: 2.3, "keyword-free": 1.6, neutral: 0, "vivid-neutral": 0.2 };
const TEXT: Record<string, string> = {
  keyword: "She was delighted, and said so to everyone on the platform.",
  "keyword-free":
    "He read the letter twice, then called up the stairs for everyone to come down. The scan was clear. He put the kettle on and forgot to fill it.",
  neutral:
    "He read the letter twice, then called up the stairs for everyone to come down. The meter was read. He put the kettle on and went to fill it.",
  "vivid-neutral": "The tram turned at the foot of the hill, its windows full of low sun.",
};

/** 24 scenes of four conditions and eight constructs; one item is unscored. */
export function items(scenes = 12): ItemRecord[] {
  return Array.from(
    { length: scenes },
    (_, s) =>
      LABELS.flatMap((construct, c) =>
        Object.keys(SHIFT).map((condition, k) => {
          const wave = Math.sin(s * 12.9898 + c * 78.233 + k * 37.719) * 43758.5453;
          const again = Math.sin(s * 3.17 + c * 9.7 + k * 1.3) * 15731.743;
          const noise = wave - Math.floor(wave) + (again - Math.floor(again)) - 1;
          const missing = s === 0 && c === 0 && condition === "neutral";
          return ItemRecord.parse({
            id: `${condition}-${construct}-${s}`,
            condition,
            construct,
            pair: `${construct}-${s}`,
            scene: `scene-${s}`,
            projections: { "affect@resid_post.2": missing ? null : SHIFT[condition]! + noise * 2.2 },
            token_ids: [1, 2, 3],
            text: TEXT[condition]!,
            unscored: missing ? "longer than the context" : null,
          });
        })
      ),
  ).flat();
}
