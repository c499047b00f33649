import { concat, float, head, int, message, packed, string } from "./encode.ts";

/** Attributes of a node: integers, floats by `{ float }`, lists of integers. */
export type Attributes = Readonly<Record<string, number | { float: number } | readonly number[]>>;

/**
 * Writes an ONNX model, field by field. Names are given by the caller; the order of nodes is the order of calls.
 * Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export class GraphBuilder {
  private readonly parts: Uint8Array[] = [];
  private readonly weights: Uint8Array[] = [];
  private readonly values: Uint8Array[] = [];

  /** Adds a node and returns its first output's name; `more` names further outputs. */
  node(
    op: string,
    inputs: readonly string[],
    output: string,
    attributes: Attributes = {},
    more: readonly string[] = [],
  ): string {
    this.parts.push(message(
      1,
      ...inputs.map((name) => string(1, name)),
      string(2, output),
      ...more.map((name) => string(2, name)),
      string(3, output),
      string(4, op),
      ...Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    ));
    return output;
  }

  /** A float32 weight, row-major. */
  floats(name: string, dims: readonly number[], data: Float32Array): string {
    // The bytes are kept as a view: a large model is copied once, in `build`.
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const before = concat([packed(1, dims), int(2, 1), string(8, name), head(9, bytes.length)]);
    this.weights.push(head(5, before.length + bytes.length), before, bytes);
    return name;
  }

  /** An int64 constant; `dims` empty for a scalar. */
  ints(name: string, values: readonly number[], dims: readonly number[] = [values.length]): string {
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    this.weights.push(message(5, packed(1, dims), int(2, 7), string(8, name), message(9, bytes)));
    return name;
  }

  input(name: string, type: "int64" | "float32", dims: readonly (string | number)[]): string {
    this.values.push(message(11, ...valueInfo(name, type, dims)));
    return name;
  }

  output(name: string, type: "int64" | "float32", dims: readonly (string | number)[]): void {
    this.values.push(message(12, ...valueInfo(name, type, dims)));
  }

  /** The whole file. */
  build({ opset = 17, producer = "alienist" } = {}): Uint8Array<ArrayBuffer> {
    const body = [...this.parts, string(2, "main"), ...this.weights, ...this.values];
    const length = body.reduce((sum, part) => sum + part.length, 0);
    return concat([int(1, 8), string(2, producer), head(7, length), ...body, message(8, string(1, ""), int(2, opset))]);
  }
}

function valueInfo(name: string, type: "int64" | "float32", dims: readonly (string | number)[]): Uint8Array[] {
  const shape = dims.map((dim) => message(1, typeof dim === "number" ? int(1, dim) : string(2, dim)));
  return [string(1, name), message(2, message(1, int(1, type === "int64" ? 7 : 1), message(2, ...shape)))];
}

function attribute(name: string, value: Attributes[string]): Uint8Array {
  if (typeof value === "number") return message(5, string(1, name), int(3, value), int(20, 2));
  if ("float" in value) return message(5, string(1, name), float(2, value.float), int(20, 1));
  return message(5, string(1, name), ...value.map((item) => int(8, item)), int(20, 7));
}
