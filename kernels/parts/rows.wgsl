// rows: a row-major matrix $NAME at binding $BINDING, read four columns at a time whatever its storage.
//
// dtype f32, f16 (needs `enable f16;`), or packed: the same bytes as f16, unpacked from u32, for adapters without it.
// load  vec4 where the width and the first element are divisible by 4; scalar otherwise.
//: if load vec4
//: if dtype f32
@group(0) @binding($BINDING) var<storage, read> $NAME: array<vec4<f32>>;
//: end
//: if dtype f16
@group(0) @binding($BINDING) var<storage, read> $NAME: array<vec4<f16>>;
//: end
//: if dtype packed
@group(0) @binding($BINDING) var<storage, read> $NAME: array<vec2<u32>>;
//: end
//: else
//: if dtype f32
@group(0) @binding($BINDING) var<storage, read> $NAME: array<f32>;
//: end
//: if dtype f16
@group(0) @binding($BINDING) var<storage, read> $NAME: array<f16>;
//: end
//: if dtype packed
@group(0) @binding($BINDING) var<storage, read> $NAME: array<u32>;

fn $NAME_half(e: u32) -> f32 {
  let pair = unpack2x16float($NAME[e >> 1u]);
  return select(pair.x, pair.y, (e & 1u) == 1u);
}
//: end
//: end

/// Columns 4c .. 4c + 3 of the row that begins at element `at`; 0 behind the width.
fn load4_$NAME(at: u32, c: u32) -> vec4<f32> {
  //: if load vec4
  //: if dtype f32
  return $NAME[(at >> 2u) + c];
  //: end
  //: if dtype f16
  return vec4<f32>($NAME[(at >> 2u) + c]);
  //: end
  //: if dtype packed
  let words = $NAME[(at >> 2u) + c];
  return vec4<f32>(unpack2x16float(words.x), unpack2x16float(words.y));
  //: end
  //: else
  let i = vec4<u32>(4u * c) + vec4<u32>(0u, 1u, 2u, 3u);
  let p = vec4<u32>(at) + min(i, vec4<u32>(shape.width - 1u));
  //: if dtype f32
  let x = vec4<f32>($NAME[p.x], $NAME[p.y], $NAME[p.z], $NAME[p.w]);
  //: end
  //: if dtype f16
  let x = vec4<f32>(f32($NAME[p.x]), f32($NAME[p.y]), f32($NAME[p.z]), f32($NAME[p.w]));
  //: end
  //: if dtype packed
  let x = vec4<f32>($NAME_half(p.x), $NAME_half(p.y), $NAME_half(p.z), $NAME_half(p.w));
  //: end
  return select(vec4<f32>(0.0), x, i < vec4<u32>(shape.width));
  //: end
}
