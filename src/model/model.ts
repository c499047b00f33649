import { Fault } from "../record/fault.ts";
import { type Tap, tapName } from "../record/run.ts";
import { sha256 } from "../runtime/files.ts";
import type { ModelConfig, ModelFiles } from "./files.ts";
import { type Graph, readGraph } from "./onnx/graph.ts";
import { findResidual, type Residual } from "./onnx/residual.ts";
import { partsOf, splice } from "./onnx/splice.ts";
import { Session, type SessionOptions } from "./session.ts";
import { makeTokenizer, type Tokenizer } from "./tokenizer.ts";

/**
 * A model whose residual stream can be read: its structure, its tokenizer, and sessions cut to the taps one asks for.
 *
 * Nothing runs before `tap` is called. Lifetime of sessions: the caller's.
 */
export class Model {
  private constructor(
    readonly ref: string,
    readonly config: ModelConfig,
    readonly tokenizer: Tokenizer,
    readonly residual: Residual,
    private readonly graph: Graph,
    private readonly files: ModelFiles,
    readonly hash: string,
    readonly tokenizerHash: string,
  ) {}

  /** @throws Fault when the graph is no ONNX model, has no residual stream, or the tokenizer cannot be read. */
  static open(files: ModelFiles): Model {
    const graph = readGraph(files.onnx, files.ref);
    const tokenizer = makeTokenizer(files.tokenizer, files.tokenizerConfig);
    const residual = findResidual(graph, { layers: files.config.layers });
    const hash = sha256(files.onnx, ...files.external.map((part) => part.data));
    return new Model(
      files.ref,
      files.config,
      tokenizer,
      residual,
      graph,
      files,
      hash,
      sha256(files.tokenizer, files.tokenizerConfig),
    );
  }

  get layers(): number {
    return this.residual.layers;
  }

  /** Token ids go from 0 to this, exclusive. */
  get vocabulary(): number {
    return this.residual.vocabulary;
  }

  /** Bytes of the graph's file and of its external data. */
  get fileBytes(): number {
    return this.files.external.reduce((sum, { data }) => sum + data.length, this.files.onnx.length);
  }

  get width(): number {
    return this.residual.width;
  }

  /** `fp32`, `fp16`, ... by the type of most weight bytes. */
  get dtype(): string {
    const names: Record<number, string> = { 1: "fp32", 10: "fp16", 16: "bf16", 3: "int8", 2: "uint8", 11: "fp64" };
    const bytes = new Map<number, number>();
    for (const weight of this.graph.initializers.values()) {
      bytes.set(weight.dtype, (bytes.get(weight.dtype) ?? 0) + weight.end - weight.start);
    }
    const most = [...bytes].sort((a, b) => b[1] - a[1])[0]?.[0];
    return most === undefined ? "unknown" : names[most] ?? `onnx type ${most}`;
  }

  /** The tap of that name (`embed`, `resid_post.3`). @throws RangeError naming the taps there are. */
  find(name: string): Tap {
    const tap = this.residual.taps.find((candidate) => tapName(candidate) === name);
    if (!tap) {
      throw new RangeError(`Cannot read the tap ${name}: this model has ${this.residual.taps.map(tapName).join(", ")}`);
    }
    return tap;
  }

  /** What would be left out if only these taps were read. */
  pruned(taps: readonly Tap[]): { nodes: number; bytes: number } {
    return partsOf(this.graph, taps.map((tap) => tap.tensor)).pruned;
  }

  /** A session that runs up to the deepest of `taps`, with these taps as its outputs (tensor names). */
  async tap(taps: readonly Tap[], options: SessionOptions): Promise<Session> {
    return await this.openOn([...new Set(taps.map((tap) => tap.tensor))], options);
  }

  /** A session on the model's own first output, the logits [size * length, vocabulary], and on `taps` where given. */
  async logits(options: SessionOptions, taps: readonly Tap[] = []): Promise<Session> {
    const output = this.graph.outputs[0];
    if (!output) {
      throw new Fault(
        "no_logits",
        "Cannot read logits: the graph has no output.",
        "Use a model with a language-model head.",
      );
    }
    return await this.openOn([...new Set([output.name, ...taps.map((tap) => tap.tensor)])], options);
  }

  /** The same model with `taps` added to its outputs: what an exporter writes when it is asked for hidden states. */
  withOutputs(taps: readonly Tap[]): ModelFiles {
    const names = [...this.graph.outputs.map(({ name }) => name), ...taps.map((tap) => tap.tensor)];
    return { ...this.files, onnx: splice(this.graph, [...new Set(names)]).bytes };
  }

  private async openOn(outputs: readonly string[], options: SessionOptions): Promise<Session> {
    const cut = splice(this.graph, outputs);
    const inputs = this.graph.inputs.filter((input) => cut.inputs.includes(input.name));
    const external = [...this.graph.initializers.values()].some((weight) => weight.external !== null)
      ? this.files.external
      : [];
    return await Session.open(cut.bytes, inputs, outputs, { ...options, external });
  }
}
