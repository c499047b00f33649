// lanes: adds what the lanes of a slice hold. K sums and the squared norm of one row, a slot per lane or per subgroup.
//
// A workgroup is SLICES slices of LANES lanes; one slot more than lanes avoids bank conflicts.
var<workgroup> wg_part: array<f32, SLICES * (K + 1u) * (LANES + 1u)>;
//: if reduce subgroup
var<workgroup> wg_leader: array<u32, LANES>;
//: end

/// First slot of sum j in a slice; j = K is the squared norm.
fn slot(slice: u32, j: u32) -> u32 {
  return (slice * (K + 1u) + j) * (LANES + 1u);
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
