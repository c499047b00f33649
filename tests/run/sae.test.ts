import { test } from "uvu";
import * as assert from "uvu/assert";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { chooseDevice, features, openModel, readSae } from "../../src/mod.ts";
import { Fault } from "../../src/record/fault.ts";
import { rawSafetensors, type RawTensor, saved, tensor } from "./sae-file.ts";

// What is refused, and what is said of an autoencoder that may not fit.

const D = 32, N = 40;
const { model } = await openModel("phantom:null?width=32&layers=2");
const device = await chooseDevice("cpu");
const ramp = (length: number) => Float32Array.from({ length }, (_, i) => (i % 7) / 8);
const GOOD = { W_enc: tensor([D, N], ramp(D * N)), b_enc: tensor([N], ramp(N)), b_dec: tensor([D], ramp(D)) };
const CFG = { architecture: "standard", apply_b_dec_to_input: true };
const without = (name: string) => Object.fromEntries(Object.entries(GOOD).filter(([key]) => key !== name));
const withNaN = (at: number, dtype = "F32") => {
  const values = ramp(D * N);
  values[at] = NaN;
  return { ...GOOD, W_enc: tensor([D, N], values, dtype) };
};

const BAD: [string, Record<string, RawTensor>, unknown, RegExp][] = [
  ["no encoder", without("W_enc"), CFG, /no W_enc, w_enc, encoder\.weight; it holds b_enc \[40\], b_dec \[32\]/],
  ["no tensor", {}, CFG, /it holds no tensors/],
  ["two encoders", { ...GOOD, "encoder.weight": tensor([N, D], ramp(N * D)) }, CFG, /both W_enc and encoder\.weight/],
  ["three lengths", { ...GOOD, W_enc: tensor([2, D, N], ramp(2 * D * N)) }, CFG, /\[2, 32, 40\], and must have two/],
  ["no features", { W_enc: tensor([D, 0], []) }, CFG, /\[32, 0\], and must have two lengths from 1/],
  [
    "W_enc that lies the other way",
    { ...GOOD, W_enc: tensor([N, D], ramp(N * D)) },
    CFG,
    /W_enc \[40, 32\] is read as \[d_in, d_sae\], and b_enc is \[40\], not \[32\]; b_dec is \[32\], not \[40\]/,
  ],
  [
    "encoder.weight that lies the other way",
    { "encoder.weight": tensor([D, N], ramp(D * N)), "encoder.bias": GOOD.b_enc },
    CFG,
    /read as \[d_sae, d_in\], and encoder\.bias is \[40\], not \[32\]/,
  ],
  ["a short b_enc", { ...GOOD, b_enc: tensor([3], [1, 2, 3]) }, CFG, /b_enc is \[3\], not \[40\]/],
  ["a short b_dec", { ...GOOD, b_dec: tensor([3], [1, 2, 3]) }, CFG, /b_dec is \[3\], not \[32\]/],
  ["a short threshold", { ...GOOD, threshold: tensor([3], [1, 2, 3]) }, CFG, /threshold is \[3\], not \[40\]/],
  ["W_dec of another", { ...GOOD, W_dec: tensor([D, N], ramp(D * N)) }, CFG, /W_dec is \[32, 40\], not \[40, 32\]/],
  ["cfg.json of another", GOOD, { ...CFG, d_in: 64 }, /d_in in .*cfg\.json is 64, not 32/],
  ["an unknown architecture", GOOD, { architecture: "vq" }, /architecture "vq" is not one of standard, relu, jumprelu/],
  ["an architecture that only JavaScript knows", GOOD, { architecture: "toString" }, /"toString" is not one of/],
  [
    "an activation that contradicts",
    GOOD,
    { architecture: "gated", activation_fn: "topk" },
    /activation "topk" is not/,
  ],
  ["an unknown activation", GOOD, { ...CFG, activation_fn: "tanh-relu" }, /"tanh-relu" is not one of relu, topk/],
  ["an unknown scaling", GOOD, { ...CFG, normalize_activations: "x" }, /normalize_activations "x" is not one of none/],
  ["jumprelu without threshold", GOOD, { architecture: "jumprelu" }, /as a jumprelu autoencoder: it has no threshold/],
  ["topk without k", GOOD, { architecture: "topk" }, /k is null, not a whole number/],
  ["topk with half a k", GOOD, { architecture: "topk", k: 2.5 }, /k is 2\.5, not a whole number/],
  ["gated without gate", GOOD, { architecture: "gated" }, /it has no b_gate, b_mag and r_mag/],
  [
    "norms of no W_dec",
    GOOD,
    { architecture: "topk", k: 3, rescale_acts_by_decoder_norm: true },
    /it has no W_dec, whose norms/,
  ],
  ["a NaN weight", withNaN(77), CFG, /W_enc holds NaN at value 77, and every weight must be finite/],
  ["a NaN weight in F16", withNaN(1279, "F16"), CFG, /W_enc holds NaN at value 1279/],
  [
    "an infinite weight",
    { ...GOOD, W_enc: tensor([D, N], ramp(D * N).fill(1e9, 5, 6), "F16") },
    CFG,
    /holds Infinity at/,
  ],
  ["a NaN bias", { ...GOOD, b_enc: tensor([N], ramp(N).fill(NaN, 3, 4)) }, CFG, /b_enc holds NaN at value 3/],
  ["a NaN b_dec", { ...GOOD, b_dec: tensor([D], ramp(D).fill(NaN, 0, 1)) }, CFG, /b_dec holds NaN at value 0/],
  [
    "quantised weights",
    { ...GOOD, W_enc: { dtype: "I8", shape: [D, N], bytes: new Uint8Array(D * N) } },
    CFG,
    /"W_enc" has the dtype I8, not one of F32, F16, BF16, F64, I64/,
  ],
  ["cfg.json that is a list", GOOD, [1], /cfg\.json: it is not a JSON object/],
];
for (const [what, tensors, config, why] of BAD) {
  test(`${what} is refused, saying what was found and what is allowed`, async () => {
    const path = await saved(rawSafetensors(tensors), config);
    try {
      await readSae(path);
    } catch (error) {
      assert.ok(error instanceof Fault && ["bad_sae", "bad_safetensors"].includes(error.code), String(error));
      assert.match(error.message, why);
      assert.ok(error.message.includes(dirname(path)) && error.remedy.length > 10);
      return;
    }
    assert.unreachable("it was read");
  });
}

const good = await readSae(await saved(rawSafetensors(GOOD), CFG));

test("the file that the broken ones are made of is read, without a word", () => {
  assert.equal(good.warnings, []);
  assert.equal([good.dIn, good.dSae, good.architecture], [D, N, "standard"]);
});

async function refused(change: object, code: string, why: RegExp): Promise<void> {
  try {
    await features(model, [{ id: "a", text: "She ate." }], { sae: good, layer: 1, device, ...change });
  } catch (error) {
    assert.ok(error instanceof Fault && error.code === code && why.test(error.message), String(error));
    return;
  }
  assert.unreachable();
}

test("another model's width, layers that are not there, numbers out of range: refused before anything runs", async () => {
  const narrow = { ...good, dIn: 16, weights: new Float32Array(16 * N) };
  await refused({ sae: narrow }, "bad_sae", /vectors of width 16, and the residual stream of the model has width 32/);
  for (const layer of [2, -1, 0.5]) await refused({ layer }, "bad_layers", /has the layers 0 to 1/);
  for (const top of [0, 1025, 1.5, NaN]) await refused({ top }, "bad_top", /a whole one, 1 to 1024/);
});

const HOOKS: [unknown, RegExp | null][] = [
  [{ hook_name: "blocks.1.hook_resid_post", hook_layer: 1 }, null],
  [{ meta: { hook_name: "blocks.1.hook_resid_post" } }, null],
  [{ hf_hook_point_in: "model.layers.1.output" }, null],
  [{ hook_layer: 1 }, null],
  [{}, null],
  [{ hook_point: "blocks.2.hook_resid_pre", hook_point_layer: 2 }, null],
  [
    { hook_name: "blocks.1.hook_resid_pre", hook_layer: 1 },
    /hook_resid_pre \(resid_post\.0 here\), and reads resid_post\.1/,
  ],
  [{ hook_name: "blocks.0.hook_resid_pre" }, /\(embed here\), and reads resid_post\.1/],
  [{ hook_name: "blocks.5.hook_resid_post" }, /\(resid_post\.5 here\), and reads resid_post\.1/],
  [{ hook_layer: 0 }, /trained on resid_post\.0, and reads resid_post\.1/],
  [{ hook_name: "blocks.1.hook_mlp_out", hook_layer: 1 }, /hook_mlp_out, which is not known to be the residual stream/],
  [{ hf_hook_point_in: "model.layers.1.self_attn.o_proj.input" }, /not known to be the residual stream/],
];
for (const [config, warning] of HOOKS) {
  test(`trained on ${JSON.stringify(config)}, read at layer 1: ${warning ? "a warning" : "nothing to say"}`, async () => {
    const sae = await readSae(await saved(rawSafetensors(GOOD), { ...CFG, ...config as object }));
    const { warnings } = await features(model, [{ id: "a", text: "She ate." }], { sae, layer: 1, device });
    const said = warnings.filter((text) => text.includes("trained on"));
    assert.is(said.length, warning ? 1 : 0);
    if (warning) assert.match(said[0]!, warning);
  });
}

test("sparsify's folders name the place where cfg.json does not", async () => {
  const places = [["layers.1", "resid_post.1"], ["layers.12", "resid_post.12"], ["layers.1.mlp", null]] as const;
  for (const [name, tap] of places) {
    const path = join(dirname(await saved(new Uint8Array(0))), name, "sae.safetensors");
    await mkdir(dirname(path));
    await writeFile(path, rawSafetensors(GOOD));
    const sae = await readSae(path);
    assert.equal([sae.hook, sae.tap], [name, tap]);
    await writeFile(join(dirname(path), "cfg.json"), JSON.stringify({ ...CFG, hook_name: "blocks.3.hook_resid_post" }));
    assert.is((await readSae(path)).tap, "resid_post.3");
  }
});

test("without cfg.json the tensors decide, and what was taken to be so is said", async () => {
  const threshold = tensor([1], [0.5]);
  const jump = await readSae(await saved(rawSafetensors({ ...GOOD, threshold })));
  assert.is(jump.architecture, "jumprelu");
  assert.equal(jump.threshold, new Float32Array(N).fill(0.5));
  assert.match(
    jump.warnings.join(),
    /read as a jumprelu autoencoder and b_dec is not taken off the input; .* cfg\.json/,
  );
  const plain = await readSae(await saved(rawSafetensors(GOOD)));
  assert.match(plain.warnings.join(), /read as a standard autoencoder and b_dec is taken off the input/);
  assert.not.equal(plain.bias, GOOD.b_enc);
  const logarithm = await readSae(await saved(rawSafetensors({ ...GOOD, log_threshold: tensor([N], ramp(N)) })));
  assert.equal(logarithm.threshold, ramp(N).map(Math.exp));
});

test("a config.json is read where it is none of a model; what cannot be applied is said", async () => {
  const path = await saved(rawSafetensors({ ...GOOD, threshold: tensor([N], ramp(N)) }));
  await writeFile(join(dirname(path), "config.json"), JSON.stringify({ model_type: "gpt2", architecture: "gated" }));
  assert.is((await readSae(path)).architecture, "jumprelu");
  const config = { architecture: "jump_relu", hf_hook_point_in: "model.layers.3.output", width: N };
  await writeFile(join(dirname(path), "config.json"), JSON.stringify(config));
  assert.is((await readSae(path)).tap, "resid_post.3");
  const scaled = await saved(rawSafetensors(GOOD), { ...CFG, normalize_activations: "expected_average_only_in" });
  assert.match((await readSae(scaled)).warnings.join(), /expected_average_only_in.*taken as they are/);
  const bare = await readSae(await saved(rawSafetensors(without("b_enc")), CFG));
  assert.match(bare.warnings.join(), /has no b_enc: it is taken to be 0/);
});

test.run();
