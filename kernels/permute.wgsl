// permute: label-permutation null of the AUROC at every layer at once, and its maximum over layers. Integers only.
//
// Three stages, one text each. Flips stand 24 to a word: bit i of word w is pair 24 w + i of a fold's list.
//   flips   lists [words * 24] u32, pair numbers, NONE behind a list's end -> flips [words, all_draws] u32, and
//           largest [draws] at its least. Dispatch: x = draws, y = words.
//   sums    s_j = base_j + sum_p flip_p effect_pj for four test pairs (a tile) and 4 QUADS draws per thread; a flipped
//           test pair swaps its two scores. effects [layers, per_layer] vec4 i32: per tile one row of (positives,
//           negatives) for the base and one for each training pair, zeros behind them -> scores
//           [layers, tiles, 2, draws] vec4 i32. Dispatch: x = draws, y = layers * tiles.
//   count   won minus lost = #(positive > negative) - #(positive < negative), summed over folds -> largest [draws], the
//           maximum over layers. Dispatch: x = draws, y = layers.
// Every thread works for its own draws: no workgroup memory, no barrier.
//
// rows uniform: all threads read the same effects, which GPUs do at the cost of one. On adapters that are CPUs a load
// costs more than the sums it serves, so lanes of a subgroup load different rows and hand them around. rows broadcast:
// one by one, STEP rows at a load. rows table (subgroups of 8 or more): lane l makes the sum of the subset l of three
// rows, and each draw fetches the sum of its subset, one addition for three pairs (four Russians, in registers).
//
// Scores behind a fold's last pair are -2^30 (positives) and 2^30 (negatives): each such comparison is lost, and
// `padding`, the number of all of them, is given back in the end. Every true score is below 2^30 in size.
// Order of summation: none matters; tolerance against src/reference/permute.ts: none, the integers are identical.

//: if stage flips
struct Shape {
  seed_low: u32,
  seed_high: u32,
  all_draws: u32,
  draws: u32,
  /// How stage sums takes them: by workgroups of `threads`, `per_thread` draws each.
  threads: u32,
  per_thread: u32,
}

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> lists: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read_write> flips: array<u32>;
@group(0) @binding(3) var<storage, read_write> largest: array<i32>;

const NONE: u32 = 0xffffffffu;

/// High half of a 32 x 32 bit product, by 16-bit limbs.
fn multiply_high(a: u32, b: u32) -> u32 {
  let a0 = a & 0xffffu;
  let a1 = a >> 16u;
  let b0 = b & 0xffffu;
  let b1 = b >> 16u;
  let first = a1 * b0 + ((a0 * b0) >> 16u);
  let second = a0 * b1 + (first & 0xffffu);
  return a1 * b1 + (first >> 16u) + (second >> 16u);
}

/// Philox4x32-10, four words of 32 random bits: those of pairs 128 block .. 128 block + 127 (src/math/random.ts).
fn philox(draw: u32, block: u32) -> vec4<u32> {
  var c = vec4<u32>(draw, block, 0u, 0u);
  var key = vec2<u32>(shape.seed_low, shape.seed_high);
  for (var round = 0u; round < 10u; round += 1u) {
    let high0 = multiply_high(0xd2511f53u, c.x);
    let high1 = multiply_high(0xcd9e8d57u, c.z);
    c = vec4<u32>(high1 ^ c.y ^ key.x, 0xcd9e8d57u * c.z, high0 ^ c.w ^ key.y, 0xd2511f53u * c.x);
    key += vec2<u32>(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}

/// The flips of four pairs from bit `at` on, 0 for those of other blocks; `words` are those of the block.
fn flips_of(pairs: vec4<u32>, words: vec4<u32>, block: u32, at: u32) -> u32 {
  let odd = (pairs & vec4<u32>(32u)) != vec4<u32>(0u);
  let upper = (pairs & vec4<u32>(64u)) != vec4<u32>(0u);
  let bits = select(select(words.xxxx, words.yyyy, odd), select(words.zzzz, words.wwww, odd), upper);
  let flips = (bits >> (pairs & vec4<u32>(31u))) & vec4<u32>(1u);
  let placed = select(vec4<u32>(0u), flips, (pairs >> vec4<u32>(7u)) == vec4<u32>(block)) <<
    (vec4<u32>(at) + vec4<u32>(0u, 1u, 2u, 3u));
  return (placed.x | placed.y) | (placed.z | placed.w);
}

/// Where a draw's flips stand: those of one thread beside each other, while its scores lie `threads` apart.
fn place(draw: u32) -> u32 {
  let inside = draw % (shape.threads * shape.per_thread);
  return draw - inside + inside % shape.threads * shape.per_thread + inside / shape.threads;
}

@compute @workgroup_size(THREADS)
fn permute(@builtin(local_invocation_id) local: vec3<u32>, @builtin(workgroup_id) group: vec3<u32>) {
  let first = group.x * (THREADS * $QUADSu) + local.x;
  var low = vec4<u32>(NONE);
  var high = vec4<u32>(0u);
  //: each u STEP
  let pairs_$u = lists[group.y * $STEPu + $uu];
  low = min(low, pairs_$u);
  high = max(high, select(pairs_$u, vec4<u32>(0u), pairs_$u == vec4<u32>(NONE)));
  //: end
  //: each r QUADS
  let draw_$r = min(first + $ru * THREADS, shape.all_draws - 1u);
  var word_$r = 0u;
  //: end
  // Block by block: an adapter that is a CPU runs through a branch that no lane takes.
  let last = max(max(high.x, high.y), max(high.z, high.w)) >> 7u;
  for (var block = min(min(low.x, low.y), min(low.z, low.w)) >> 7u; block <= last; block += 1u) {
    //: each r QUADS
    let words_$r = philox(draw_$r, block);
    //: each u STEP
    word_$r |= flips_of(pairs_$u, words_$r, block, 4u * $uu);
    //: end
    //: end
  }
  //: each r QUADS
  flips[group.y * shape.all_draws + place(draw_$r)] = word_$r;
  if (group.y == 0u && draw_$r < shape.draws) {
    largest[draw_$r] = -2147483647 - 1;
  }
  //: end
}
//: end
//: if stage sums
struct Shape {
  all_draws: u32,
  /// First draw of this dispatch, and how many it has.
  first: u32,
  count: u32,
  tiles: u32,
  /// vec4 of effects in one layer.
  per_layer: u32,
}

struct Tile {
  /// Words of training flips, and the first of their rows.
  words: u32,
  train: u32,
  /// Row of test flips times 32, plus the bit of the tile's first pair.
  test: u32,
  /// First vec4 of effects within the layer.
  start: u32,
}

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> tiles: array<Tile>;
@group(0) @binding(2) var<storage, read> effects: array<vec4<i32>>;
@group(0) @binding(3) var<storage, read> flips: array<vec4<u32>>;
@group(0) @binding(4) var<storage, read_write> scores: array<vec4<i32>>;

@compute @workgroup_size(THREADS)
fn permute(
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(workgroup_id) group: vec3<u32>,
  //: if reduce subgroup
  @builtin(subgroup_invocation_id) lane: u32,
  //: end
) {
  let tile = tiles[group.y % shape.tiles];
  let draw = group.x * (THREADS * 4u * $QUADSu) + local.x;
  let own = (shape.first >> 2u) + (group.x * THREADS + local.x) * $QUADSu;
  var at = (group.y / shape.tiles) * shape.per_layer + tile.start;
  //: each q QUADS
  //: each c FOUR
  var positives_$q_$c = effects[at];
  var negatives_$q_$c = effects[at + 1u];
  //: end
  //: end
  at += 2u;
  //: if rows table
  let in_0 = vec4<i32>(-i32(lane & 1u));
  let in_1 = vec4<i32>(-i32((lane >> 1u) & 1u));
  let in_2 = vec4<i32>(-i32((lane >> 2u) & 1u));
  //: end

  for (var w = 0u; w < tile.words; w += 1u) {
    let words = (tile.train + w) * (shape.all_draws >> 2u) + own;
    //: each q QUADS
    var word_$q = flips[words + $qu];
    //: end
    //: if rows table
    let row = at + 6u * (lane & 7u);
    let x0 = effects[row];
    let y0 = effects[row + 1u];
    let x1 = effects[row + 2u];
    let y1 = effects[row + 3u];
    let x2 = effects[row + 4u];
    let y2 = effects[row + 5u];
    //: each g STEP
    let x_$g = (subgroupBroadcast(x0, $gu) & in_0) + (subgroupBroadcast(x1, $gu) & in_1) +
      (subgroupBroadcast(x2, $gu) & in_2);
    let y_$g = (subgroupBroadcast(y0, $gu) & in_0) + (subgroupBroadcast(y1, $gu) & in_1) +
      (subgroupBroadcast(y2, $gu) & in_2);
    //: end
    // Draw by draw, so that a CPU keeps its sums in registers and finds the rows in memory.
    //: each q QUADS
    //: each c FOUR
    {
      //: each g STEP
      let subset_$g = (word_$q[$cu] >> (3u * $gu)) & 7u;
      positives_$q_$c += subgroupShuffle(x_$g, subset_$g);
      //: end
      //: each g STEP
      negatives_$q_$c += subgroupShuffle(y_$g, subset_$g);
      //: end
    }
    //: end
    //: end
    at += 48u;
    //: else
    for (var i = 0u; i < 24u; i += $STEPu) {
      //: if rows broadcast
      let x = effects[at + 2u * (lane % $STEPu)];
      let y = effects[at + 2u * (lane % $STEPu) + 1u];
      //: end
      //: each u STEP
      //: if rows broadcast
      let x_$u = subgroupBroadcast(x, $uu);
      let y_$u = subgroupBroadcast(y, $uu);
      //: else
      let x_$u = effects[at + 2u * $uu];
      let y_$u = effects[at + 2u * $uu + 1u];
      //: end
      //: end
      //: each q QUADS
      //: each c FOUR
      {
        //: each u STEP
        let flip_$u = vec4<i32>(-i32((word_$q[$cu] >> $uu) & 1u));
        positives_$q_$c += x_$u & flip_$u;
        negatives_$q_$c += y_$u & flip_$u;
        //: end
      }
      //: end
      word_$q >>= vec4<u32>($STEPu);
      //: end
      at += 2u * $STEPu;
    }
    //: end
  }

  let words = (tile.test >> 5u) * (shape.all_draws >> 2u) + own;
  let to = group.y * 2u * shape.count + draw;
  //: each q QUADS
  let tested_$q = flips[words + $qu] >> vec4<u32>(tile.test & 31u);
  //: each c FOUR
  let swap_$q_$c = (vec4<u32>(tested_$q[$cu]) & vec4<u32>(1u, 2u, 4u, 8u)) != vec4<u32>(0u);
  scores[to + (4u * $qu + $cu) * THREADS] = select(positives_$q_$c, negatives_$q_$c, swap_$q_$c);
  scores[to + shape.count + (4u * $qu + $cu) * THREADS] = select(negatives_$q_$c, positives_$q_$c, swap_$q_$c);
  //: end
  //: end
}
//: end
//: if stage count
struct Shape {
  /// First draw of this dispatch, how many it has, and how many there are in all.
  first: u32,
  count: u32,
  draws: u32,
  tiles: u32,
  folds: u32,
  padding: u32,
}

struct Fold {
  /// Number of the first tile, and of those behind the last one.
  first: u32,
  end: u32,
}

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> folds: array<Fold>;
@group(0) @binding(2) var<storage, read> scores: array<vec4<i32>>;
@group(0) @binding(3) var<storage, read_write> largest: array<atomic<i32>>;

const LEAST: i32 = -1073741824;

@compute @workgroup_size(THREADS)
fn permute(@builtin(global_invocation_id) global: vec3<u32>) {
  let draw = min(global.x, shape.count - 1u);
  let layer = global.y * shape.tiles;
  var won = vec4<i32>(0);
  for (var f = 0u; f < shape.folds; f += 1u) {
    let fold = folds[f];
    for (var i = fold.first; i < fold.end; i += $TILESu) {
      //: each p TILES
      let at_$p = (layer + min(i + $pu, fold.end - 1u)) * 2u * shape.count + draw;
      let x_$p = select(vec4<i32>(LEAST), scores[at_$p], i + $pu < fold.end);
      //: end
      for (var j = fold.first; j < fold.end; j += 1u) {
        let y = scores[((layer + j) * 2u + 1u) * shape.count + draw];
        //: each p TILES
        won += vec4<i32>(x_$p > y.xxxx) - vec4<i32>(x_$p < y.xxxx);
        won += vec4<i32>(x_$p > y.yyyy) - vec4<i32>(x_$p < y.yyyy);
        won += vec4<i32>(x_$p > y.zzzz) - vec4<i32>(x_$p < y.zzzz);
        won += vec4<i32>(x_$p > y.wwww) - vec4<i32>(x_$p < y.wwww);
        //: end
      }
    }
  }
  if (global.x < shape.count && shape.first + draw < shape.draws) {
    atomicMax(&largest[shape.first + draw], won.x + won.y + won.z + won.w + i32(shape.padding));
  }
}
//: end

override THREADS: u32;
