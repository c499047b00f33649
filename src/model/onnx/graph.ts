import { Fault } from "../../record/fault.ts";
import { type Field, fields, ints, text } from "./wire.ts";

/** Byte range [start, end) in the file, tag included. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Node extends Range {
  readonly op: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Outer tensors that the node's subgraphs (If, Loop, Scan) read. */
  readonly captured: readonly string[];
}

export interface Initializer extends Range {
  readonly name: string;
  readonly dims: readonly number[];
  /** TensorProto.DataType: 1 float32, 10 float16, 7 int64 ... */
  readonly dtype: number;
  /** File that holds the data, relative to the model's folder; `null` where it is inside. */
  readonly external: string | null;
}

/** A graph input. Dimensions that are symbolic are strings, unknown ones `null`. */
export interface Value extends Range {
  readonly name: string;
  readonly dtype: number;
  readonly dims: readonly (number | string | null)[];
}

/**
 * An ONNX graph as byte ranges of its file: enough to find things and to leave things out, nothing is decoded twice and
 * no weight is touched. Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export interface Graph {
  readonly bytes: Uint8Array;
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, Initializer>;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Model fields other than the graph (opsets, metadata, functions). */
  readonly header: readonly Range[];
  /** Graph fields that are always kept (name, quantisation notes, sparse weights). */
  readonly other: readonly Range[];
}

/**
 * Reads the structure of an ONNX file.
 *
 * @throws Fault `not_onnx` when the bytes are no ONNX model, are cut off, or hold no graph.
 */
export function readGraph(bytes: Uint8Array, file = "the model"): Graph {
  try {
    return parse(bytes);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault(error.code, error.message.replace("Cannot read this as", `Cannot read ${file} as`), error.remedy);
  }
}

function parse(bytes: Uint8Array): Graph {
  const nodes: Node[] = [];
  const initializers = new Map<string, Initializer>();
  const inputs: Value[] = [];
  const outputs: Value[] = [];
  const header: Range[] = [];
  const other: Range[] = [];
  for (const top of fields(bytes)) {
    if (top.number !== 7 || top.type !== 2) {
      header.push(top);
      continue;
    }
    for (const field of fields(bytes, top.from, top.end)) {
      if (field.number === 1) nodes.push(readNode(bytes, field));
      else if (field.number === 5) {
        const weight = readInitializer(bytes, field);
        initializers.set(weight.name, weight);
      } else if (field.number === 11) inputs.push(readValue(bytes, field));
      else if (field.number === 12) outputs.push(readValue(bytes, field));
      else if (field.number !== 13) other.push(field); // 13: value_info, inferred again by the runtime
    }
  }
  if (nodes.length === 0) {
    throw new Fault(
      "not_onnx",
      "Cannot read this as an ONNX model: it holds no graph with nodes.",
      "Check that the file is an ONNX model.",
    );
  }
  return {
    bytes,
    nodes,
    initializers,
    inputs: inputs.filter((input) => !initializers.has(input.name)),
    outputs,
    header,
    other,
  };
}

function readNode(bytes: Uint8Array, field: Field): Node {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const captured: string[] = [];
  let op = "";
  let name = "";
  for (const part of fields(bytes, field.from, field.end)) {
    if (part.number === 1) inputs.push(text(bytes, part));
    else if (part.number === 2) outputs.push(text(bytes, part));
    else if (part.number === 3) name = text(bytes, part);
    else if (part.number === 4) op = text(bytes, part);
    else if (part.number === 5) collectCaptured(bytes, part, captured);
  }
  return { start: field.start, end: field.end, op, name, inputs, outputs, captured };
}

/** Names that subgraphs inside an attribute read: a superset is fine, for pruning keeps what it does not know. */
function collectCaptured(bytes: Uint8Array, attribute: Field, out: string[]): void {
  for (const part of fields(bytes, attribute.from, attribute.end)) {
    if (part.number !== 6 && part.number !== 11) continue;
    for (const inner of fields(bytes, part.from, part.end)) {
      if (inner.number === 12) out.push(readValue(bytes, inner).name);
      if (inner.number !== 1) continue;
      const node = readNode(bytes, inner);
      out.push(...node.inputs, ...node.captured);
    }
  }
}

function readInitializer(bytes: Uint8Array, field: Field): Initializer {
  const dims: number[] = [];
  let name = "";
  let dtype = 0;
  let external: string | null = null;
  for (const part of fields(bytes, field.from, field.end)) {
    if (part.number === 1) dims.push(...ints(bytes, part));
    else if (part.number === 2) dtype = part.value;
    else if (part.number === 8) name = text(bytes, part);
    else if (part.number === 13) external = locationOf(bytes, part) ?? external;
  }
  return { start: field.start, end: field.end, name, dims, dtype, external };
}

/** The value of the key `location` in an external_data entry. */
function locationOf(bytes: Uint8Array, entry: Field): string | undefined {
  const [key, value] = [...fields(bytes, entry.from, entry.end)].map((part) => text(bytes, part));
  return key === "location" ? value : undefined;
}

function readValue(bytes: Uint8Array, field: Field): Value {
  let name = "";
  let dtype = 0;
  const dims: (number | string | null)[] = [];
  for (const part of fields(bytes, field.from, field.end)) {
    if (part.number === 1) name = text(bytes, part);
    if (part.number !== 2) continue;
    for (const type of fields(bytes, part.from, part.end)) {
      if (type.number !== 1) continue; // tensor_type
      for (const tensor of fields(bytes, type.from, type.end)) {
        if (tensor.number === 1) dtype = tensor.value;
        if (tensor.number !== 2) continue;
        for (const dim of fields(bytes, tensor.from, tensor.end)) {
          let size: number | string | null = null;
          for (const value of fields(bytes, dim.from, dim.end)) {
            size = value.number === 1 ? value.value : text(bytes, value);
          }
          dims.push(size);
        }
      }
    }
  }
  return { start: field.start, end: field.end, name, dtype, dims };
}
