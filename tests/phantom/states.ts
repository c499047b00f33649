import { Model } from "../../src/model/model.ts";
import { chooseDevice } from "../../src/run/device.ts";
import { phantom } from "../../src/run/open.ts";
import { readStream } from "../../src/run/stream.ts";
import { loadSuite } from "../../src/run/suites.ts";

export const suite = await loadSuite("emotion");
export const device = await chooseDevice("cpu");

const kept = new Map<string, ReturnType<typeof readStates>>();

/** Last-token states [items, width] at every layer, and the embedding (mean over tokens). Each reference is read once. */
export function states(ref: string) {
  const found = kept.get(ref) ?? readStates(ref);
  kept.set(ref, found);
  return found;
}

async function readStates(ref: string) {
  const compiled = await phantom(ref, { suite });
  const model = Model.open(compiled.files);
  const sequences = suite.items.map((item) => model.tokenizer.encode(item.text));
  const taps = model.residual.taps.filter((tap) => tap.site === "resid_post");
  const all = await readStream(model, device, sequences, [
    ...taps.map((tap) => ({ tap, reading: "last" as const })),
    { tap: model.find("embed"), reading: "mean" as const },
  ]);
  return { read: all.slice(0, -1), embedding: all.at(-1)!, answer: compiled.answer, width: model.width, model };
}

/** Places of a condition's items. */
export const rows = (condition: string) =>
  suite.items.map((item, i) => item.condition === condition ? i : -1).filter((i) => i >= 0);

export function along(acts: Float32Array, width: number, direction: Float32Array, items: readonly number[]): number[] {
  return items.map((i) => direction.reduce((sum, value, c) => sum + value * acts[i * width + c]!, 0));
}

export function effectSize(a: readonly number[], b: readonly number[]): number {
  const mean = (v: readonly number[]) => v.reduce((sum, x) => sum + x, 0) / v.length;
  const variance = (v: readonly number[]) => v.reduce((sum, x) => sum + (x - mean(v)) ** 2, 0) / (v.length - 1);
  return (mean(a) - mean(b)) / Math.sqrt((variance(a) + variance(b)) / 2);
}

export function meanDifference(
  acts: Float32Array,
  width: number,
  a: readonly number[],
  b: readonly number[],
): Float32Array {
  const out = new Float32Array(width);
  for (let c = 0; c < width; c++) {
    for (const i of a) out[c]! += acts[i * width + c]! / a.length;
    for (const i of b) out[c]! -= acts[i * width + c]! / b.length;
  }
  return out;
}

export const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0) / (Math.hypot(...a) * Math.hypot(...b));
