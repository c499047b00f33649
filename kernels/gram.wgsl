// gram: inner products of rows (X X^T) or of columns (X^T X), upper triangle, in partial sums of SPLIT terms each.
//
// acts      X [rows, width] f32 or f16, row-major, from element `base` on; vec4 (width and base divisible by 4) or scalar
// mu        [width4] vec4 f32, subtracted from every row first; zeros behind `width`
// tiles     [tiles] vec2 u32: first row i0 and column j0 of the tiles of G that touch the triangle, i0 in low .. high - 1
// partials  [splits, size] f32: elements i <= j of rows low .. high - 1 of G, row by row without gaps
// sums      [splits, width] f32, of columns only, where `centred`: the sums of x - mu, from the tiles on the diagonal
// dispatch  x + y * grid_x = tiles (so that neighbours share rows in the cache), z = splits
//
// A term is a row of X (of columns) or a vec4 column (of rows); a split has `split` terms, the last one what is left.
// A workgroup is TY * TX threads; a thread multiplies LEFT * SHARE vec4 with RIGHT vec4 per term: of columns, 4 rows and
// 4 columns of G each, by outer products; of rows, one row and one column of G each, by inner products.
// stage cache     both sides are loaded by every thread; no workgroup memory, no barrier
// stage subgroup  a lane loads LEFT vec4 of the left side and hands them to its subgroup: four lanes (every subgroup has
//                 them) hold SHARE = 4 times as many. For adapters where a load costs more than eight multiplications.
// stage shared    STEPS terms of both sides at a time in workgroup memory
// Summation order: a thread adds the terms of a split one after the other; the splits are merged in f64 on the CPU, in
// order. Neither depends on the cut.
// What is outside (rows behind m, terms behind the split) is clamped to what exists: such terms count as zero, and such
// elements are not stored.
//
// Tolerance against src/reference/gram.ts: |error| <= 2 gamma_n sum |x_i - mu| |x_j - mu|, n = numbers of a split + 4 (one
// multiply-add per number, fused or not; one rounding for each mu, one to spare): at most 1,028.
// NaN and infinity go through the arithmetic; WGSL lets an adapter assume that there are none, so a test checks.

struct Shape {
  rows: u32,
  width: u32,
  width4: u32,
  m: u32,
  base: u32,
  terms: u32,
  split: u32,
  grid_x: u32,
  tiles: u32,
  low: u32,
  high: u32,
  size: u32,
  centred: u32,
}

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(2) var<storage, read> mu: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> tiles: array<vec2<u32>>;
@group(0) @binding(4) var<storage, read_write> partials: array<f32>;
//: if of columns
@group(0) @binding(5) var<storage, read_write> sums: array<f32>;
//: end

const TX: u32 = $TXu;
const TY: u32 = $TYu;
const LEFT: u32 = $LEFTu;
const RIGHT: u32 = $RIGHTu;
const SHARE: u32 = $SHAREu;
//: if of columns
/// Elements of G that one vec4 stands for.
const EACH: u32 = 4u;
/// Rows of a tile.
const TALL: u32 = 4u * TY * LEFT * SHARE;
//: else
const EACH: u32 = 1u;
//: end

//: include rows NAME=acts BINDING=1

//: if stage shared
const STEPS: u32 = $STEPSu;
var<workgroup> wg_left: array<vec4<f32>, STEPS * TY * LEFT>;
var<workgroup> wg_right: array<vec4<f32>, STEPS * TX * RIGHT>;

/// Vec4 `v` of term `t`, about mu; zeros behind `end`.
fn term(t: u32, v: u32, end: u32) -> vec4<f32> {
  //: if of columns
  let c = min(v, shape.width4 - 1u);
  let x = load4_acts(shape.base + min(t, shape.rows - 1u) * shape.width, c) - mu[c];
  //: else
  let c = min(t, shape.width4 - 1u);
  let x = load4_acts(shape.base + min(v, shape.rows - 1u) * shape.width, c) - mu[c];
  //: end
  return select(vec4<f32>(0.0), x, t < end);
}
//: end

@compute @workgroup_size(TX * TY)
fn gram(
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(workgroup_id) group: vec3<u32>,
  //: if stage subgroup
  @builtin(subgroup_invocation_id) lane: u32,
  //: end
) {
  let tx = local.x % TX;
  let ty = local.x / TX;
  let tile = group.x + group.y * shape.grid_x;
  let corner = tiles[min(tile, shape.tiles - 1u)];
  let left = corner.x / EACH;
  let right = corner.y / EACH;
  let begin = group.z * shape.split;
  let end = min(begin + shape.split, shape.terms);
  //: if stage subgroup
  let first = left + lane % SHARE;
  let step = SHARE;
  //: else
  let first = left + ty;
  let step = TY;
  //: end
  //: each r LEFT
  //: each l SHARE
  //: each c RIGHT
  //: if of columns
  var x_$r_$l_$c = vec4<f32>(0.0);
  var y_$r_$l_$c = vec4<f32>(0.0);
  var z_$r_$l_$c = vec4<f32>(0.0);
  var w_$r_$l_$c = vec4<f32>(0.0);
  //: else
  var s_$r_$l_$c = 0.0;
  //: end
  //: end
  //: end
  //: end

  //: if stage shared
  for (var t0 = begin; t0 < end; t0 += STEPS) {
    workgroupBarrier();
    //: if of columns
    for (var n = local.x; n < STEPS * TY * LEFT; n += TX * TY) {
      wg_left[n] = term(t0 + n / (TY * LEFT), left + n % (TY * LEFT), end);
    }
    for (var n = local.x; n < STEPS * TX * RIGHT; n += TX * TY) {
      wg_right[n] = term(t0 + n / (TX * RIGHT), right + n % (TX * RIGHT), end);
    }
    //: else
    for (var n = local.x; n < STEPS * TY * LEFT; n += TX * TY) {
      wg_left[n % STEPS * TY * LEFT + n / STEPS] = term(t0 + n % STEPS, left + n / STEPS, end);
    }
    for (var n = local.x; n < STEPS * TX * RIGHT; n += TX * TY) {
      wg_right[n % STEPS * TX * RIGHT + n / STEPS] = term(t0 + n % STEPS, right + n / STEPS, end);
    }
    //: end
    workgroupBarrier();
    for (var t = 0u; t < STEPS; t += 1u) {
      //: each r LEFT
      let a_$r = wg_left[t * TY * LEFT + $ru * step + ty];
      //: end
      //: each c RIGHT
      let b_$c = wg_right[t * TX * RIGHT + $cu * TX + tx];
      //: end
  //: else
  //: if of columns
  //: each r LEFT
  let ca_$r = min(first + $ru * step, shape.width4 - 1u);
  let ma_$r = mu[ca_$r];
  //: end
  //: each c RIGHT
  let cb_$c = min(right + $cu * TX + tx, shape.width4 - 1u);
  let mb_$c = mu[cb_$c];
  //: end
  //: else
  //: each r LEFT
  let ra_$r = shape.base + min(first + $ru * step, shape.rows - 1u) * shape.width;
  //: end
  //: each c RIGHT
  let rb_$c = shape.base + min(right + $cu * TX + tx, shape.rows - 1u) * shape.width;
  //: end
  //: end
  {
    for (var t = begin; t < end; t += 1u) {
      //: if of columns
      let row = shape.base + t * shape.width;
      //: each r LEFT
      let a_$r = load4_acts(row, ca_$r) - ma_$r;
      //: end
      //: each c RIGHT
      let b_$c = load4_acts(row, cb_$c) - mb_$c;
      //: end
      //: else
      let m = mu[t];
      //: each r LEFT
      let a_$r = load4_acts(ra_$r, t) - m;
      //: end
      //: each c RIGHT
      let b_$c = load4_acts(rb_$c, t) - m;
      //: end
      //: end
  //: end
      //: each r LEFT
      //: each l SHARE
      //: if stage subgroup
      let a_$r_$l = subgroupBroadcast(a_$r, $lu);
      //: else
      let a_$r_$l = a_$r;
      //: end
      //: each c RIGHT
      //: if of columns
      x_$r_$l_$c = fma(vec4<f32>(a_$r_$l.x), b_$c, x_$r_$l_$c);
      y_$r_$l_$c = fma(vec4<f32>(a_$r_$l.y), b_$c, y_$r_$l_$c);
      z_$r_$l_$c = fma(vec4<f32>(a_$r_$l.z), b_$c, z_$r_$l_$c);
      w_$r_$l_$c = fma(vec4<f32>(a_$r_$l.w), b_$c, w_$r_$l_$c);
      //: else
      s_$r_$l_$c = fma(a_$r_$l.x, b_$c.x, s_$r_$l_$c);
      s_$r_$l_$c = fma(a_$r_$l.y, b_$c.y, s_$r_$l_$c);
      s_$r_$l_$c = fma(a_$r_$l.z, b_$c.z, s_$r_$l_$c);
      s_$r_$l_$c = fma(a_$r_$l.w, b_$c.w, s_$r_$l_$c);
      //: end
      //: end
      //: end
      //: end
    }
  }

  let at = group.z * shape.size - shape.low * (2u * shape.m - shape.low + 1u) / 2u;
  if (tile < shape.tiles) {
    // One store in two loops that select what it takes: with eight stores SwiftShader compiles for 20 seconds.
    for (var n = 0u; n < EACH * LEFT * SHARE; n += 1u) {
      let v = n / EACH;
      let i = corner.x + ((v / SHARE * TY + ty) * SHARE + v % SHARE) * EACH + n % EACH;
      //: each c RIGHT
      //: if of columns
      var row_$c = x_0_0_$c;
      //: each r LEFT
      //: each l SHARE
      row_$c = select(row_$c, x_$r_$l_$c, n == 4u * ($ru * SHARE + $lu));
      row_$c = select(row_$c, y_$r_$l_$c, n == 4u * ($ru * SHARE + $lu) + 1u);
      row_$c = select(row_$c, z_$r_$l_$c, n == 4u * ($ru * SHARE + $lu) + 2u);
      row_$c = select(row_$c, w_$r_$l_$c, n == 4u * ($ru * SHARE + $lu) + 3u);
      //: end
      //: end
      //: else
      var row_$c = s_0_0_$c;
      //: each r LEFT
      //: each l SHARE
      row_$c = select(row_$c, s_$r_$l_$c, n == $ru * SHARE + $lu);
      //: end
      //: end
      //: end
      //: end
      for (var c = 0u; c < RIGHT; c += 1u) {
        var held = row_0;
        //: each c RIGHT
        held = select(held, row_$c, c == $cu);
        //: end
        let j = corner.y + (c * TX + tx) * EACH;
        for (var e = 0u; e < EACH; e += 1u) {
          //: if of columns
          let value = select(select(held.w, held.z, e == 2u), select(held.y, held.x, e == 0u), e < 2u);
          //: else
          let value = held;
          //: end
          if (i <= j + e && i < shape.high && j + e < shape.m) {
            partials[at + i * (2u * shape.m - i - 1u) / 2u + j + e] = value;
          }
        }
      }
    }
  }

  //: if of columns
  // Once per column: only the tiles on the diagonal, and of them one thread for each vec4.
  if (tile < shape.tiles && shape.centred != 0u && ty == 0u && corner.y / TALL * TALL == corner.x) {
    for (var v = tx; v < TX * RIGHT; v += TX) {
      if (right + v < shape.width4) {
        var sum = vec4<f32>(0.0);
        for (var t = begin; t < end; t += 1u) {
          sum += load4_acts(shape.base + t * shape.width, right + v) - mu[right + v];
        }
        for (var e = 0u; e < 4u; e += 1u) {
          if (4u * (right + v) + e < shape.width) {
            sums[group.z * shape.width + 4u * (right + v) + e] = sum[e];
          }
        }
      }
    }
  }
  //: end
}
