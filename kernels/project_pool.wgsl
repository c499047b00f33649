// project_pool: P = (A - mu) V^T (or cosine), pooled over the rows of each block: sum or max; P is never written.
//
// acts      A [rows, width] f32, row-major, from element `base` on; vec4 (width and base divisible by 4) or scalar
// mu        [width4] vec4 f32, zeros behind `width`
// dirs      V [ceil(k / K) * K, width4] vec4 f32, unit length, zeros behind `width` and behind k
// table     [blocks] (first row, rows >= 1): the host cuts every segment into blocks of at most 64 rows
// partials  [blocks, k] f32: sum or max over the block; the host folds the blocks of a segment in order, in f64
// dispatch  x = tiles of K directions, y + z * grid_y = blocks; superfluous workgroups repeat the last block
//
// One workgroup of LANES threads per block: lanes stride the width in vec4 with ROWS * K sums in registers; after each
// ROWS rows the lanes are added and the thread that owns column j folds the row's value into its register.
// `last` is a table of blocks of one row (variant ROWS = 1), so that only the rows it needs are read.
//
// Summation order: as in project.wgsl within a row; rows in order; blocks in order. Fixed by shape and variant alone.
// Tolerance against src/reference/project_pool.ts: sum: 2 gamma_n sum_rows sum |a_i - mu_i| |v_i| with project.wgsl's n
// plus 64; max: the largest bound of its rows. NaN: a sum or a max over a NaN is NaN. Cosine as in project.wgsl.

struct Shape {
  rows: u32,
  width: u32,
  width4: u32,
  k: u32,
  base: u32,
  cosine: u32,
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
@group(0) @binding(2) var<storage, read> mu: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> dirs: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> table: array<vec2<u32>>;
@group(0) @binding(5) var<storage, read_write> partials: array<f32>;

override LANES: u32;
const ROWS: u32 = $ROWSu;
const K: u32 = $Ku;

/// K sums and the squared norm of one row, each over its lanes; one slot more than lanes avoids bank conflicts.
var<workgroup> wg_part: array<f32, (K + 1u) * (LANES + 1u)>;
//: if reduce subgroup
var<workgroup> wg_leader: array<u32, LANES>;
//: end

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

/// First slot of sum j; j = K is the squared norm.
fn slot(j: u32) -> u32 {
  return j * (LANES + 1u);
}

/// Sum of the first `count` slots from `at` on, in a fixed order.
fn sum_slots(at: u32, count: u32) -> f32 {
  var s = vec4<f32>(0.0);
  for (var l = 0u; l < LANES; l += 4u) {
    let x = vec4<f32>(wg_part[at + l], wg_part[at + l + 1u], wg_part[at + l + 2u], wg_part[at + l + 3u]);
    s += select(vec4<f32>(0.0), x, vec4<u32>(l) + vec4<u32>(0u, 1u, 2u, 3u) < vec4<u32>(count));
  }
  return (s.x + s.y) + (s.z + s.w);
}

fn cosine_of(product: f32, squares: f32) -> f32 {
  return select(product / sqrt(squares), 0.0, squares == 0.0);
}

/// By the bits: a compiler may assume that `x != x` is never true.
fn is_nan(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}

fn fold(held: f32, value: f32) -> f32 {
  if (shape.is_max == 0u) {
    return held + value;
  }
  return select(held, value, !is_nan(held) && (is_nan(value) || value > held));
}

@compute @workgroup_size(LANES)
fn project_pool(@builtin(local_invocation_id) local: vec3<u32>, @builtin(workgroup_id) group: vec3<u32>) {
  let lane = local.x;
  let k0 = group.x * K;
  let block = min(group.y + group.z * shape.grid_y, shape.blocks - 1u);
  let first = min(table[block].x, shape.rows - 1u);
  let length = min(table[block].y, shape.rows - first);
  //: each i PER
  var held_$i = 0.0;
  //: end

  //: if reduce subgroup
  // A subgroup's rank is the number of leaders before its own: nothing is assumed of how threads map to subgroups.
  // (naga has no subgroupElect.)
  let leads = subgroupBroadcastFirst(lane) == lane;
  wg_leader[lane] = select(0u, 1u, leads);
  workgroupBarrier();
  var rank = 0u;
  var count = 0u;
  for (var l = 0u; l < LANES; l += 1u) {
    rank += select(0u, wg_leader[l], l < lane);
    count += wg_leader[l];
  }
  //: else
  let count = LANES;
  //: end

  for (var step = 0u; step < length; step += ROWS) {
    //: each r ROWS
    let at_$r = shape.base + (first + min(step + $ru, length - 1u)) * shape.width;
    var norm_$r = 0.0;
    //: each j K
    var sum_$r_$j = 0.0;
    //: end
    //: end

    for (var c = lane; c < shape.width4; c += LANES) {
      let m = mu[c];
      //: each r ROWS
      let a_$r = load4(at_$r, c) - m;
      norm_$r += dot(a_$r, a_$r);
      //: end
      //: each j K
      let v_$j = dirs[(k0 + $ju) * shape.width4 + c];
      //: each r ROWS
      sum_$r_$j += dot(a_$r, v_$j);
      //: end
      //: end
    }

    for (var r = 0u; r < min(ROWS, length - step); r += 1u) {
      //: each j K
      var row_$j = sum_0_$j;
      //: end
      var squares = norm_0;
      //: each q ROWS
      //: each j K
      row_$j = select(row_$j, sum_$q_$j, r == $qu);
      //: end
      squares = select(squares, norm_$q, r == $qu);
      //: end
      //: if reduce subgroup
      //: each j K
      row_$j = subgroupAdd(row_$j);
      //: end
      squares = subgroupAdd(squares);
      if (leads) {
        //: each j K
        wg_part[slot($ju) + rank] = row_$j;
        //: end
        wg_part[slot(K) + rank] = squares;
      }
      //: else
      //: each j K
      wg_part[slot($ju) + lane] = row_$j;
      //: end
      wg_part[slot(K) + lane] = squares;
      //: end
      workgroupBarrier();
      //: each i PER
      var value_$i = sum_slots(slot(min(lane + $iu * LANES, K - 1u)), count);
      if (shape.cosine != 0u) {
        value_$i = cosine_of(value_$i, sum_slots(slot(K), count));
      }
      held_$i = select(fold(held_$i, value_$i), value_$i, step + r == 0u);
      //: end
      workgroupBarrier();
    }
  }

  //: each i PER
  if (lane + $iu * LANES < K && k0 + lane + $iu * LANES < shape.k) {
    partials[block * shape.k + k0 + lane + $iu * LANES] = held_$i;
  }
  //: end
}
