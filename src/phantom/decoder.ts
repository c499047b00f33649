import { GraphBuilder } from "../model/onnx/build.ts";
import type { Spec } from "./spec.ts";
import type { DecoderWeights, LayerWeights } from "./weights.ts";

const BATCH = "batch_size", LENGTH = "sequence_length";

/**
 * Writes the decoder as an ONNX model of plain operators, as exporters do: embedding, positions, per layer RMSNorm,
 * causal attention, sum, RMSNorm, MLP, sum; final norm and tied head.
 *
 * Inputs input_ids and attention_mask [batch, length] int64; with `past`, also position_ids and past_key_values.*.
 */
export function decoderModel(spec: Spec, vocab: number, weights: DecoderWeights): Uint8Array<ArrayBuffer> {
  const g = new GraphBuilder();
  const total = spec.past ? "past_sequence_length + sequence_length" : LENGTH;
  g.input("input_ids", "int64", [BATCH, LENGTH]);
  g.input("attention_mask", "int64", [BATCH, total]);
  g.floats("model.embed_tokens.weight", [vocab, spec.width], weights.embedding);
  g.floats("model.positions.weight", [spec.context, spec.width], weights.positions);
  g.floats("epsilon", [], Float32Array.of(1e-6));
  g.floats("norm.weight", [spec.width], new Float32Array(spec.width).fill(1));
  g.floats("scale", [], Float32Array.of(1 / Math.sqrt(spec.width / spec.heads)));
  g.ints("zero", [0], []);
  g.ints("one", [1], []);
  g.ints("axis0", [0]);
  g.ints("axis1", [1]);
  g.ints("axis01", [0, 1]);
  g.ints("axis12", [1, 2]);
  g.ints("split", [0, 0, spec.heads, spec.width / spec.heads]);
  g.ints("merge", [0, 0, spec.width]);
  const tokens = g.node("Gather", ["model.embed_tokens.weight", "input_ids"], "/model/embed_tokens/Gather_output_0");
  const place = g.node("Gather", ["model.positions.weight", positionIds(g, spec)], "/model/positions/Gather_output_0");
  let state = g.node("Add", [tokens, place], "/model/Add_output_0");
  const mask = causalMask(g);
  weights.layers.forEach((layer, i) => state = block(g, spec, state, mask, layer, i));
  const normed = rmsNorm(g, state, "/model/norm");
  const head = g.node("Transpose", ["model.embed_tokens.weight"], "/lm_head/Transpose_output_0", { perm: [1, 0] });
  g.node("MatMul", [normed, head], "logits");
  g.output("logits", "float32", [BATCH, LENGTH, vocab]);
  return g.build({ producer: "alienist phantom" });
}

/** Positions count real tokens, so that padding on either side changes nothing. */
function positionIds(g: GraphBuilder, spec: Spec): string {
  if (spec.past) return g.input("position_ids", "int64", [BATCH, LENGTH]);
  const counted = g.node("CumSum", ["attention_mask", "one"], "/model/CumSum_output_0");
  const fromZero = g.node("Sub", [counted, "one"], "/model/Sub_output_0");
  return g.node("Max", [fromZero, "zero"], "/model/Max_output_0");
}

/** 0 where a token may look, a large negative number elsewhere: [batch, 1, length, total]. */
function causalMask(g: GraphBuilder): string {
  const axis = (input: string, name: string) =>
    g.node("Gather", [g.node("Shape", [input], `/mask/${name}_shape`), "one"], `/mask/${name}`, { axis: 0 });
  const length = axis("input_ids", "length");
  const total = axis("attention_mask", "total");
  const past = g.node("Sub", [total, length], "/mask/past");
  const rows = g.node("Unsqueeze", [g.node("Range", [past, total, "one"], "/mask/rows"), "axis1"], "/mask/rows1");
  const columns = g.node(
    "Unsqueeze",
    [g.node("Range", ["zero", total, "one"], "/mask/columns"), "axis0"],
    "/mask/columns1",
  );
  const causal = g.node(
    "Unsqueeze",
    [g.node("LessOrEqual", [columns, rows], "/mask/causal"), "axis01"],
    "/mask/causal4",
  );
  const real = g.node(
    "Unsqueeze",
    [g.node("Cast", ["attention_mask"], "/mask/real", { to: 9 }), "axis12"],
    "/mask/real4",
  );
  g.floats("mask.open", [], Float32Array.of(0));
  g.floats("mask.shut", [], Float32Array.of(-1e9));
  return g.node(
    "Where",
    [g.node("And", [causal, real], "/mask/both"), "mask.open", "mask.shut"],
    "/mask/Where_output_0",
  );
}

function rmsNorm(g: GraphBuilder, input: string, at: string): string {
  const square = g.node("Mul", [input, input], `${at}/Mul_output_0`);
  const mean = g.node("ReduceMean", [square], `${at}/ReduceMean_output_0`, { axes: [-1], keepdims: 1 });
  const root = g.node("Sqrt", [g.node("Add", [mean, "epsilon"], `${at}/Add_output_0`)], `${at}/Sqrt_output_0`);
  return g.node("Mul", [g.node("Div", [input, root], `${at}/Div_output_0`), "norm.weight"], `${at}/Mul_1_output_0`);
}

function block(g: GraphBuilder, spec: Spec, state: string, mask: string, w: LayerWeights, i: number): string {
  const at = `/model/layers.${i}`;
  const normed = rmsNorm(g, state, `${at}/input_layernorm`);
  const middle = g.node("Add", [state, attention(g, spec, normed, mask, w, i)], `${at}/Add_output_0`);
  const again = rmsNorm(g, middle, `${at}/post_attention_layernorm`);
  const up = linear(g, again, `model.layers.${i}.mlp.up_proj`, [spec.width, w.hidden], w.up);
  g.floats(`model.layers.${i}.mlp.up_proj.bias`, [w.hidden], w.bias);
  const biased = g.node("Add", [up, `model.layers.${i}.mlp.up_proj.bias`], `${at}/mlp/up_proj/Add_output_0`);
  const active = g.node("Relu", [biased], `${at}/mlp/Relu_output_0`);
  const down = linear(g, active, `model.layers.${i}.mlp.down_proj`, [w.hidden, spec.width], w.down);
  return g.node("Add", [middle, down], `${at}/Add_1_output_0`);
}

function linear(g: GraphBuilder, input: string, name: string, dims: readonly number[], data: Float32Array): string {
  g.floats(`${name}.weight`, dims, data);
  return g.node("MatMul", [input, `${name}.weight`], `/${name.replaceAll(".", "/")}/MatMul_output_0`);
}

function attention(g: GraphBuilder, spec: Spec, normed: string, mask: string, w: LayerWeights, i: number): string {
  const at = `/model/layers.${i}/self_attn`;
  const heads = (name: "q" | "k" | "v", perm: readonly number[]) => {
    const flat = linear(g, normed, `model.layers.${i}.self_attn.${name}_proj`, [spec.width, spec.width], w[name]);
    return g.node(
      "Transpose",
      [g.node("Reshape", [flat, "split"], `${at}/${name}/Reshape`)],
      `${at}/${name}/Transpose`,
      { perm },
    );
  };
  const q = heads("q", [0, 2, 1, 3]);
  const k = withPast(g, spec, heads("k", [0, 2, 1, 3]), i, "key");
  const v = withPast(g, spec, heads("v", [0, 2, 1, 3]), i, "value");
  const turned = g.node("Transpose", [k], `${at}/k/Transpose_1`, { perm: [0, 1, 3, 2] });
  const scores = g.node("Mul", [g.node("MatMul", [q, turned], `${at}/MatMul_output_0`), "scale"], `${at}/Mul_output_0`);
  const shares = g.node("Softmax", [g.node("Add", [scores, mask], `${at}/Add_output_0`)], `${at}/Softmax_output_0`, {
    axis: -1,
  });
  const mixed = g.node(
    "Transpose",
    [g.node("MatMul", [shares, v], `${at}/MatMul_1_output_0`)],
    `${at}/Transpose_output_0`,
    { perm: [0, 2, 1, 3] },
  );
  return linear(
    g,
    g.node("Reshape", [mixed, "merge"], `${at}/Reshape_output_0`),
    `model.layers.${i}.self_attn.o_proj`,
    [spec.width, spec.width],
    w.o,
  );
}

function withPast(g: GraphBuilder, spec: Spec, now: string, i: number, part: "key" | "value"): string {
  if (!spec.past) return now;
  const dims = (length: string) => [BATCH, spec.heads, length, spec.width / spec.heads];
  const past = g.input(`past_key_values.${i}.${part}`, "float32", dims("past_sequence_length"));
  const present = g.node("Concat", [past, now], `present.${i}.${part}`, { axis: 2 });
  g.output(present, "float32", dims("past_sequence_length + sequence_length"));
  return present;
}
