import type { Gpu } from "../gpu/device.ts";
import type { Who } from "../record/bench.ts";
import type { Program } from "./program.ts";

/** Another package, opened. Lifetime: until `dispose`. */
export interface Peer {
  readonly who: Who;
  readonly version: string;
  /** `gpu`: on the same adapter, inputs and outputs stay there. `cpu`: from memory to memory. */
  readonly where: "gpu" | "cpu";
  /** Uploads the inputs and builds the graph. */
  prepare(program: Program): Promise<PeerJob>;
  dispose(): Promise<void> | void;
}

/** A program that is ready to run. */
export interface PeerJob {
  /** Queues one run; its outputs replace those of the run before. */
  run(): Promise<void> | void;
  /** Resolves when every run that was queued is done. */
  sync(): Promise<void>;
  /** The last run's outputs in memory: one array, or values and indices. */
  outputs(): Promise<(Float32Array | Uint32Array)[]>;
  dispose(): Promise<void> | void;
}

/** How a peer is opened; `gpu` is the device it may share. @throws where the package is missing or refuses. */
export interface PeerEntry {
  readonly who: Who;
  readonly where: Peer["where"];
  /** Name of the package, for the line that says that it is missing. */
  readonly from: string;
  open(gpu: Gpu | null): Promise<Peer>;
}

/** One array as it is; two as the values and indices of a `Top`. */
export function resultOf([values, indices]: readonly (Float32Array | Uint32Array)[]): unknown {
  return indices ? { values, indices } : values;
}
