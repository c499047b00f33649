import { Fault } from "../../record/fault.ts";
import { concat, head, message, string } from "./encode.ts";
import type { Graph, Range } from "./graph.ts";
import { linksOf } from "./links.ts";

/** A model cut to what some tensors need, with those tensors as its outputs. */
export interface Spliced {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Names of the graph inputs that are still read. */
  readonly inputs: readonly string[];
  readonly pruned: { readonly nodes: number; readonly bytes: number };
}

/**
 * Makes `outputs` the outputs of the model and leaves out everything that none of them needs.
 *
 * Kept nodes and weights are copied as byte ranges, never decoded or encoded again; an output is a name of a few bytes
 * appended to the graph (its type is inferred by the runtime). The order of the nodes is kept.
 *
 * @throws Fault `no_such_tensor` when a name does not exist in the graph.
 */
export function splice(graph: Graph, outputs: readonly string[]): Spliced {
  const { pieces, ...rest } = partsOf(graph, outputs);
  return { ...rest, bytes: concat(pieces) };
}

/** The same, as pieces of the file that are not put together. */
export function partsOf(
  graph: Graph,
  outputs: readonly string[],
): Omit<Spliced, "bytes"> & { readonly pieces: Uint8Array[] } {
  const kept = reach(graph, outputs);
  const nodes = graph.nodes.filter((node) => kept.nodes.has(node));
  const weights = [...graph.initializers.values()].filter((weight) => kept.tensors.has(weight.name));
  const inputs = graph.inputs.filter((input) => kept.tensors.has(input.name));
  const cut = ({ start, end }: Range) => graph.bytes.subarray(start, end);
  const body = [...nodes, ...weights, ...inputs, ...graph.other].map(cut);
  body.push(...outputs.map((name) => message(12, string(1, name))));
  const size = (parts: readonly Uint8Array[]) => parts.reduce((sum, part) => sum + part.length, 0);
  const pieces = [...graph.header.map(cut), head(7, size(body)), ...body];
  return {
    pieces,
    inputs: inputs.map((input) => input.name),
    pruned: { nodes: graph.nodes.length - nodes.length, bytes: Math.max(0, graph.bytes.length - size(pieces)) },
  };
}

function reach(graph: Graph, outputs: readonly string[]) {
  const links = linksOf(graph);
  const known = new Set(graph.inputs.map((input) => input.name));
  const nodes = new Set<Graph["nodes"][number]>();
  const tensors = new Set(outputs);
  const queue = [...outputs];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const node = links.producer(name);
    if (!node) {
      if (outputs.includes(name) && !known.has(name)) {
        throw new Fault(
          "no_such_tensor",
          `Cannot read the tensor "${name}": the graph has none of that name.`,
          "Run `alienist taps MODEL` to see the names.",
        );
      }
      continue;
    }
    if (nodes.has(node)) continue;
    nodes.add(node);
    for (const input of [...node.inputs, ...node.captured]) {
      if (input !== "" && !tensors.has(input)) {
        tensors.add(input);
        queue.push(input);
      }
    }
  }
  return { nodes, tensors };
}
