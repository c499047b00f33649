import { Fault } from "../record/fault.ts";

export const KINDS = ["affect", "keyword", "lexical", "null", "wheel"] as const;
export type Kind = typeof KINDS[number];

export const ORDERS = ["suite", "mixed"] as const;
export type Order = typeof ORDERS[number];

/** What a phantom is compiled from. */
export interface Spec {
  readonly kind: Kind;
  /** Planted size d': difference of the means over the pooled SD, at the last token, along the planted direction. */
  readonly effect: number;
  /** The planted signal is in `resid_post.<layer>` and after; 1 <= layer < layers. */
  readonly layer: number;
  readonly seed: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** Least number of tokens; filled up with words that no text holds. */
  readonly vocab: number;
  readonly context: number;
  /** 1: the graph has `past_key_values` inputs and `position_ids`, as exporters with a cache write them. */
  readonly past: 0 | 1;
  /** Suite that it is compiled against, a name or folder; `null`: the one at hand, otherwise `emotion`. */
  readonly suite: string | null;
  /**
   * `wheel` only: the order of the constructs around the planted circle. `suite` (default): the suite's own; `mixed`: a
   * random other one, so that the suite's must be rejected.
   */
  readonly order?: Order;
}

const DEFAULTS: Omit<Spec, "kind" | "layer" | "order"> = {
  effect: 2,
  seed: 1,
  width: 128,
  layers: 4,
  heads: 4,
  vocab: 0,
  context: 512,
  past: 0,
  suite: null,
};
const KEYS = ["effect", "layer", "seed", "width", "layers", "heads", "vocab", "context", "past", "suite", "order"];

export function isPhantom(ref: string): boolean {
  return ref.startsWith("phantom:");
}

/**
 * Reads `phantom:KIND?key=value&...`.
 *
 * @example parseSpec("phantom:affect?effect=0.8&layer=2").effect // 0.8
 * @throws Fault `bad_phantom` (exit 2) naming what was found and what is allowed.
 */
export function parseSpec(ref: string): Spec {
  const [kind = "", ...rest] = ref.slice("phantom:".length).split("?");
  if (rest.length > 1) throw bad(ref, 'it has more than one "?"; keys are joined by "&"');
  const query = rest[0] ?? "";
  if (!(KINDS as readonly string[]).includes(kind)) {
    throw bad(ref, `the kind "${kind}" is not one of ${KINDS.join(", ")}`);
  }
  const params = new URLSearchParams(query);
  for (const key of params.keys()) {
    if (!KEYS.includes(key)) throw bad(ref, `the key "${key}" is not one of ${KEYS.join(", ")}`);
    if (params.getAll(key).length > 1) throw bad(ref, `the key "${key}" is given twice`);
  }
  const number = (key: string, fallback: number, low: number, high: number, whole = true) => {
    const raw = params.get(key);
    const value = raw === null ? fallback : raw.trim() === "" ? NaN : Number(raw);
    if (!(value >= low && value <= high) || (whole && !Number.isInteger(value))) {
      throw bad(ref, `${key} must be ${whole ? "a whole number" : "a number"} from ${low} to ${high}, and is "${raw}"`);
    }
    return value;
  };
  const layers = number("layers", DEFAULTS.layers, 2, 128);
  const width = number("width", DEFAULTS.width, 16, 8192);
  const heads = number("heads", DEFAULTS.heads, 1, 128);
  if (width % heads !== 0 || width / heads < 4) {
    throw bad(ref, `width ${width} is not ${heads} heads of 4 or more features each`);
  }
  return {
    kind: kind as Kind,
    effect: number("effect", DEFAULTS.effect, 0, 10, false),
    layer: number("layer", Math.min(layers - 1, Math.max(1, layers >> 1)), 1, layers - 1),
    seed: number("seed", DEFAULTS.seed, 0, 2 ** 32 - 1),
    width,
    layers,
    heads,
    vocab: number("vocab", DEFAULTS.vocab, 0, 1_000_000),
    context: number("context", DEFAULTS.context, 8, 1_000_000),
    past: number("past", DEFAULTS.past, 0, 1) as 0 | 1,
    suite: params.get("suite") ?? DEFAULTS.suite,
    ...(kind === "wheel" ? { order: orderOf(ref, params.get("order") ?? "suite") } : refuseOrder(ref, kind, params)),
  };
}

function orderOf(ref: string, order: string): Order {
  if ((ORDERS as readonly string[]).includes(order)) return order as Order;
  throw bad(ref, `order must be ${ORDERS.join(" or ")}, and is "${order}"`);
}

/** A key that a kind would ignore is a mistake. */
function refuseOrder(ref: string, kind: string, params: URLSearchParams): void {
  if (params.has("order")) throw bad(ref, `the key "order" is for the kind wheel only, and the kind is ${kind}`);
}

function bad(ref: string, why: string): Fault {
  return new Fault(
    "bad_phantom",
    `Cannot read the phantom ${ref}: ${why}.`,
    "Example: phantom:affect?effect=0.8&layer=2&seed=1&width=128&layers=4",
    2,
  );
}
