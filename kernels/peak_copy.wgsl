// peak_copy: the adapter's own roof for bandwidth. Reads every vec4 once; mode copy writes it elsewhere too.
//
// source     [count] vec4 u32
// checksums  [workgroups * THREADS] u32: the wrapping sum of all words that a thread read, so that no read can be left out
// dest       [count] vec4 u32, mode copy only
// dispatch   x = workgroups of THREADS threads
//
// order stride  all threads of the dispatch read one run of vec4, then the next: the grid strides over the source
// order block   every workgroup has a run of its own of ceil(count / workgroups), its threads stride within it
// UNROLL loads are under way at a time. Where the count leaves a tail, it is read one by one.
//
// Tolerance against src/reference/peak_copy.ts: none; integers in any order have the same wrapping sum.

struct Shape {
  count: u32,
  workgroups: u32,
}

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> source: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read_write> checksums: array<u32>;
//: if mode copy
@group(0) @binding(3) var<storage, read_write> dest: array<vec4<u32>>;
//: end

override THREADS: u32;

@compute @workgroup_size(THREADS)
fn peak_copy(@builtin(local_invocation_id) local: vec3<u32>, @builtin(workgroup_id) group: vec3<u32>) {
  //: if order stride
  let stride = shape.workgroups * THREADS;
  let end = shape.count;
  var i = group.x * THREADS + local.x;
  //: else
  let stride = THREADS;
  let run = (shape.count + shape.workgroups - 1u) / shape.workgroups;
  let end = min(shape.count, (group.x + 1u) * run);
  var i = group.x * run + local.x;
  //: end
  var sum = vec4<u32>(0u);
  for (; i + ($UNROLLu - 1u) * stride < end; i += $UNROLLu * stride) {
    //: each u UNROLL
    let x_$u = source[i + $uu * stride];
    //: end
    //: each u UNROLL
    //: if mode copy
    dest[i + $uu * stride] = x_$u;
    //: end
    sum += x_$u;
    //: end
  }
  for (; i < end; i += stride) {
    let x = source[i];
    //: if mode copy
    dest[i] = x;
    //: end
    sum += x;
  }
  // A sum per thread, not per workgroup: SwiftShader takes 30 times as long where there is a barrier.
  if (group.x < shape.workgroups) {
    checksums[group.x * THREADS + local.x] = sum.x + sum.y + sum.z + sum.w;
  }
}
