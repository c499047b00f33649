// project: P = (A - mu) V^T, optionally divided by |A - mu| (cosine). A is read once for k <= 16.
//
// acts         A [rows, width] f32 or f16, row-major, from element `base` on; vec4 (width and base divisible by 4) or scalar
// mu           [width4] vec4 f32, zeros behind `width`
// dirs         V [ceil(k / K) * K, width4] vec4 f32, unit length, zeros behind `width` and behind k
// projections  P [rows, k] f32, row-major
// dispatch     x = tiles of K directions (fastest, so that neighbours share rows in the cache),
//              y + z * grid_y = blocks of ROWS rows; superfluous blocks compute the last row and store nothing
//
// A workgroup is SLICES slices of LANES threads; a slice owns ROWS rows: its lanes stride the width in vec4 and keep
// ROWS * K sums in registers. dirs cache: no workgroup memory and no barrier in that loop, V comes from the cache, where
// all workgroups find it. dirs shared: LANES columns of V at a time in workgroup memory, for all slices.
// reduce none, dirs subgroup: a lane owns ROWS rows instead and walks their columns alone. Four lanes (every subgroup has as many) load
// four directions and hand them around, so that a direction costs a quarter of a load; nothing is added across lanes.
// On adapters that are CPUs a load of eight lanes costs more than the sums it serves.
// Then the rows go through workgroup memory one by one, in a loop that selects its row: unrolled by row, whether with
// one barrier or with one per row, llvmpipe took a minute to compile it (its time grows with the square of the stores).
// Summation order: lane l adds columns l, l + LANES, ... (vec4 each); then the lanes are added: reduce shared in four
// interleaved chains, reduce subgroup by subgroupAdd and then over the subgroups in order of their leaders.
// The partition depends on shape and variant alone: the same adapter and variant give the same bits twice.
//
// Reduce none: the columns in order.
// Tolerance against src/reference/project.ts: |error| <= 2 gamma_n sum |a_i - mu_i| |v_i|, n = 4 ceil(width4 / LANES)
// + LANES + 6 (four FMAs per step, the lanes, and one rounding each for mu, the unit direction and the product); reduce
// none: n = 4 width4 + 6.
// Cosine: the same over the norm, plus (n + 8) u |cosine| for root and quotient; 0 where the sum of squares is 0.
// That sum is f32: norms below 1e-19 count as 0, norms above 1e19 overflow (cosine 0 or NaN).
// NaN and infinity go through the arithmetic as in IEEE 754 (an infinite row has a NaN cosine); WGSL lets an adapter
// assume that there are none, so a test checks the adapters at hand.

struct Shape {
  rows: u32,
  width: u32,
  width4: u32,
  k: u32,
  base: u32,
  cosine: u32,
  grid_y: u32,
  blocks: u32,
}

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(2) var<storage, read> mu: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> dirs: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> projections: array<f32>;

override LANES: u32;
const ROWS: u32 = $ROWSu;
const K: u32 = $Ku;
const SLICES: u32 = $SLICESu;
//: if reduce none
/// Rows of a lane lie so far apart: neighbouring lanes read neighbouring rows.
override STRIDE: u32 = LANES;
//: else
const STRIDE: u32 = 1u;
//: end

//: include rows NAME=acts BINDING=1

//: if reduce none
fn cosine_of(product: f32, squares: f32) -> f32 {
  return select(product / sqrt(squares), 0.0, squares == 0.0);
}
//: else
//: include lanes
//: end
//: if dirs shared
/// LANES columns of the K directions, for all slices.
var<workgroup> wg_dirs: array<vec4<f32>, K * LANES>;
//: end

@compute @workgroup_size(SLICES * LANES)
fn project(
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(workgroup_id) group: vec3<u32>,
  //: if reduce none
  @builtin(subgroup_invocation_id) subgroup_lane: u32,
  //: end
) {
  let slice = local.x / LANES;
  let lane = local.x % LANES;
  let k0 = group.x * K;
  let block = min(group.y + group.z * shape.grid_y, shape.blocks);
  //: if reduce none
  let row0 = block * ROWS * LANES + lane;
  //: else
  let row0 = (block * SLICES + slice) * ROWS;
  //: end
  //: each r ROWS
  let at_$r = shape.base + min(row0 + $ru * STRIDE, shape.rows - 1u) * shape.width;
  var norm_$r = 0.0;
  //: if reduce none
  //: each q QUADS
  //: each l SHARED
  var sum_$r_$q_$l = 0.0;
  //: end
  //: end
  //: else
  //: each j K
  var sum_$r_$j = 0.0;
  //: end
  //: end
  //: end

  //: if reduce none
  let quarter = subgroup_lane & 3u;
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
  {
    let row = row0 + $ru * STRIDE;
    let j = k0 + 4u * $qu + $lu;
    if (row < shape.rows && j < shape.k) {
      projections[row * shape.k + j] = select(sum_$r_$q_$l, cosine_of(sum_$r_$q_$l, norm_$r), shape.cosine != 0u);
    }
  }
  //: end
  //: end
  //: end
  //: else
  //: if dirs shared
  for (var c0 = 0u; c0 < shape.width4; c0 += LANES) {
    workgroupBarrier();
    for (var i = local.x; i < K * LANES; i += SLICES * LANES) {
      let column = min(c0 + i % LANES, shape.width4 - 1u);
      wg_dirs[i] = dirs[(k0 + i / LANES) * shape.width4 + column];
    }
    workgroupBarrier();
    if (c0 + lane < shape.width4) {
      let c = c0 + lane;
      let m = mu[c];
      //: each r ROWS
      let a_$r = load4_acts(at_$r, c) - m;
      norm_$r += dot(a_$r, a_$r);
      //: end
      //: each j K
      let v_$j = wg_dirs[$ju * LANES + lane];
      //: each r ROWS
      sum_$r_$j += dot(a_$r, v_$j);
      //: end
      //: end
    }
  }
  workgroupBarrier();
  //: else
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

  for (var r = 0u; r < ROWS; r += 1u) {
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
      wg_part[slot(slice, $ju) + rank] = row_$j;
      //: end
      wg_part[slot(slice, K) + rank] = squares;
    }
    //: else
    //: each j K
    wg_part[slot(slice, $ju) + lane] = row_$j;
    //: end
    wg_part[slot(slice, K) + lane] = squares;
    //: end
    workgroupBarrier();
    for (var j = lane; j < K; j += LANES) {
      var value = sum_slots(slot(slice, j), count);
      if (shape.cosine != 0u) {
        value = cosine_of(value, sum_slots(slot(slice, K), count));
      }
      if (k0 + j < shape.k && row0 + r < shape.rows) {
        projections[(row0 + r) * shape.k + k0 + j] = value;
      }
    }
    workgroupBarrier();
  }
  //: end
}
