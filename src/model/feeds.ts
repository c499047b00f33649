import type * as Ort from "onnxruntime-web";
import { Fault } from "../record/fault.ts";
import type { Value } from "./onnx/graph.ts";
import type { OrtModule } from "./ort.ts";

/** Token ids of one forward pass, row-major [size, length], and how many of each row are real. */
export interface Batch {
  readonly ids: readonly (readonly number[])[];
  /** Padded length. */
  readonly length: number;
}

/**
 * The inputs that a graph asks for, for one batch: padded on the right, mask 1 on real tokens, positions counted from 0,
 * an empty cache.
 *
 * @throws Fault `unknown_input` for an input whose meaning is not known.
 */
export function makeFeeds(ort: OrtModule, inputs: readonly Value[], batch: Batch): Record<string, Ort.Tensor> {
  const { length } = batch;
  const size = batch.ids.length;
  const grid = (value: (row: readonly number[], at: number) => number) =>
    batch.ids.flatMap((row) => Array.from({ length }, (_, at) => value(row, at)));
  const feeds: Record<string, Ort.Tensor> = {};
  for (const input of inputs) {
    const name = input.name;
    if (/^(input_ids|input|tokens)$/.test(name)) {
      feeds[name] = whole(ort, input, grid((row, at) => row[at] ?? 0), [size, length]);
    } else if (/attention_mask|^mask$/.test(name)) {
      feeds[name] = whole(
        ort,
        input,
        grid((row, at) => at < row.length ? 1 : 0),
        [size, length],
      );
    } else if (/position_ids/.test(name)) feeds[name] = whole(ort, input, grid((_, at) => at), [size, length]);
    else if (/token_type_ids/.test(name)) feeds[name] = whole(ort, input, grid(() => 0), [size, length]);
    else if (/^past|cache/.test(name) && input.dims.length >= 3) feeds[name] = empty(ort, input, size);
    else if (/use_cache/.test(name)) feeds[name] = new ort.Tensor("bool", Uint8Array.of(0), [1]);
    else {
      throw new Fault(
        "unknown_input",
        `Cannot run this model: it asks for the input "${name}", whose meaning is not known.`,
        "Export it as a plain text model (input_ids, attention_mask, position_ids, token_type_ids, past_key_values).",
      );
    }
  }
  return feeds;
}

function whole(ort: OrtModule, input: Value, values: number[], dims: number[]): Ort.Tensor {
  if (input.dtype === 6) return new ort.Tensor("int32", Int32Array.from(values), dims);
  if (input.dtype === 1) return new ort.Tensor("float32", Float32Array.from(values), dims);
  if (input.dtype === 9) return new ort.Tensor("bool", Uint8Array.from(values), dims);
  return new ort.Tensor("int64", BigInt64Array.from(values, BigInt), dims);
}

/** A cache tensor with no past: the batch's dimension, then 0 for every other symbolic one. */
function empty(ort: OrtModule, input: Value, size: number): Ort.Tensor {
  const dims = input.dims.map((dim, i) =>
    typeof dim === "number" ? dim : i === 0 || /batch/.test(String(dim)) ? size : 0
  );
  const count = dims.reduce((product, dim) => product * dim, 1);
  return input.dtype === 10
    ? new ort.Tensor("float16", new Uint16Array(count), dims)
    : new ort.Tensor("float32", new Float32Array(count), dims);
}
