import { GraphBuilder } from "../../src/model/onnx/build.ts";
import { dimsOf, type Program, type Tensor } from "../../src/bench/program.ts";

/** A program as an ONNX file, with what it is fed. */
export interface Graph {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly inputs: readonly { readonly name: string; readonly tensor: Tensor }[];
  readonly outputs: readonly {
    readonly name: string;
    readonly type: "float32" | "int64";
    readonly dims: readonly number[];
  }[];
}

/** Writes a program as ONNX; tensors are inputs, so that they can lie on the GPU. Opset 17. */
export function graphOf(program: Program): Graph {
  const builder = new GraphBuilder(), dims = dimsOf(program);
  const inputs = [{ name: "x0", tensor: program.input }];
  const feed = (name: string, tensor: Tensor) => (inputs.push({ name, tensor }), name);
  let x = "x0";
  program.steps.forEach((step, i) => {
    const out = `x${i + 1}`;
    if (step.op === "matmul") x = builder.node("MatMul", [x, feed(`by${i}`, step.by)], out);
    else if (step.op === "add") x = builder.node("Add", [x, feed(`what${i}`, step.what)], out);
    else if (step.op === "relu") x = builder.node("Relu", [x], out);
    else if (step.op === "reshape") x = builder.node("Reshape", [x, builder.ints(`dims${i}`, step.dims)], out);
    else if (step.op === "mean") x = builder.node("ReduceMean", [x], out, { axes: [step.axis], keepdims: 0 });
    else if (step.op === "max") x = builder.node("ReduceMax", [x], out, { axes: [step.axis], keepdims: 0 });
    else if (step.op === "gather") {
      x = builder.node("Gather", [x, builder.ints(`rows${i}`, [...step.rows])], out, { axis: 0 });
    } else if (step.op === "topk") {
      x = builder.node("TopK", [x, builder.ints(`k${i}`, [step.k])], out, {}, [`${out}_indices`]);
    } else step satisfies never;
  });
  const last = program.steps.at(-1), end = dims.at(-1)!;
  const outputs: Graph["outputs"] = last?.op === "topk"
    ? [{ name: x, type: "float32", dims: end }, { name: `${x}_indices`, type: "int64", dims: end }]
    : [{ name: x, type: "float32", dims: end }];
  for (const { name, tensor } of inputs) builder.input(name, "float32", tensor.dims);
  for (const { name, type, dims } of outputs) builder.output(name, type, dims);
  return { bytes: builder.build(), inputs, outputs };
}
