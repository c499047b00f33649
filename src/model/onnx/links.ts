import type { Graph, Node } from "./graph.ts";

/** Who makes a tensor, who reads it. */
export interface Links {
  producer(tensor: string): Node | undefined;
  consumers(tensor: string): readonly Node[];
  /** Every tensor that depends on `tensor` (itself included). */
  descendants(tensor: string): Set<string>;
}

export function linksOf(graph: Graph): Links {
  const producers = new Map<string, Node>();
  const readers = new Map<string, Node[]>();
  for (const node of graph.nodes) {
    for (const output of node.outputs) if (output !== "") producers.set(output, node);
    for (const input of new Set([...node.inputs, ...node.captured])) {
      if (input === "") continue;
      const list = readers.get(input);
      if (list) list.push(node);
      else readers.set(input, [node]);
    }
  }
  const consumers = (tensor: string) => readers.get(tensor) ?? [];
  return {
    producer: (tensor) => producers.get(tensor),
    consumers,
    descendants(tensor) {
      const seen = new Set([tensor]);
      const queue = [tensor];
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        for (const node of consumers(next)) {
          for (const output of node.outputs) {
            if (output !== "" && !seen.has(output)) {
              seen.add(output);
              queue.push(output);
            }
          }
        }
      }
      return seen;
    },
  };
}
