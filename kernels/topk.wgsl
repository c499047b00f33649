// topk: the k largest of every row, descending; of equal values the lowest index first.
//
// acts      A [rows, width] f32 or f16, rows `stride` elements apart, from element `base` on; vec4 (stride and base
//           divisible by 4; up to three elements behind a row are read and ignored) or scalar (stride = width)
// values    [rows, k] f32: the elements' own bits, f16 widened; 1 <= k <= 1,024, k <= width
// indices   [rows, k] u32
// dispatch  y + z * grid_y = rows, one workgroup each; superfluous workgroups repeat the last row and store nothing
//
// Order: elements rank by (key, lower index). A key is a number's bits made monotone: NaN above all and equal to NaN,
// -0 equal to 0; no element has key 0. All elements of a row thus differ in rank, and so the result is the same
// whatever order atomics come in: it has no tolerance.
//
// 1. The row is cut into `groups` groups: a thread reads SPAN vec4 columns, THREADS apart, and keeps their best. The
//    k-th best of these is a floor: k elements reach it, so no winner lies below. The whole row is read here, once.
// 2. Exactly k groups reach the floor; their elements are read again, and those that reach it are candidates: about as
//    many as winners. Rows with hardly more columns than winners (groups = 0) skip both steps.
// 3. The k-th best candidate is found by radix select, 8 bits of key and then of index at a time, until the bits found
//    suffice. Where candidates did not fit into workgroup memory, the row itself is searched that way.
// 4. The winners are collected and sorted (bitonic).

struct Shape {
  rows: u32,
  width: u32,
  width4: u32,
  base: u32,
  stride: u32,
  k: u32,
  span: u32,
  groups: u32,
  grid_y: u32,
}

/// The last rank that is in: an element is in where the bits under the masks reach these.
struct Floor {
  key: u32,
  key_mask: u32,
  index: u32,
  index_mask: u32,
}

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(2) var<storage, read_write> values: array<f32>;
@group(0) @binding(3) var<storage, read_write> indices: array<u32>;

override THREADS: u32;
// Both hold 1,024 winners at least.
const GROUPS: u32 = $GROUPSu;
const CANDIDATES: u32 = $CANDIDATESu;
/// Where ranks come from.
const BESTS: u32 = 0u;
const LISTED: u32 = 1u;
const ROW: u32 = 2u;

//: include rows NAME=acts BINDING=1

/// Best element of each group; later the winners.
var<workgroup> wg_keys: array<u32, GROUPS>;
var<workgroup> wg_indices: array<u32, GROUPS>;
var<workgroup> wg_candidates: array<u32, CANDIDATES>;
var<workgroup> wg_bins: array<atomic<u32>, 256>;
var<workgroup> wg_sums: array<u32, 16>;
var<workgroup> wg_count: atomic<u32>;
/// Bits found, ranks still needed below them, whether these are all there are.
var<workgroup> wg_found: vec3<u32>;
var<workgroup> wg_total: u32;

/// Keys of four columns of a row; 0 behind the width.
fn keys4(at: u32, c: u32) -> vec4<u32> {
  let bits = bitcast<vec4<u32>>(load4_acts(at, c));
  let negative = vec4<u32>(0u) - (bits >> vec4<u32>(31u));
  var keys = bits ^ (negative | vec4<u32>(0x80000000u));
  keys = select(keys, vec4<u32>(0x80000000u), bits == vec4<u32>(0x80000000u));
  keys = select(keys, vec4<u32>(0xffffffffu), (bits & vec4<u32>(0x7fffffffu)) > vec4<u32>(0x7f800000u));
  return select(vec4<u32>(0u), keys, vec4<u32>(4u * c) + vec4<u32>(0u, 1u, 2u, 3u) < vec4<u32>(shape.width));
}

/// Key and index of rank source `i`.
fn item(source: u32, at: u32, i: u32) -> vec2<u32> {
  if (source == BESTS) {
    return vec2<u32>(wg_keys[i], wg_indices[i]);
  }
  var index = i;
  if (source == LISTED) {
    index = wg_candidates[i];
  }
  return vec2<u32>(keys4(at, index / 4u)[index % 4u], index);
}

fn reaches(x: vec2<u32>, floor: Floor) -> bool {
  let key = x.x & floor.key_mask;
  return key > floor.key || (key == floor.key && (~x.y & floor.index_mask) >= floor.index);
}

/// The floor that exactly `wanted` of `count` ranks reach; count >= wanted >= 1. Uniform: it holds barriers.
fn search(source: u32, at: u32, count: u32, wanted: u32, thread: u32) -> Floor {
  var floor = Floor(0u, 0u, 0u, 0u);
  var need = wanted;
  for (var phase = 0u; phase < 8u; phase += 1u) {
    let shift = 24u - 8u * (phase % 4u);
    for (var b = thread; b < 256u; b += THREADS) {
      atomicStore(&wg_bins[b], 0u);
    }
    workgroupBarrier();
    for (var i = thread; i < count; i += THREADS) {
      let x = item(source, at, i);
      if ((x.x & floor.key_mask) == floor.key && (~x.y & floor.index_mask) == floor.index) {
        let digits = select(~x.y, x.x, phase < 4u);
        atomicAdd(&wg_bins[(digits >> shift) & 255u], 1u);
      }
    }
    workgroupBarrier();
    for (var s = thread; s < 16u; s += THREADS) {
      var sum = 0u;
      for (var b = 0u; b < 16u; b += 1u) {
        sum += atomicLoad(&wg_bins[16u * s + b]);
      }
      wg_sums[s] = sum;
    }
    workgroupBarrier();
    if (thread == 0u) {
      wg_found = find_bin(need);
    }
    let found = workgroupUniformLoad(&wg_found);
    need = found.y;
    // The bits above were found before; these are below them.
    if (phase < 4u) {
      floor.key |= found.x << shift;
      floor.key_mask |= 255u << shift;
    } else {
      floor.index |= found.x << shift;
      floor.index_mask |= 255u << shift;
    }
    if (found.z == 1u) {
      break;
    }
  }
  return floor;
}

/// From the highest bin down: the bin that holds the `need`-th rank, what is needed of it, whether that is all of it.
fn find_bin(need: u32) -> vec3<u32> {
  var left = need;
  var s = 15u;
  while (s > 0u && wg_sums[s] < left) {
    left -= wg_sums[s];
    s -= 1u;
  }
  var b = 16u * s + 15u;
  while (b > 16u * s && atomicLoad(&wg_bins[b]) < left) {
    left -= atomicLoad(&wg_bins[b]);
    b -= 1u;
  }
  return vec3<u32>(b, left, select(0u, 1u, atomicLoad(&wg_bins[b]) == left));
}

/// Best element of every group.
fn find_bests(at: u32, thread: u32) {
  for (var g = thread; g < shape.groups; g += THREADS) {
    let c0 = (g / THREADS) * THREADS * shape.span + thread;
    // A group behind the row: below all elements, and like no other.
    var best = 0u;
    var index = 4u * shape.width4 + g;
    for (var s = 0u; s < shape.span; s += 1u) {
      let c = c0 + s * THREADS;
      if (c >= shape.width4) {
        break;
      }
      let keys = keys4(at, c);
      //: each i Q
      let better_$i = keys[$i] > best;
      best = select(best, keys[$i], better_$i);
      index = select(index, 4u * c + $iu, better_$i);
      //: end
    }
    wg_keys[g] = best;
    wg_indices[g] = index;
  }
  workgroupBarrier();
}

/// Lists the elements that reach the floor, as many as fit; returns how many there are. Exactly k groups reach it.
fn list_candidates(at: u32, floor: Floor, thread: u32) -> u32 {
  for (var g = thread; g < shape.groups; g += THREADS) {
    if (reaches(vec2<u32>(wg_keys[g], wg_indices[g]), floor)) {
      let slot = atomicAdd(&wg_count, 1u);
      if (slot < CANDIDATES) {
        wg_candidates[slot] = g;
      }
    }
  }
  workgroupBarrier();
  for (var i = thread; i < shape.k; i += THREADS) {
    wg_keys[i] = wg_candidates[i];
  }
  if (thread == 0u) {
    atomicStore(&wg_count, 0u);
  }
  workgroupBarrier();
  for (var i = thread; i < shape.k * shape.span; i += THREADS) {
    let g = wg_keys[i / shape.span];
    let c = (g / THREADS) * THREADS * shape.span + g % THREADS + (i % shape.span) * THREADS;
    if (c < shape.width4) {
      let keys = keys4(at, c);
      //: each i Q
      if (keys[$i] != 0u && reaches(vec2<u32>(keys[$i], 4u * c + $iu), floor)) {
        let slot = atomicAdd(&wg_count, 1u);
        if (slot < CANDIDATES) {
          wg_candidates[slot] = 4u * c + $iu;
        }
      }
      //: end
    }
  }
  return total(thread);
}

/// What was counted, the same for every thread; the counter starts anew.
fn total(thread: u32) -> u32 {
  workgroupBarrier();
  if (thread == 0u) {
    wg_total = atomicExchange(&wg_count, 0u);
  }
  return workgroupUniformLoad(&wg_total);
}

/// Whether winner i ranks behind winner j.
fn behind(i: u32, j: u32) -> bool {
  return wg_keys[i] < wg_keys[j] || (wg_keys[i] == wg_keys[j] && wg_indices[i] > wg_indices[j]);
}

/// Sorts the first `count` winners, a power of 2, best first.
fn sort_winners(count: u32, thread: u32) {
  for (var run = 2u; run <= count; run *= 2u) {
    for (var gap = run / 2u; gap > 0u; gap /= 2u) {
      for (var p = thread; p < count / 2u; p += THREADS) {
        let i = 2u * gap * (p / gap) + p % gap;
        let j = i + gap;
        if (behind(i, j) == ((i & run) == 0u)) {
          let x = vec2<u32>(wg_keys[i], wg_indices[i]);
          wg_keys[i] = wg_keys[j];
          wg_indices[i] = wg_indices[j];
          wg_keys[j] = x.x;
          wg_indices[j] = x.y;
        }
      }
      workgroupBarrier();
    }
  }
}

@compute @workgroup_size(THREADS)
fn topk(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3<u32>) {
  let asked = group.y + group.z * shape.grid_y;
  let row = min(asked, shape.rows - 1u);
  let at = shape.base + row * shape.stride;

  var count = shape.width;
  var source = ROW;
  if (shape.groups > 0u) {
    find_bests(at, thread);
    let floor = search(BESTS, at, shape.groups, shape.k, thread);
    let listed = list_candidates(at, floor, thread);
    if (listed <= CANDIDATES) {
      count = listed;
      source = LISTED;
    }
  }
  let floor = search(source, at, count, shape.k, thread);

  var sorted = 1u;
  while (sorted < shape.k) {
    sorted *= 2u;
  }
  for (var i = thread; i < sorted; i += THREADS) {
    wg_keys[i] = 0u;
    wg_indices[i] = 0xffffffffu;
  }
  workgroupBarrier();
  for (var i = thread; i < count; i += THREADS) {
    let x = item(source, at, i);
    if (reaches(x, floor)) {
      let slot = min(atomicAdd(&wg_count, 1u), GROUPS - 1u);
      wg_keys[slot] = x.x;
      wg_indices[slot] = x.y;
    }
  }
  workgroupBarrier();
  sort_winners(sorted, thread);

  for (var i = thread; i < shape.k; i += THREADS) {
    if (asked < shape.rows) {
      let index = min(wg_indices[i], shape.width - 1u);
      values[row * shape.k + i] = load4_acts(at, index / 4u)[index % 4u];
      indices[row * shape.k + i] = index;
    }
  }
}
