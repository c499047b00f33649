import { GraphBuilder } from "../../src/model/onnx/build.ts";

/** Which way the toy's blocks are built. */
export type Shape = "pre-norm" | "post-norm" | "parallel" | "no-attention";

/** A tiny graph with the joints of a transformer; weights are zeros, only its structure counts. */
export function toyModel(shape: Shape, layers = 2, width = 8): Uint8Array<ArrayBuffer> {
  const g = new GraphBuilder();
  g.input("input_ids", "int64", ["batch", "length"]);
  g.floats("table", [16, width], new Float32Array(16 * width).fill(0.5));
  g.floats("w", [width, width], new Float32Array(width * width).fill(0.01));
  g.floats("head", [width, 16], new Float32Array(width * 16));
  g.floats("one", [width], new Float32Array(width).fill(1));
  g.floats("half", [], Float32Array.of(0.5));
  const norm = (x: string, at: string) => g.node("LayerNormalization", [x, "one"], `${at}.normed`, { axis: -1 });
  const attend = (x: string, at: string) => {
    const t = g.node("Transpose", [x], `${at}.t`, { perm: [0, 2, 1] });
    const shares = shape === "no-attention"
      ? g.node("MatMul", [x, t], `${at}.s`)
      : g.node("Softmax", [g.node("MatMul", [x, t], `${at}.qk`)], `${at}.s`, { axis: -1 });
    return g.node("MatMul", [g.node("MatMul", [shares, x], `${at}.sv`), "w"], `${at}.o`);
  };
  const mlp = (x: string, at: string) =>
    g.node("MatMul", [g.node("Relu", [g.node("MatMul", [x, "w"], `${at}.u`)], `${at}.a`), "w"], `${at}.d`);
  const raw = g.node("Gather", ["table", "input_ids"], "token");
  let state = g.node("Mul", [raw, "half"], "scaled");
  if (shape === "post-norm") state = norm(state, "embed");
  for (let i = 0; i < layers; i++) {
    const at = `x${i}`;
    if (shape === "parallel") {
      const n = norm(state, `${at}.n`);
      state = g.node("Add", [g.node("Add", [attend(n, at), mlp(n, at)], `${at}.both`), state], `${at}.post`);
    } else if (shape === "post-norm") {
      const middle = norm(g.node("Add", [attend(state, at), state], `${at}.sum1`), `${at}.mid`);
      state = norm(g.node("Add", [mlp(middle, at), middle], `${at}.sum2`), `${at}.post`);
    } else {
      const middle = g.node("Add", [state, attend(norm(state, `${at}.n1`), at)], `${at}.mid`);
      state = g.node("Add", [middle, mlp(norm(middle, `${at}.n2`), at)], `${at}.post`);
    }
  }
  const out = shape === "post-norm" ? state : norm(state, "final");
  g.node("MatMul", [out, "head"], "logits");
  g.output("logits", "float32", ["batch", "length", 16]);
  return g.build();
}
