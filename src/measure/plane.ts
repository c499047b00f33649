import { symmetricEigen } from "../math/symmetric-eigen.ts";

/** Two coordinates per construct from the similarities (classical scaling), turned so that they lie along the circle. */
export function plane(matrix: Float64Array, k: number, place: readonly number[]): [number, number][] {
  const { values, vectors } = symmetricEigen(matrix, k);
  const scale = [0, 1].map((c) => Math.sqrt(Math.max(0, values[c]!)));
  const points = Array.from({ length: k }, (_, i): [number, number] => [
    vectors[0]![i]! * scale[0]!,
    vectors[1]![i]! * scale[1]!,
  ]);
  const ideal = place.map((q): [number, number] => [
    Math.cos(2 * Math.PI * q / k),
    Math.sin(2 * Math.PI * q / k),
  ]);
  // Best turn, with and without a mirror (Procrustes in the plane).
  const turned = (mirror: 1 | -1) => {
    let along = 0, across = 0;
    points.forEach(([x, y], i) => {
      const [u, v] = ideal[i]!, z = mirror * y;
      along += x * u + z * v, across += x * v - z * u;
    });
    return { fit: Math.hypot(along, across), angle: Math.atan2(across, along), mirror };
  };
  const [plain, mirrored] = [turned(1), turned(-1)], best = plain.fit >= mirrored.fit ? plain : mirrored;
  const c = Math.cos(best.angle), s = Math.sin(best.angle);
  return points.map(([x, y]) => [c * x - s * best.mirror * y, s * x + c * best.mirror * y]);
}
