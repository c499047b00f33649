// project_pool: P = (A - mu) V^T (or cosine), pooled over the rows of each block: sum or max; P is never written.
//
// acts      A [rows, width] f32 or f16, row-major, from element `base` on; vec4 (width and base divisible by 4) or scalar
// mu        [width4] vec4 f32, zeros behind `width`
// dirs      V [ceil(k / K) * K, width4] vec4 f32, unit length, zeros behind `width` and behind k
// table     [blocks] (first row, rows >= 1): the host cuts every segment into blocks of at most 64 rows
// partials  [blocks, k] f32: sum or max over the block; the host folds the blocks of a segment in order, in f64
// dispatch  x = tiles of K directions, y + z * grid_y = blocks; superfluous workgroups repeat the last block
//
// One workgroup of LANES threads per block: lanes stride the width in vec4 with ROWS * K sums in registers; after each
// ROWS rows the lanes are added and the thread that owns column j folds the row's value into its register.
// `last` is a table of blocks of one row (variant ROWS = 1), so that only the rows it needs are read.
// Reduce none, dirs subgroup: as in project.wgsl a lane owns rows (lane, lane + LANES, ...) and folds them in registers;
// then the lanes are folded in order.
//
// Summation order: as in project.wgsl within a row; rows in order (reduce none: by lanes); blocks in order. Fixed by shape
// and variant alone. Of 0 and -0 a maximum keeps the first in that order.
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
@group(0) @binding(2) var<storage, read> mu: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> dirs: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> table: array<vec2<u32>>;
@group(0) @binding(5) var<storage, read_write> partials: array<f32>;

override LANES: u32;
const ROWS: u32 = $ROWSu;
const K: u32 = $Ku;
const SLICES: u32 = $SLICESu;

//: include rows NAME=acts BINDING=1

//: if reduce none
/// What each lane holds of each direction.
var<workgroup> wg_held: array<f32, K * LANES>;

fn cosine_of(product: f32, squares: f32) -> f32 {
  return select(product / sqrt(squares), 0.0, squares == 0.0);
}
//: else
//: include lanes
//: end
//: include nan TYPE=f32 BOOL=bool BITS=u32

fn fold(held: f32, value: f32) -> f32 {
  if (shape.is_max == 0u) {
    return held + value;
  }
  return select(held, value, !is_nan(held) && (is_nan(value) || value > held));
}

@compute @workgroup_size(LANES)
fn project_pool(
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(workgroup_id) group: vec3<u32>,
  //: if reduce none
  @builtin(subgroup_invocation_id) subgroup_lane: u32,
  //: end
) {
  let lane = local.x;
  let k0 = group.x * K;
  let block = min(group.y + group.z * shape.grid_y, shape.blocks - 1u);
  let first = min(table[block].x, shape.rows - 1u);
  let length = min(table[block].y, shape.rows - first);
  //: if reduce none
  let quarter = subgroup_lane & 3u;
  //: each q QUADS
  //: each l SHARED
  var held_$q_$l = 0.0;
  //: end
  //: end

  for (var step = 0u; step < length; step += ROWS * LANES) {
    //: each r ROWS
    let t_$r = step + $ru * LANES + lane;
    let at_$r = shape.base + (first + min(t_$r, length - 1u)) * shape.width;
    var norm_$r = 0.0;
    //: each q QUADS
    //: each l SHARED
    var sum_$r_$q_$l = 0.0;
    //: end
    //: end
    //: end

    for (var c = 0u; c < shape.width4; c += 1u) {
      let m = mu[c];
      //: each r ROWS
      let a_$r = load4_acts(at_$r, c) - m;
      norm_$r += dot(a_$r, a_$r);
      //: end
      //: each q QUADS
      let four_$q = dirs[(k0 + min(4u * $qu + quarter, K - 1u)) * shape.width4 + c];
      //: each l SHARED
      let v_$q_$l = subgroupBroadcast(four_$q, $lu);
      //: each r ROWS
      sum_$r_$q_$l += dot(a_$r, v_$q_$l);
      //: end
      //: end
      //: end
    }

    //: each r ROWS
    //: each q QUADS
    //: each l SHARED
    let value_$r_$q_$l = select(sum_$r_$q_$l, cosine_of(sum_$r_$q_$l, norm_$r), shape.cosine != 0u);
    let folded_$r_$q_$l = select(fold(held_$q_$l, value_$r_$q_$l), value_$r_$q_$l, t_$r == lane);
    held_$q_$l = select(held_$q_$l, folded_$r_$q_$l, t_$r < length);
    //: end
    //: end
    //: end
  }

  //: each q QUADS
  //: each l SHARED
  wg_held[(4u * $qu + $lu) * LANES + lane] = held_$q_$l;
  //: end
  //: end
  workgroupBarrier();
  for (var j = lane; j < K; j += LANES) {
    var value = wg_held[j * LANES];
    for (var l = 1u; l < min(LANES, length); l += 1u) {
      value = fold(value, wg_held[j * LANES + l]);
    }
    if (k0 + j < shape.k) {
      partials[block * shape.k + k0 + j] = value;
    }
  }
  //: else
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
      let a_$r = load4_acts(at_$r, c) - m;
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
        wg_part[slot(0u, $ju) + rank] = row_$j;
        //: end
        wg_part[slot(0u, K) + rank] = squares;
      }
      //: else
      //: each j K
      wg_part[slot(0u, $ju) + lane] = row_$j;
      //: end
      wg_part[slot(0u, K) + lane] = squares;
      //: end
      workgroupBarrier();
      //: each i PER
      var value_$i = sum_slots(slot(0u, min(lane + $iu * LANES, K - 1u)), count);
      if (shape.cosine != 0u) {
        value_$i = cosine_of(value_$i, sum_slots(slot(0u, K), count));
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
  //: end
}
