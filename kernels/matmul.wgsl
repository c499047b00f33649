// matmul: C = A B^T, then + bias, then optionally a gate: 0 where the sum is not above its threshold (ReLU, JumpReLU).
//
// a         A [rows, width] f32 or f16, row-major, from element `base` on; vec4 (width and bases divisible by 4) or
//           scalar
// b         B [n, width] the same, from element `base_b` on; its storage is a word of its own
// gates     [n] (bias, threshold) f32
// products  C [rows, stride] f32, columns `column` to `column` + n - 1 of it; stride and column divisible by 4 and
//           column + n <= stride; up to three columns behind n may be written too: what they hold means nothing
// dispatch  x = tiles of columns (fastest, so that neighbours share rows of A in the cache),
//           y + z * grid_y = tiles of rows; superfluous workgroups compute the last row and store nothing
//
// tile shared (GPUs): 16 x 16 threads own 64 ROWS x 64 COLS products, 4 ROWS x 4 COLS each in vec4 (Q = 4). Sixteen
// columns of A and B at a time lie k-major in workgroup memory: a step of k reads ROWS + COLS vec4 for 16 ROWS * COLS
// products. Every thread carries a 4 x 4 block there, transposed in registers, and loads the next before computing. The
// slots of a k are permuted by exclusive or, so that neither the stores nor the loads of a warp meet in a bank.
// tile lanes (CPU-like adapters): a lane owns COLS columns, and keeps ROWS * Q rows of them in registers; no
// workgroup memory, no barrier. There a load is a gather, lane by lane, and costs many times its arithmetic. So with
// reduce subgroup each of Q lanes loads another row of A, and a broadcast gives it to all: a fifth of the loads.
//
// Summation order: k ascending, one chain per product, then the bias: the same in every cut.
// Tolerance against src/reference/matmul.ts: |error| <= 2 gamma_n (sum |a_i b_i| + |bias|), n = width + 1 (one rounding
// per term where the FMA is fused; a product of its own adds one more to each term, within the factor 2).
// The gate adds nothing, but within that error of the threshold either side of a jump is right.
// NaN and infinity go through the arithmetic as in IEEE 754, NaN through the gate too; behind the width lies 0.

struct Shape {
  rows: u32,
  width: u32,
  width4: u32,
  n: u32,
  base: u32,
  base_b: u32,
  stride: u32,
  column: u32,
  gate: u32,
  grid_y: u32,
}

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(3) var<storage, read> gates: array<vec2<f32>>;

//: include rows NAME=a BINDING=1
//: include rows_b NAME=b BINDING=2

/// Adds the bias of a column and closes its gate.
fn finish(x: f32, column: u32) -> f32 {
  let gate = gates[column];
  let y = x + gate.x;
  return select(y, 0.0, shape.gate != 0u && y <= gate.y);
}

//: if tile shared
@group(0) @binding(4) var<storage, read_write> products: array<vec4<f32>>;

const ROWS: u32 = $ROWSu;
const COLS: u32 = $COLSu;
const QUADS_A: u32 = 16u * ROWS;
const QUADS_B: u32 = 16u * COLS;

/// Slot k * QUADS + q: rows 4q .. 4q + 3 of column k, with q permuted by the quad of k.
var<workgroup> wg_a: array<vec4<f32>, 16u * QUADS_A>;
var<workgroup> wg_b: array<vec4<f32>, 16u * QUADS_B>;

/// Four columns of a row of A or B; 0 behind the width.
fn columns_a(row: u32, c: u32) -> vec4<f32> {
  let x = load4_a(shape.base + min(row, shape.rows - 1u) * shape.width, min(c, shape.width4 - 1u));
  return select(vec4<f32>(0.0), x, c < shape.width4);
}
fn columns_b(row: u32, c: u32) -> vec4<f32> {
  let x = load4_b(shape.base_b + min(row, shape.n - 1u) * shape.width, min(c, shape.width4 - 1u));
  return select(vec4<f32>(0.0), x, c < shape.width4);
}

@compute @workgroup_size(256)
fn matmul(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3<u32>) {
  let tx = thread % 16u;
  let ty = thread / 16u;
  let row0 = (group.y + group.z * shape.grid_y) * 64u * ROWS;
  let n0 = group.x * 64u * COLS;
  // The 4 x 4 block that this thread carries: quad `kq` of the columns, quad `q` of the rows of A, or of B.
  let kq = thread % 4u;
  let q = thread / 4u;
  let for_a = q < QUADS_A;
  let q_b = q - QUADS_A;
  let for_b = !for_a && q_b < QUADS_B;
  //: each r ROWS
  //: each i Q
  //: each c COLS
  var sum_$r_$i_$c = vec4<f32>(0.0);
  //: end
  //: end
  //: end
  //: each i Q
  var next_$i = vec4<f32>(0.0);
  //: end

  // One step more than there are tiles: step s loads tile s and computes tile s - 1.
  let tiles = (shape.width4 + 3u) / 4u;
  for (var s = 0u; s <= tiles; s += 1u) {
    workgroupBarrier();
    //: each i Q
    let slot_$i = 4u * kq + $iu;
    let column_$i = vec4<f32>(next_0[$i], next_1[$i], next_2[$i], next_3[$i]);
    //: end
    if (for_a) {
      //: each i Q
      wg_a[slot_$i * QUADS_A + (q ^ (2u * kq))] = column_$i;
      //: end
    } else if (for_b) {
      //: each i Q
      wg_b[slot_$i * QUADS_B + (q_b ^ (2u * kq))] = column_$i;
      //: end
    }
    workgroupBarrier();
    let c = 4u * s + kq;
    if (for_a) {
      //: each i Q
      next_$i = columns_a(row0 + 4u * q + $iu, c);
      //: end
    } else if (for_b) {
      //: each i Q
      next_$i = columns_b(n0 + 4u * q_b + $iu, c);
      //: end
    }
    for (var quad = select(0u, 4u, s == 0u); quad < 4u; quad += 1u) {
      //: each k Q
      {
        let at_a = (4u * quad + $ku) * QUADS_A;
        let at_b = (4u * quad + $ku) * QUADS_B;
        //: each c COLS
        let b_$c = wg_b[at_b + ((tx + 16u * $cu) ^ (2u * quad))];
        //: end
        //: each r ROWS
        let a_$r = wg_a[at_a + ((ty + 16u * $ru) ^ (2u * quad))];
        //: each i Q
        //: each c COLS
        sum_$r_$i_$c = fma(vec4<f32>(a_$r[$i]), b_$c, sum_$r_$i_$c);
        //: end
        //: end
        //: end
      }
      //: end
    }
  }

  //: each c COLS
  {
    let column = n0 + 64u * $cu + 4u * tx;
    if (column < shape.n) {
      //: each r ROWS
      //: each i Q
      {
        let row = row0 + 64u * $ru + 4u * ty + $iu;
        if (row < shape.rows) {
          let x = sum_$r_$i_$c;
          products[(row * shape.stride + shape.column + column) / 4u] = vec4<f32>(
            finish(x.x, column),
            finish(x.y, min(column + 1u, shape.n - 1u)),
            finish(x.z, min(column + 2u, shape.n - 1u)),
            finish(x.w, min(column + 3u, shape.n - 1u)),
          );
        }
      }
      //: end
      //: end
    }
  }
  //: end
}
//: else
@group(0) @binding(4) var<storage, read_write> products: array<f32>;

override LANES: u32;

//: if reduce subgroup
@compute @workgroup_size(LANES)
fn matmul(@builtin(subgroup_invocation_id) lane: u32, @builtin(workgroup_id) group: vec3<u32>) {
  //: else
@compute @workgroup_size(LANES)
fn matmul(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>) {
  //: end
  let row0 = (group.y + group.z * shape.grid_y) * $ROWSu * $Qu;
  let n0 = group.x * LANES * $COLSu + lane;
  //: each c COLS
  let at_b_$c = shape.base_b + min(n0 + LANES * $cu, shape.n - 1u) * shape.width;
  //: end
  //: each g ROWS
  //: if reduce subgroup
  let row_$g = row0 + $gu * $Qu + lane;
  //: else
  let row_$g = row0 + $gu;
  //: end
  let at_a_$g = shape.base + min(row_$g, shape.rows - 1u) * shape.width;
  //: each l Q
  //: each c COLS
  var sum_$g_$l_$c = 0.0;
  //: end
  //: end
  //: end

  for (var k = 0u; k < shape.width4; k += 1u) {
    //: each c COLS
    let b_$c = load4_b(at_b_$c, k);
    //: end
    //: each g ROWS
    let own_$g = load4_a(at_a_$g, k);
    //: each l Q
    //: if reduce subgroup
    let a_$g_$l = subgroupBroadcast(own_$g, $lu);
    //: else
    let a_$g_$l = own_$g;
    //: end
    //: each c COLS
    sum_$g_$l_$c = fma(a_$g_$l.x, b_$c.x, sum_$g_$l_$c);
    sum_$g_$l_$c = fma(a_$g_$l.y, b_$c.y, sum_$g_$l_$c);
    sum_$g_$l_$c = fma(a_$g_$l.z, b_$c.z, sum_$g_$l_$c);
    sum_$g_$l_$c = fma(a_$g_$l.w, b_$c.w, sum_$g_$l_$c);
    //: end
    //: end
    //: end
  }

  //: each c COLS
  {
    let column = n0 + LANES * $cu;
    if (column < shape.n) {
      //: each g ROWS
      //: each l Q
      if (row0 + $gu * $Qu + $lu < shape.rows) {
        products[(row0 + $gu * $Qu + $lu) * shape.stride + shape.column + column] = finish(sum_$g_$l_$c, column);
      }
      //: end
      //: end
    }
  }
  //: end
}
//: end
