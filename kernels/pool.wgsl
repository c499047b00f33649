// pool: sum or max of the rows of each block, column by column.
//
// acts      A [rows, width] f32, row-major, from element `base` on; vec4 (width and base divisible by 4) or scalar
// table     [blocks] (first row, rows >= 1): the host cuts every segment into blocks of at most 64 rows
// partials  [blocks, width4] vec4 f32: sum or max over the block; the host folds the blocks of a segment in order, in f64
// dispatch  x = tiles of THREADS vec4 columns, y + z * grid_y = blocks; superfluous workgroups repeat the last block
//
// One thread per vec4 column walks the rows of its block: reads are coalesced over the threads, sums stay in registers.
// `last` is a table of blocks of one row: an exact copy.
//
// Summation order: rows in order, blocks in order: fixed by the shape alone.
// Tolerance against src/reference/pool.ts: sum: 2 gamma_64 sum |a|; max and one-row blocks: exact.
// NaN: a sum or a max over a NaN is NaN. Of equal values (0 and -0) max keeps the first.

struct Shape {
  rows: u32,
  width: u32,
  width4: u32,
  base: u32,
  grid_y: u32,
  blocks: u32,
  is_max: u32,
}

@group(0) @binding(0) var<uniform> shape: Shape;
//: if load vec4
@group(0) @binding(1) var<storage, read> acts: array<vec4<f32>>;
//: else
@group(0) @binding(1) var<storage, read> acts: array<f32>;
//: end
@group(0) @binding(2) var<storage, read> table: array<vec2<u32>>;
@group(0) @binding(3) var<storage, read_write> partials: array<vec4<f32>>;

override THREADS: u32;

/// Columns 4c .. 4c + 3 of the row that begins at element `at`; 0 behind the width.
fn load4(at: u32, c: u32) -> vec4<f32> {
  //: if load vec4
  return acts[(at >> 2u) + c];
  //: else
  let i = vec4<u32>(4u * c) + vec4<u32>(0u, 1u, 2u, 3u);
  let p = vec4<u32>(at) + min(i, vec4<u32>(shape.width - 1u));
  let x = vec4<f32>(acts[p.x], acts[p.y], acts[p.z], acts[p.w]);
  return select(vec4<f32>(0.0), x, i < vec4<u32>(shape.width));
  //: end
}

/// By the bits: a compiler may assume that `x != x` is never true.
fn is_nan(x: vec4<f32>) -> vec4<bool> {
  return (bitcast<vec4<u32>>(x) & vec4<u32>(0x7fffffffu)) > vec4<u32>(0x7f800000u);
}

@compute @workgroup_size(THREADS)
fn pool(@builtin(local_invocation_id) local: vec3<u32>, @builtin(workgroup_id) group: vec3<u32>) {
  let c = group.x * THREADS + local.x;
  let column = min(c, shape.width4 - 1u);
  let block = min(group.y + group.z * shape.grid_y, shape.blocks - 1u);
  let first = min(table[block].x, shape.rows - 1u);
  let length = min(table[block].y, shape.rows - first);

  var held = load4(shape.base + first * shape.width, column);
  for (var t = 1u; t < length; t += 1u) {
    let x = load4(shape.base + (first + t) * shape.width, column);
    if (shape.is_max == 0u) {
      held += x;
    } else {
      held = select(held, x, !is_nan(held) & (is_nan(x) | (x > held)));
    }
  }
  if (c < shape.width4) {
    partials[block * shape.width4 + c] = held;
  }
}
