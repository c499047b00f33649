import type { Figure } from "../../src/record/figure.ts";
import { Geometry, ItemRecord, type RunRecord } from "../../src/record/run.ts";
import { curve, figure, items, LABELS, run } from "./fixture.ts";

const MACRO = { construct: "8 constructs", n: 192 };
const CHECK = { p: 0.4, p_holm: null };
const ORDERS = { circle: 2519, opposites: 2519, valence_arousal: 40319, categorical: 40319 };

function each(from: number): Record<string, number> {
  return Object.fromEntries(LABELS.map((name, i) => [name, from + i / 100]));
}

function roled(role: string, over: Partial<Figure>, values = [0.5, 0.6, 0.8, 0.7]): Figure[] {
  return curve({ ...over, role }, values);
}

/** The four arrangements of one condition, as the geometry measure reports them. */
function arranged(side: "source" | "target", contrast: string, value = 0.72): Figure[] {
  return Object.entries(ORDERS).flatMap(([name, permutations]) => {
    const over = { ...MACRO, measure: "geometry", contrast, metric: "correlation", permutations } as const;
    const [head, ...rest] = roled(`${name}_${side}`, over, [0.1, 0.3, value, 0.5]);
    const p_holm = name === "circle" ? 0.0032 : null;
    return [{ ...head!, selection: "largest" as const, p: 0.0004, p_holm, partial: { value: 0.6, p: 0.01 } }, ...rest];
  });
}

/** Every figure of the emotion suite, each with its role. */
export function emotionFigures(): Figure[] {
  const constructs = { ...MACRO, measure: "constructs" } as const, response = { measure: "response" } as const;
  return [
    ...roled("source_unseen", { measure: "separation", contrast: "keyword (unseen words)" }),
    figure({ measure: "separation", contrast: "keyword (seen words)", role: "source_seen" }),
    ...roled("target", { measure: "separation", contrast: "keyword-free" }),
    ...roled("transfer", {}),
    ...roled("reverse", { contrast: "keyword-free->keyword" }),
    ...roled("domains", { contrast: "keyword->keyword-free (other domains)", chosen_layers: [2, 2, 2, 2, 2, 2] }),
    ...roled("unfelt", { ...response, contrast: "keyword->unfelt" }),
    ...roled("felt", { ...response, contrast: "keyword against unfelt" }),
    ...roled("shuffled", { ...response, contrast: "keyword->shuffled" }),
    ...roled("constructs", { ...constructs, contrast: "keyword->keyword-free", per_construct: each(0.7) }),
    ...roled("confusion", { ...MACRO, measure: "confusion", contrast: "keyword->keyword-free", metric: "accuracy" }),
    ...roled("reversed", { ...MACRO, ...response, contrast: "keyword->keyword-free against reversed" }),
    ...roled("constructs_reverse", { ...constructs, contrast: "keyword-free->keyword", per_construct: each(0.6) }),
    ...roled("constructs_target", {
      ...constructs,
      contrast: "keyword-free",
      per_construct: each(0.65),
      permutations: 2000,
    }),
    ...roled("leak", { ...MACRO, ...CHECK, measure: "leak", contrast: "neutral", per_construct: each(0.46) }, [
      0.5,
      0.5,
      0.51,
      0.5,
    ]),
    ...roled(
      "false_alarms",
      { ...CHECK, measure: "false_alarms", contrast: "keyword->vivid-neutral", metric: "rate" },
      [
        0.5,
        0.4,
        0.1,
        0.2,
      ],
    ),
    ...arranged("source", "keyword"),
    ...arranged("target", "keyword-free"),
    figure({ ...CHECK, measure: "dissociation", role: "dissociation", metric: "index", value: 0.2, floors: null }),
  ].map((made) => made.measure === "dissociation" ? { ...made, excess: null, p: null } : made);
}

/** Constructs near their places on the circle. */
export function geometry(condition = "keyword"): Geometry {
  const turn = (i: number) => 2 * Math.PI * i / LABELS.length;
  return Geometry.parse({
    condition,
    tap: "resid_post.2",
    layer: 2,
    labels: LABELS,
    circle: LABELS,
    best_tap: "resid_post.3",
    best_order: [LABELS[1], LABELS[0], ...LABELS.slice(2)],
    similarity: LABELS.map((_, i) => LABELS.map((_, j) => Math.cos(turn(i - j)))),
    points: LABELS.map((_, i) => [0.8 * Math.cos(turn(i)), 0.8 * Math.sin(turn(i))]),
    opposites: LABELS.slice(0, 4).map((a, i) => ({ a, b: LABELS[i + 4]!, cosine: -0.5 - i / 10 })),
  });
}

/** A run of the emotion suite with everything in it. */
export function emotionRun(over: Partial<RunRecord> = {}): RunRecord {
  return run({ figures: emotionFigures(), geometry: [geometry(), geometry("keyword-free")], ...over });
}

/** The four old conditions and what the probes test; shuffled texts lie far off. */
export function emotionItems(): ItemRecord[] {
  const basis = items(), pairs = basis.filter(({ condition }) => condition === "keyword");
  const more = ["shuffled-neutral", "reversed", "unfelt", "shuffled"].flatMap((condition) =>
    pairs.map((item, i) =>
      ItemRecord.parse({
        ...item,
        id: `${condition}-${item.pair}`,
        condition,
        domain: `domain-${i % 3}`,
        projections: { "affect@resid_post.2": condition.startsWith("shuffled") ? -17 + i / 50 : i / 60 },
      })
    )
  );
  return [...basis, ...more];
}
