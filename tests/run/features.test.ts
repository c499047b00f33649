import { test } from "uvu";
import * as assert from "uvu/assert";
import { webgpuKernels } from "../../src/gpu/webgpu.ts";
import { chooseDevice, featureRecords, features, openModel, readActivations, readSae } from "../../src/mod.ts";
import { Interrupted } from "../../src/record/fault.ts";
import type { Device } from "../../src/run/device.ts";
import { openAdapter } from "../kernels/adapter.ts";
import { rawSafetensors, saved, tensor, transposed } from "./sae-file.ts";

// What an encoder computes, against the formulas of its authors written out in f64.

const { model } = await openModel("phantom:null?width=32&layers=2");
const cpu = await chooseDevice("cpu");
const D = 32, N = 300;
const INPUTS = [
  { id: "a", text: "She set out two plates." },
  { id: "b", text: "He put the kettle on and waited by the door." },
  { id: "c", token_ids: [1, 5, 6, 7, 8] },
];

/** Numbers in -1 to 1 from a seed, multiples of 1/64, which every float type holds. */
function numbers(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.round((state / 2 ** 31 - 1) * 64) / 64;
  });
}

/** W_enc as [d_sae, d_in] and the vectors beside it. */
const W = numbers(N * D, 1), B_ENC = numbers(N, 2), B_DEC = numbers(D, 3), THRESHOLD = numbers(N, 4).map(Math.abs);
const wEnc = (dtype = "F32") => tensor([D, N], transposed(W, N, D), dtype);
const plain = { W_enc: wEnc(), b_enc: tensor([N], B_ENC), b_dec: tensor([D], B_DEC) };
const SAELENS = { architecture: "standard", apply_b_dec_to_input: true, d_in: D, d_sae: N };
const sae = async (tensors: Parameters<typeof rawSafetensors>[0], config?: unknown) =>
  await readSae(await saved(rawSafetensors(tensors), config));

type Row = readonly number[];
const dot = (s: number, x: Row) => x.reduce((sum, value, i) => sum + value * W[s * D + i]!, 0);

/** Active features of a row, largest first, by a formula for each feature's activation. */
const ranked = (f: (s: number) => number) =>
  Array.from({ length: N }, (_, feature) => ({ feature, activation: f(feature) }))
    .filter(({ activation }) => activation > 0).sort((a, b) => b.activation - a.activation);

type Read = Parameters<typeof features>[2];
async function read(encoder: Read["sae"], options: Partial<Read> = {}) {
  const given = { sae: encoder, layer: 1, device: cpu, top: 1024, ...options };
  return await features(model, INPUTS, given);
}

/** Every place's features against a formula of the residual stream: the same ones in the same order, but for rounding. */
async function expectFeatures(
  encoder: Read["sae"],
  formula: (x: Row) => { feature: number; activation: number }[],
  options: Partial<Read> = {},
) {
  const found = await read(encoder, options), { reading = "last" } = options;
  const acts = (await readActivations(model, INPUTS, { device: cpu, reading })).taps.get("resid_post.1")!;
  const records = [...featureRecords(found)];
  assert.is(records.length, acts.length / D);
  let seen = 0;
  for (const [p, record] of records.entries()) {
    const wanted = formula([...acts.subarray(p * D, (p + 1) * D)]);
    if (!record.more) assert.is(record.active, wanted.length);
    const top = wanted.slice(0, found.top);
    assert.is(record.features.length, top.length);
    for (const [rank, { feature, activation }] of record.features.entries()) {
      // Sums of 32 products of about 1 in f32: an error of some 1e-6 each; neighbours that are closer may change places.
      const right = wanted.find((one) => one.feature === feature);
      assert.ok(right && Math.abs(right.activation - activation) < 1e-4, `feature ${feature} of place ${p}`);
      assert.ok(Math.abs(top[rank]!.activation - activation) < 1e-4, `rank ${rank} of place ${p}`);
    }
    seen += top.length;
  }
  return seen;
}

const standard = (x: Row) => ranked((s) => Math.max(0, dot(s, x.map((value, i) => value - B_DEC[i]!)) + B_ENC[s]!));

for (const reading of ["last", "mean", "all"] as const) {
  test(`reading ${reading}: the standard encoder's formula, b_dec taken off the input`, async () => {
    assert.ok(await expectFeatures(await sae(plain, SAELENS), standard, { reading }) > 100);
  });
}

test("places: the last own token, none for the mean, every token for all", async () => {
  const encoder = await sae(plain, SAELENS), tokens = (await readActivations(model, INPUTS, { device: cpu })).tokenIds;
  const last = await read(encoder), mean = await read(encoder, { reading: "mean" });
  const all = await read(encoder, { reading: "all" });
  assert.equal(last.places.map(({ item, position }) => [item, position]), [
    ["a", tokens[0]!.length - 1],
    ["b", tokens[1]!.length - 1],
    ["c", 4],
  ]);
  assert.equal(mean.places.map(({ token, position }) => [token, position]), [[null, null], [null, null], [null, null]]);
  assert.is(all.places.length, tokens.flat().length);
  assert.equal(all.places.map(({ token }) => token), model.tokenizer.pieces(tokens.flat()));
  const end = all.places.findLastIndex(({ item }) => item === "a");
  // Other numbers of rows may take another way through the kernels, and round differently.
  const off = last.activations.subarray(0, last.top).map((value, i) =>
    Math.abs(value - all.activations[end * all.top + i]!)
  );
  assert.ok(last.active[0]! > 10 && Math.max(...off) < 1e-4, `off by ${Math.max(...off)}`);
  assert.match(mean.warnings.join(), /trained on single tokens/);
});

test("b_dec is left alone where cfg.json says so, and the features are others then", async () => {
  const encoder = await sae(plain, { ...SAELENS, apply_b_dec_to_input: false });
  await expectFeatures(encoder, (x) => ranked((s) => Math.max(0, dot(s, x) + B_ENC[s]!)));
  assert.not.equal((await read(encoder)).indices, (await read(await sae(plain, SAELENS))).indices);
});

test("jumprelu: above the threshold x stays x, below it is 0", async () => {
  const encoder = await sae({ ...plain, threshold: tensor([N], THRESHOLD) }, { ...SAELENS, architecture: "jumprelu" });
  await expectFeatures(encoder, (x) =>
    ranked((s) => {
      const pre = dot(s, x.map((value, i) => value - B_DEC[i]!)) + B_ENC[s]!;
      return pre > THRESHOLD[s]! ? pre : 0;
    }));
});

test("jumprelu at its edge: at the threshold 0, one step above it kept; a threshold below 0 says 0", async () => {
  const up = 1 + 2 ** -23, pre = [1, up, 1, -0.5, 0.25, 0];
  const encoder = await sae({
    W_enc: tensor([D, 6], new Float32Array(6 * D)),
    b_enc: tensor([6], pre),
    threshold: tensor([6], [1, 1, up, -1, -1, -1]),
  }, { architecture: "jumprelu" });
  const [first] = featureRecords(await read(encoder));
  assert.equal(first!.features, [{ feature: 1, activation: up }, { feature: 4, activation: 0.25 }]);
  assert.is(first!.active, 2);
});

test("gated: the gate's sign times the magnitude's ReLU, by its authors' two formulas", async () => {
  const r = numbers(N, 5), gate = numbers(N, 6), mag = numbers(N, 7);
  const tensors = { W_enc: wEnc(), b_dec: plain.b_dec, r_mag: tensor([N], r), b_gate: tensor([N], gate) };
  const encoder = await sae({ ...tensors, b_mag: tensor([N], mag) }, { ...SAELENS, architecture: "gated" });
  let gatedOff = 0;
  await expectFeatures(encoder, (x) =>
    ranked((s) => {
      const product = dot(s, x.map((value, i) => value - B_DEC[i]!));
      const size = Math.max(0, product * Math.exp(r[s]!) + mag[s]!);
      if (size > 0 && product + gate[s]! <= 0) gatedOff++;
      return product + gate[s]! > 0 ? size : 0;
    }));
  assert.ok(gatedOff > 0, "some magnitudes were gated off");
});

test("topk: k stay active, of sparsify's cfg.json and of both of SAELens'", async () => {
  const linear = { "encoder.weight": tensor([N, D], W), "encoder.bias": plain.b_enc, b_dec: plain.b_dec };
  const files: [Parameters<typeof rawSafetensors>[0], object][] = [
    [linear, { k: 7, d_in: D, num_latents: N, activation: "topk", transcode: false }],
    [plain, { ...SAELENS, architecture: "topk", k: 7 }],
    [plain, { ...SAELENS, activation_fn_str: "topk", activation_fn_kwargs: { k: 7 } }],
  ];
  for (const [tensors, config] of files) {
    const encoder = await sae(tensors, config);
    assert.is(await expectFeatures(encoder, (x) => standard(x).slice(0, 7)), 7 * INPUTS.length);
    assert.equal(encoder.warnings.filter((text) => /b_dec/.test(text)), []);
    assert.equal([...(await read(encoder, { top: 3 })).active], [7, 7, 7]);
  }
});

test("topk with decoder norms: pre-activations are multiplied before the k are chosen", async () => {
  const decoder = numbers(N * D, 8);
  const norms = Array.from({ length: N }, (_, s) => Math.hypot(...decoder.subarray(s * D, (s + 1) * D)));
  const config = { ...SAELENS, architecture: "topk", k: 9, rescale_acts_by_decoder_norm: true };
  await expectFeatures(
    await sae({ ...plain, W_dec: tensor([N, D], decoder) }, config),
    (x) => ranked((s) => Math.max(0, (dot(s, x.map((v, i) => v - B_DEC[i]!)) + B_ENC[s]!) * norms[s]!)).slice(0, 9),
  );
});

test("normalize_activations: layer norm and constant norm, before b_dec is taken off", async () => {
  await expectFeatures(await sae(plain, { ...SAELENS, normalize_activations: "constant_norm_rescale" }), (x) => {
    const norm = Math.hypot(...x);
    return standard(x.map((value) => value * Math.sqrt(D) / norm));
  });
  await expectFeatures(await sae(plain, { ...SAELENS, normalize_activations: "layer_norm" }), (x) => {
    const mean = x.reduce((sum, value) => sum + value, 0) / D;
    const sd = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (D - 1));
    return standard(x.map((value) => (value - mean) / (sd + 1e-5)));
  });
});

test("both layouts and every float type give the same encoder", async () => {
  const reference = await sae(plain, SAELENS), expected = await read(reference);
  const linear = (dtype: string) => ({
    "encoder.weight": tensor([N, D], W, dtype),
    "encoder.bias": tensor([N], B_ENC, dtype),
    "decoder.bias": tensor([D], B_DEC, dtype),
    "decoder.weight": tensor([D, N], transposed(W, N, D), dtype),
  });
  const named = (dtype: string) => ({
    w_enc: wEnc(dtype),
    b_enc: tensor([N], B_ENC, dtype),
    b_dec: tensor([D], B_DEC, dtype),
  });
  for (const dtype of ["F32", "F16", "BF16", "F64"]) {
    for (const tensors of [linear(dtype), named(dtype)]) {
      const encoder = await sae(tensors, SAELENS);
      assert.is(encoder.weights instanceof Uint16Array, dtype === "F16", "F16 stays half as large");
      assert.equal(encoder.bias, reference.bias);
      const found = await read(encoder);
      assert.equal([found.activations, found.indices], [expected.activations, expected.indices], dtype);
    }
  }
});

test("a square matrix lies as its name says: the same bytes under two names are each other's transpose", async () => {
  const square = tensor([D, D], W.subarray(0, D * D)), bias = tensor([D], B_DEC);
  const rows = (await sae({ "encoder.weight": square, "encoder.bias": bias })).weights;
  const turned = (await sae({ W_enc: square, b_enc: bias })).weights;
  assert.equal(rows, W.subarray(0, D * D));
  assert.equal(turned, transposed(rows, D, D));
  assert.not.equal(turned, rows);
});

test("a matrix larger than one band of the reader is turned whole", async () => {
  const rows = 700, columns = 3, values = Float32Array.from({ length: rows * columns }, (_, i) => i);
  const { weights } = await sae({ W_enc: tensor([rows, columns], values), b_enc: tensor([columns], [0, 0, 0]) });
  assert.equal(weights, transposed(values, rows, columns));
});

test("how many were active: counted beyond top, and marked where only a least number is known", async () => {
  const constant = { W_enc: tensor([D, N], new Float32Array(N * D)), b_enc: tensor([N], B_ENC.map((_, i) => N - i)) };
  const open = await read(await sae(constant), { top: 4 });
  assert.equal([open.top, open.active[0], open.more[0]], [4, 256, 1]);
  const whole = await read(await sae(constant), { top: 300 });
  assert.equal([whole.top, whole.active[0], whole.more[0]], [300, 300, 0]);
  const [first] = featureRecords(open);
  assert.equal(first!.features.map(({ feature }) => feature), [0, 1, 2, 3]);
});

test("an abort ends it", async () => {
  try {
    await read(await sae(plain, SAELENS), { signal: AbortSignal.abort() });
    assert.unreachable();
  } catch (error) {
    assert.instance(error, Interrupted);
  }
});

const gpu = await openAdapter("features");
if (gpu) {
  test("the GPU gives the CPU's features, in f32 and f16", async () => {
    const device: Device = { ...cpu, kernels: webgpuKernels(gpu) };
    for (const dtype of ["F32", "F16"]) {
      const encoder = await sae({ ...plain, W_enc: wEnc(dtype), threshold: tensor([N], THRESHOLD) }, {
        ...SAELENS,
        architecture: "jumprelu",
      });
      await expectFeatures(encoder, (x) =>
        ranked((s) => {
          const pre = dot(s, x.map((value, i) => value - B_DEC[i]!)) + B_ENC[s]!;
          return pre > THRESHOLD[s]! ? pre : 0;
        }), { device, reading: "all" });
    }
  });
  test("the GPU is closed", () => gpu.dispose());
}

test.run();
