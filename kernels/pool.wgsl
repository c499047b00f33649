// pool: sum or max of the rows of each block, column by column.
//
// acts      A [rows, width] f32 or f16, row-major, from element `base` on; vec4 (width and base divisible by 4) or scalar
// mu        [width4] vec4 f32, taken off every row (centre mu only), zeros behind `width`
// table     [blocks] (first row, rows >= 1): the host cuts every segment into blocks of at most 64 rows
// partials  [blocks, width4] vec4 f32: sum or max over the block; the host folds the blocks of a segment in order, in f64
// dispatch  x = tiles of COLUMNS * THREADS vec4 columns, y + z * grid_y = blocks; superfluous workgroups repeat the last block
//
// op sum or max. A thread walks the rows of its block, UNROLL at a time, for COLUMNS vec4 columns that lie THREADS apart:
// reads are coalesced over the threads, sums stay in registers. On adapters that are CPUs the eight threads of a SIMD
// word run through all rows before the next eight begin: there few threads own many columns, or every row is read in
// pieces of one cache line.
// `last` is a table of blocks of one row: an exact copy.
//
// Summation order: rows in order, blocks in order: fixed by the shape alone.
// Tolerance against src/reference/pool.ts: sum: 2 gamma_64 sum |a| (centre mu: gamma_65, |a - mu|); max and one-row blocks: exact.
// NaN: a sum or a max over a NaN is NaN. Of equal values (0 and -0) max keeps the first.

struct Shape {
  rows: u32,
  width: u32,
  width4: u32,
  base: u32,
  grid_y: u32,
  blocks: u32,
}

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(2) var<storage, read> table: array<vec2<u32>>;
//: if centre mu
@group(0) @binding(3) var<storage, read> mu: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> partials: array<vec4<f32>>;
//: else
@group(0) @binding(3) var<storage, read_write> partials: array<vec4<f32>>;
//: end

override THREADS: u32;
const UNROLL: u32 = $UNROLLu;
const COLUMNS: u32 = $COLUMNSu;

//: include rows NAME=acts BINDING=1

//: include nan TYPE=vec4<f32> BOOL=vec4<bool> BITS=vec4<u32>

fn fold(held: vec4<f32>, x: vec4<f32>) -> vec4<f32> {
  //: if op sum
  return held + x;
  //: else
  return select(held, x, !is_nan(held) & (is_nan(x) | (x > held)));
  //: end
}

@compute @workgroup_size(THREADS)
fn pool(@builtin(local_invocation_id) local: vec3<u32>, @builtin(workgroup_id) group: vec3<u32>) {
  let block = min(group.y + group.z * shape.grid_y, shape.blocks - 1u);
  let first = min(table[block].x, shape.rows - 1u);
  let length = min(table[block].y, shape.rows - first);
  let start = shape.base + first * shape.width;
  //: each i COLUMNS
  let c_$i = (group.x * COLUMNS + $iu) * THREADS + local.x;
  let column_$i = min(c_$i, shape.width4 - 1u);
  //: if centre mu
  let centre_$i = mu[column_$i];
  //: else
  let centre_$i = vec4<f32>(0.0);
  //: end
  var held_$i = load4_acts(start, column_$i) - centre_$i;
  //: end

  // UNROLL rows are loaded at once; the order of the sum is that of the rows.
  var t = 1u;
  for (; t + UNROLL <= length; t += UNROLL) {
    //: each r UNROLL
    //: each i COLUMNS
    let x_$r_$i = load4_acts(start + (t + $ru) * shape.width, column_$i) - centre_$i;
    //: end
    //: end
    //: each r UNROLL
    //: each i COLUMNS
    held_$i = fold(held_$i, x_$r_$i);
    //: end
    //: end
  }
  for (; t < length; t += 1u) {
    //: each i COLUMNS
    held_$i = fold(held_$i, load4_acts(start + t * shape.width, column_$i) - centre_$i);
    //: end
  }
  //: each i COLUMNS
  if (c_$i < shape.width4) {
    partials[block * shape.width4 + c_$i] = held_$i;
  }
  //: end
}
