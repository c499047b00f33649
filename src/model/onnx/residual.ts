import { Fault } from "../../record/fault.ts";
import type { Tap } from "../../record/run.ts";
import type { Graph, Node } from "./graph.ts";
import { type Links, linksOf } from "./links.ts";

/** Operators that mix features or tokens: a state of the stream does not pass through them unchanged in kind. */
const MIXING =
  /^(MatMul|MatMulNBits|MatMulInteger|QLinearMatMul|Gemm|FusedMatMul|Conv|Gather|Attention|MultiHeadAttention|GroupQueryAttention|Softmax|Concat|Split|Slice)/;
const ATTENTION = /^(Softmax|Attention|MultiHeadAttention|GroupQueryAttention|PackedAttention)$/;

/** The residual stream of a model: its states in order, and its width. */
export interface Residual {
  readonly taps: readonly Tap[];
  readonly layers: number;
  readonly width: number;
  /** Rows of the token embedding. */
  readonly vocabulary: number;
  readonly warnings: readonly string[];
}

interface Sum {
  readonly tensor: string;
  readonly attends: boolean;
}

/**
 * Finds the residual stream by structure: the chain of sums from the token embedding to the final norm.
 *
 * A sum continues the chain when one operand *is* the current state and the other was computed from the embedding.
 * Where a sum is not used by the next one itself (post-norm models), the state is the tensor behind its norm. A layer is
 * one block that attends and what follows it without attending. Names play no part.
 *
 * Sites: `embed` as the first layer receives it, `resid_mid.<i>` between attention and MLP, `resid_post.<i>` as layer
 * i + 1 receives it, `final_norm` as the head receives it.
 *
 * @throws Fault `no_residual_stream` saying which sums were found.
 */
export function findResidual(graph: Graph, { layers }: { layers?: number | undefined } = {}): Residual {
  const links = linksOf(graph);
  const table = embeddingTable(graph, links);
  const start = table && firstState(table.tensor, links);
  if (!table || !start) throw noStream(graph, table ? "no sum adds to it" : "no embedding table is read by input_ids");
  const sums = followSums(start, links);
  const { taps, count } = intoLayers(start, sums, graph, links);
  const warnings = layers !== undefined && layers !== count
    ? [`config.json says ${layers} layers, the graph shows ${count}; the graph is taken.`]
    : [];
  return { taps, layers: count, width: table.width, vocabulary: table.vocabulary, warnings };
}

function embeddingTable(graph: Graph, links: Links): { tensor: string; width: number; vocabulary: number } | undefined {
  const ids = graph.inputs.find((input) => /^(input_ids|input|tokens)$/.test(input.name)) ??
    graph.inputs.find((input) => (input.dtype === 7 || input.dtype === 6) && !/mask|position|type/.test(input.name));
  if (!ids) return undefined;
  const seen = links.descendants(ids.name);
  for (const node of graph.nodes) {
    const weight = node.op.startsWith("Gather") ? graph.initializers.get(node.inputs[0] ?? "") : undefined;
    const width = weight?.dims[1];
    const output = node.outputs[0];
    if (weight?.dims.length === 2 && width && width > 1 && output && seen.has(node.inputs[1] ?? "")) {
      return { tensor: output, width, vocabulary: weight.dims[0]! };
    }
  }
  return undefined;
}

/** The embedding, or what scale, positions and norm make of it: the first tensor that a residual sum adds to. */
function firstState(tensor: string, links: Links): string | undefined {
  return behind(tensor, links, (candidate) => nextSum(candidate, links.descendants(candidate), links) !== undefined);
}

/** The nearest tensor reached from `tensor` without mixing (itself first) that satisfies `test`. */
function behind(tensor: string, links: Links, test: (tensor: string) => boolean): string | undefined {
  const queue = [tensor];
  const seen = new Set(queue);
  for (let i = 0; i < queue.length && i < 64; i++) {
    const current = queue[i]!;
    if (test(current)) return current;
    for (const node of links.consumers(current)) {
      const output = node.outputs[0];
      if (output && !MIXING.test(node.op) && !seen.has(output)) {
        seen.add(output);
        queue.push(output);
      }
    }
  }
  return undefined;
}

/** The sum that adds a branch to `state`. `stream`: tensors computed from the stream so far. */
function nextSum(state: string, stream: ReadonlySet<string>, links: Links): Node | undefined {
  for (const alias of aliases(state, links)) {
    for (const node of links.consumers(alias)) {
      if (node.op !== "Add" && node.op !== "Sum") continue;
      const branches = node.inputs.filter((input) => input !== alias);
      if (
        branches.length > 0 && branches.length < node.inputs.length &&
        branches.every((input) => mixes(input, stream, links))
      ) return node;
    }
  }
  return undefined;
}

/** A branch comes from the stream and has mixed features on the way. */
function mixes(tensor: string, stream: ReadonlySet<string>, links: Links): boolean {
  if (!stream.has(tensor)) return false;
  return walkBack(tensor, links, (node) => MIXING.test(node.op), stream);
}

function walkBack(
  tensor: string,
  links: Links,
  test: (node: Node) => boolean,
  within?: ReadonlySet<string>,
  stop?: ReadonlySet<string>,
): boolean {
  const queue = [tensor];
  const seen = new Set(queue);
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const node = links.producer(next);
    if (!node) continue;
    if (test(node)) return true;
    for (const input of node.inputs) {
      if (input === "" || seen.has(input) || stop?.has(input) || (within && !within.has(input))) continue;
      seen.add(input);
      queue.push(input);
    }
  }
  return false;
}

/** The tensor and its casts and copies. */
function aliases(tensor: string, links: Links): string[] {
  const out = [tensor];
  for (const current of out) {
    for (const node of links.consumers(current)) {
      if ((node.op === "Identity" || node.op === "Cast" || node.op === "Dropout") && node.outputs[0]) {
        out.push(node.outputs[0]);
      }
    }
  }
  return out;
}

function followSums(start: string, links: Links): Sum[] {
  const stream = links.descendants(start);
  const states = new Set([start]);
  const sums: Sum[] = [];
  for (let state: string | undefined = start; state !== undefined;) {
    const node: Node | undefined = nextSum(state, stream, links);
    const output = node?.outputs[0];
    if (!node || !output || states.has(output)) break;
    const around = new Set(states).add(state);
    const attends = node.inputs.some((input) =>
      !around.has(input) && walkBack(input, links, (n) => ATTENTION.test(n.op), stream, states)
    );
    const settled: string = behind(output, links, (candidate) => nextSum(candidate, stream, links) !== undefined) ??
      output;
    sums.push({ tensor: settled, attends });
    states.add(output).add(settled);
    state = settled;
  }
  return sums;
}

function intoLayers(start: string, sums: readonly Sum[], graph: Graph, links: Links): { taps: Tap[]; count: number } {
  if (!sums.some((sum) => sum.attends)) {
    throw noStream(graph, `${sums.length} sums form a chain, but none follows attention`);
  }
  const taps: Tap[] = [{ site: "embed", layer: null, tensor: start }];
  let layer = -1;
  sums.forEach((sum, i) => {
    if (sum.attends) layer++;
    if (layer < 0) return;
    const last = i + 1 === sums.length || sums[i + 1]!.attends;
    if (last) taps.push({ site: "resid_post", layer, tensor: sum.tensor });
    else if (sum.attends) taps.push({ site: "resid_mid", layer, tensor: sum.tensor });
  });
  const end = sums.at(-1)!.tensor;
  const normed = behind(
    end,
    links,
    (tensor) => tensor !== end && links.consumers(tensor).some((node) => /^(MatMul|Gemm|FusedMatMul)/.test(node.op)),
  );
  if (normed) taps.push({ site: "final_norm", layer: null, tensor: normed });
  return { taps, count: layer + 1 };
}

function noStream(graph: Graph, why: string): Fault {
  const sums = graph.nodes.filter((node) => node.op === "Add" || node.op === "Sum");
  const some = sums.slice(0, 3).map((node) => node.outputs[0]).join(", ");
  return new Fault(
    "no_residual_stream",
    `Cannot find a residual stream in this graph: ${why} (${graph.nodes.length} nodes, ${sums.length} sums${
      some ? `, such as ${some}` : ""
    }).`,
    "Give a decoder or encoder transformer exported to ONNX with plain sums (Add) between its blocks.",
  );
}
