import { test } from "uvu";
import * as assert from "uvu/assert";
import { readGraph } from "../../src/model/onnx/graph.ts";
import { findResidual } from "../../src/model/onnx/residual.ts";
import { splice } from "../../src/model/onnx/splice.ts";
import { Session } from "../../src/model/session.ts";
import { Fault } from "../../src/record/fault.ts";
import { tapName } from "../../src/record/run.ts";
import { toyModel } from "./toy.ts";

const tapsOf = (shape: Parameters<typeof toyModel>[0]) =>
  Object.fromEntries(findResidual(readGraph(toyModel(shape))).taps.map((tap) => [tapName(tap), tap.tensor]));

test("pre-norm: the sums themselves; embed is behind the scale", () => {
  assert.equal(tapsOf("pre-norm"), {
    embed: "scaled",
    "resid_mid.0": "x0.mid",
    "resid_post.0": "x0.post",
    "resid_mid.1": "x1.mid",
    "resid_post.1": "x1.post",
    final_norm: "final.normed",
  });
});

test("post-norm: the state is behind the layer's norm, embed behind its own", () => {
  const taps = tapsOf("post-norm");
  assert.is(taps.embed, "embed.normed");
  assert.is(taps["resid_post.0"], "x0.post.normed");
});

test("parallel attention and MLP: one sum per layer, no middle", () => {
  const taps = tapsOf("parallel");
  assert.is(taps["resid_post.0"], "x0.post");
  assert.is(taps["resid_post.1"], "x1.post");
  assert.not("resid_mid.0" in taps);
});

test("a chain without attention is refused, saying what was found", () => {
  assert.throws(
    () => findResidual(readGraph(toyModel("no-attention"))),
    (error: unknown) =>
      error instanceof Fault && error.code === "no_residual_stream" && /none follows attention/.test(error.message) &&
      /x0\.mid/.test(error.message),
  );
});

test("a config that counts otherwise is a warning, the graph is taken", () => {
  const found = findResidual(readGraph(toyModel("pre-norm")), { layers: 5 });
  assert.is(found.layers, 2);
  assert.match(found.warnings[0]!, /says 5 layers, the graph shows 2/);
});

test("splicing keeps ranges of the file, drops the head and runs", async () => {
  const bytes = toyModel("pre-norm");
  const graph = readGraph(bytes);
  const cut = splice(graph, ["x0.post"]);
  assert.ok(cut.pruned.nodes > 8, `${cut.pruned.nodes} nodes pruned`);
  const again = readGraph(cut.bytes);
  assert.not(again.initializers.has("head"));
  assert.equal(again.outputs.map((output) => output.name), ["x0.post"]);
  const session = await Session.open(cut.bytes, graph.inputs, ["x0.post"], { device: "wasm" });
  const { rows, release } = await session.run({ ids: [[1, 2, 3]], length: 3 });
  assert.is(rows.get("x0.post")!.rows, 3);
  release();
  await session.dispose();
});

test("a tensor that does not exist is named", () => {
  assert.throws(() => splice(readGraph(toyModel("pre-norm")), ["nowhere"]), /"nowhere"/);
});

test("truncated at any point, a model is refused or still whole", () => {
  const bytes = toyModel("pre-norm");
  let refused = 0;
  for (let length = 0; length < bytes.length; length += 97) {
    try {
      findResidual(readGraph(bytes.subarray(0, length)));
    } catch (error) {
      assert.instance(error, Fault);
      refused++;
    }
  }
  assert.is(refused, Math.ceil(bytes.length / 97));
});

test.run();
