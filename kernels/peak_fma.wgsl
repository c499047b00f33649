// peak_fma: the adapter's own roof for arithmetic. CHAINS independent chains of x = x * factor + step per thread.
//
// ends       [threads] f32: the sum of a thread's chains (and of their components) after STEPS * UNROLL steps each
// dispatch   x + y * grid_x = workgroups of THREADS threads
//
// form scalar, vec4: what a chain is. dtype f32, f16: what it computes in; the ends are added in f32.
// factor and step come from the uniform, so that no compiler can work a chain out; both are 1, so that chain c of a thread
// whose number ends in l (modulo 8) counts from l + 8 c in whole numbers: below 2,048 they are exact in f16 too.
// A thread does 2 * CHAINS * (1 or 4) * steps * UNROLL operations, and stores once.
//
// Tolerance against src/reference/peak_fma.ts: none, every value is a whole number below 2^24.

struct Shape {
  steps: u32,
  factor: u32,
  step: u32,
  grid_x: u32,
  threads: u32,
}

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read_write> ends: array<f32>;

override THREADS: u32;
//: if dtype f16
alias Number = f16;
//: else
alias Number = f32;
//: end
//: if form vec4
alias Chain = vec4<Number>;
//: else
alias Chain = Number;
//: end

@compute @workgroup_size(THREADS)
fn peak_fma(@builtin(local_invocation_id) local: vec3<u32>, @builtin(workgroup_id) group: vec3<u32>) {
  let thread = (group.x + group.y * shape.grid_x) * THREADS + local.x;
  let factor = Chain(Number(shape.factor));
  let step = Chain(Number(shape.step));
  //: each c CHAINS
  var x_$c = Chain(Number(thread % 8u + 8u * $cu));
  //: end
  for (var s = 0u; s < shape.steps; s += 1u) {
    //: each u UNROLL
    //: each c CHAINS
    x_$c = fma(x_$c, factor, step);
    //: end
    //: end
  }
  var sum = 0.0;
  //: each c CHAINS
  //: if form vec4
  sum += dot(vec4<f32>(x_$c), vec4<f32>(1.0));
  //: else
  sum += f32(x_$c);
  //: end
  //: end
  if (thread < shape.threads) {
    ends[thread] = sum;
  }
}
