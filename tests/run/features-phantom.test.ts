import { test } from "uvu";
import * as assert from "uvu/assert";
import { type FeatureRecord, featureRecords, features, readSae } from "../../src/mod.ts";
import { device, rows, states, suite } from "../phantom/states.ts";
import { rawSafetensors, saved, tensor } from "./sae-file.ts";

// An autoencoder whose answer is known: one of its features is the direction that the phantom plants in resid_post.2, the
// others are random. Read there it must fire on the items that carry the affect, and on no control.

const { model, answer, width, read } = await states("phantom:affect?effect=6&width=64");
const FEATURES = 64, PLANTED = 41;
const FELT = [...rows("keyword"), ...rows("keyword-free")], CONTROL = rows("neutral");

/** Unit rows [FEATURES, width] from a small generator, one of them replaced. */
function encoderRows(planted: Float32Array | null): Float32Array {
  let state = 7;
  const out = Float32Array.from({ length: FEATURES * width }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  for (let f = 0; f < FEATURES; f++) {
    const row = out.subarray(f * width, (f + 1) * width), norm = Math.hypot(...row);
    row.forEach((value, i) => row[i] = value / norm);
  }
  if (planted) out.set(planted, PLANTED * width);
  return out;
}

/** Mean of the controls' states: what the autoencoder takes off its input. */
const centre = Float32Array.from(
  { length: width },
  (_, c) => CONTROL.reduce((sum, i) => sum + read[2]![i * width + c]! / CONTROL.length, 0),
);

/** Along the planted direction: halfway between the highest control and the lowest item that carries the affect. */
function halfway(): number {
  const along = (i: number) =>
    answer.direction!.reduce((sum, value, c) => sum + value * (read[2]![i * width + c]! - centre[c]!), 0);
  const highest = Math.max(...CONTROL.map(along)), lowest = Math.min(...FELT.map(along));
  assert.ok(highest < lowest, `controls up to ${highest}, felt items from ${lowest}`);
  return (highest + lowest) / 2;
}

async function topFeatures(planted: Float32Array | null, layer: number) {
  const threshold = new Float32Array(FEATURES);
  threshold[PLANTED] = halfway();
  const path = await saved(
    rawSafetensors({
      "encoder.weight": tensor([FEATURES, width], encoderRows(planted)),
      "encoder.bias": tensor([FEATURES], new Float32Array(FEATURES)),
      "b_dec": tensor([width], centre),
      "threshold": tensor([FEATURES], threshold),
    }),
    { architecture: "jumprelu", apply_b_dec_to_input: true, hook_name: "blocks.2.hook_resid_post" },
  );
  const items = [...FELT, ...CONTROL].map((i) => suite.items[i]!);
  const found = await features(model, items, { sae: await readSae(path), layer, device, top: 8 });
  const records = [...featureRecords(found)];
  assert.is(records.length, items.length);
  return { felt: records.slice(0, FELT.length), control: records.slice(FELT.length) };
}

const isTop = ({ features }: FeatureRecord) => features[0]?.feature === PLANTED;

test("at the planted layer the feature is the top one of every felt item, and fires on no control", async () => {
  const { felt, control } = await topFeatures(answer.direction!, 2);
  assert.equal(felt.filter((record) => !isTop(record)).map(({ item }) => item), []);
  const fired = control.filter(({ features }) => features.some(({ feature }) => feature === PLANTED));
  assert.equal(fired.map(({ item }) => item), []);
  // The others compete: random features fire on felt items and controls alike.
  assert.ok(control.every(({ active }) => active > 0) && felt.every(({ active }) => active > 1));
});

test("before the planted layer it does not fire", async () => {
  assert.is((await topFeatures(answer.direction!, 1)).felt.filter(isTop).length, 0);
});

test("a random direction in its place finds nothing: the check can fail", async () => {
  assert.is((await topFeatures(null, 2)).felt.filter(isTop).length, 0);
});

test.run();
