// project: P = (A - mu) V^T, optionally divided by |A - mu| (cosine). A is read once for k <= 16.
//
// acts         A [rows, width] f32, row-major, from element `base` on; vec4 (width and base divisible by 4) or scalar
// mu           [width4] vec4 f32, zeros behind `width`
// dirs         V [ceil(k / K) * K, width4] vec4 f32, unit length, zeros behind `width` and behind k
// projections  P [rows, k] f32, row-major
// dispatch     x = tiles of K directions (fastest, so that neighbours share rows in the cache),
//              y + z * grid_y = blocks of ROWS rows; superfluous blocks compute the last row and store nothing
//
// A workgroup of LANES threads owns ROWS rows: its lanes stride the width in vec4 and keep ROWS * K sums in registers.
// There is no workgroup memory and no barrier in that loop: V comes from the cache, where all workgroups find it.
// Then the rows go through workgroup memory one by one, in a loop that selects its row: unrolled by row, whether with
// one barrier or with one per row, llvmpipe took a minute to compile it (its time grows with the square of the stores).
// Summation order: lane l adds columns l, l + LANES, ... (vec4 each); then the lanes are added: reduce shared in four
// interleaved chains, reduce subgroup by subgroupAdd and then over the subgroups in order of their leaders.
// The partition depends on shape and variant alone: the same adapter and variant give the same bits twice.
//
// Tolerance against src/reference/project.ts: |error| <= 2 gamma_n sum |a_i - mu_i| |v_i|, n = 4 ceil(width4 / LANES)
// + LANES + 6 (four FMAs per step, the lanes, and one rounding each for mu, the unit direction and the product).
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
//: if load vec4
@group(0) @binding(1) var<storage, read> acts: array<vec4<f32>>;
//: else
@group(0) @binding(1) var<storage, read> acts: array<f32>;
//: end
@group(0) @binding(2) var<storage, read> mu: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> dirs: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> projections: array<f32>;

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

@compute @workgroup_size(LANES)
fn project(@builtin(local_invocation_id) local: vec3<u32>, @builtin(workgroup_id) group: vec3<u32>) {
  let lane = local.x;
  let k0 = group.x * K;
  let block = min(group.y + group.z * shape.grid_y, shape.blocks);
  let row0 = block * ROWS;
  //: each r ROWS
  let at_$r = shape.base + min(row0 + $ru, shape.rows - 1u) * shape.width;
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
    for (var j = lane; j < K; j += LANES) {
      var value = sum_slots(slot(j), count);
      if (shape.cosine != 0u) {
        value = cosine_of(value, sum_slots(slot(K), count));
      }
      if (k0 + j < shape.k && row0 + r < shape.rows) {
        projections[(row0 + r) * shape.k + k0 + j] = value;
      }
    }
    workgroupBarrier();
  }
}
