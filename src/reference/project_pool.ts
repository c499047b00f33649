import { checkDirections, checkRows, checkSegments } from "./check.ts";
import type { Pooling, ProjectOptions, Rows } from "./kernels.ts";
import { poolSegments, type Segments } from "./pool.ts";
import { rowProjector } from "./project.ts";

/**
 * Projects every row and pools the projections of each segment: the CPU twin of `kernels/project_pool.wgsl`.
 *
 * With `cosine` the cosines are pooled. NaN, ties and empty segments as in `pool`; `last` projects the last rows only.
 *
 * @param acts [rows, width] in memory.
 * @param directions [k, width], any length.
 * @returns [segments, k].
 * @throws Fault `bad_shape` where an array does not fit or a segment leaves the rows.
 */
export function projectPool(
  acts: Rows,
  directions: Float32Array,
  k: number,
  segments: Segments,
  pooling: Pooling,
  options: ProjectOptions = {},
): Float32Array {
  checkRows(acts);
  checkDirections(acts, directions, k, options);
  checkSegments(segments, acts.rows);
  return poolSegments(rowProjector(acts, directions, k, options), k, segments, pooling);
}
