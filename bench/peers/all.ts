import type { PeerEntry } from "../../src/bench/peer.ts";
import { jax } from "./jax.ts";
import { ortGpu, ortWasm, ortWasmThreads } from "./ort.ts";
import { tfjs } from "./tfjs.ts";

/** What a user without a GPU has: measured in every run. */
export const CPU_PEERS: readonly PeerEntry[] = [ortWasm, ortWasmThreads];

/** What a user could call on a GPU instead: measured with `--peers`. */
export const GPU_PEERS: readonly PeerEntry[] = [ortGpu, tfjs, jax];
