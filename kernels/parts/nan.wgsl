/// By the bits: a compiler may assume that `x != x` is never true.
fn is_nan(x: $TYPE) -> $BOOL {
  return (bitcast<$BITS>(x) & $BITS(0x7fffffffu)) > $BITS(0x7f800000u);
}
