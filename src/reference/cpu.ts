import { gram } from "./gram.ts";
import type { Kernels } from "./kernels.ts";
import { matmul } from "./matmul.ts";
import { permute } from "./permute.ts";
import { pool } from "./pool.ts";
import { project } from "./project.ts";
import { projectPool } from "./project_pool.ts";
import { matmulTopk, topk } from "./topk.ts";

/** The kernels on the CPU: the oracle of the tests, and the backend where there is no GPU. */
export function cpuKernels<B = unknown>(): Kernels<B> {
  return {
    name: "cpu",
    // deno-lint-ignore require-await
    project: async (...args) => project(...args),
    // deno-lint-ignore require-await
    projectPool: async (...args) => projectPool(...args),
    // deno-lint-ignore require-await
    pool: async (...args) => pool(...args),
    // deno-lint-ignore require-await
    matmul: async (...args) => matmul(...args),
    // deno-lint-ignore require-await
    topk: async (...args) => topk(...args),
    // deno-lint-ignore require-await
    matmulTopk: async (...args) => matmulTopk(...args),
    permute,
    peakMemory: () => 0,
    // deno-lint-ignore require-await
    gram: async (...args) => gram(...args),
    hold: (rows) => ({ rows, release() {} }),
    dispose() {},
  };
}
