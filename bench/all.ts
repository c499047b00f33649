import type { KernelBench } from "../src/bench/kernel-bench.ts";
import { gramBench } from "./gram.ts";
import { matmulBench } from "./matmul.ts";
import { peakCopyBench } from "./peak_copy.ts";
import { peakFmaBench } from "./peak_fma.ts";
import { permuteBench } from "./permute.ts";
import { poolBench } from "./pool.ts";
import { projectBench } from "./project.ts";
import { projectPoolBench } from "./project_pool.ts";
import { topkBench } from "./topk.ts";

/** Every kernel's bench, in the order in which they are measured. */
export const BENCHES = [
  projectBench,
  projectPoolBench,
  poolBench,
  matmulBench,
  topkBench,
  gramBench,
  permuteBench,
  peakCopyBench,
  peakFmaBench,
] as unknown as readonly KernelBench[];
