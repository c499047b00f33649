import type { Kernels } from "./kernels.ts";
import { pool } from "./pool.ts";
import { project } from "./project.ts";
import { projectPool } from "./project_pool.ts";

/** The kernels on the CPU: the oracle of the tests, and the backend where there is no GPU. */
export function cpuKernels(): Kernels {
  return {
    name: "cpu",
    // deno-lint-ignore require-await
    project: async (...args) => project(...args),
    // deno-lint-ignore require-await
    projectPool: async (...args) => projectPool(...args),
    // deno-lint-ignore require-await
    pool: async (...args) => pool(...args),
    dispose() {},
  };
}
