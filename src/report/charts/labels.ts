interface At {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/** A label's height and side. */
export interface Placed extends At {
  readonly align: "left" | "right";
  readonly labelY: number;
}

/** In the units of the points: between two labels' middles, of a letter, and from the centre. */
export interface Room {
  readonly gap: number;
  readonly width: number;
  readonly inner: number;
}

const ROUNDS = 60;

/**
 * Heights at which labels beside points do not cover each other: those that would meet are pushed apart. Labels face
 * away from the centre, those of points beyond `inner` towards it.
 */
export function apart(points: readonly At[], { gap, width, inner }: Room): Placed[] {
  const labels = points.map((point) => ({
    ...point,
    align: (point.x >= 0) === (Math.hypot(point.x, point.y) < inner) ? "left" as const : "right" as const,
    labelY: point.y,
  }));
  const span = ({ x, name, align }: Placed) => {
    const length = (name.length + 1) * width;
    return align === "left" ? [x, x + length] as const : [x - length, x] as const;
  };
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, a] of labels.entries()) {
      for (const b of labels.slice(i + 1)) {
        const [left, right] = span(a), [from, to] = span(b), overlap = gap - Math.abs(a.labelY - b.labelY);
        if (overlap <= 0 || from > right || left > to) continue;
        const up = a.labelY >= b.labelY ? 1 : -1;
        a.labelY += up * overlap / 2;
        b.labelY -= up * overlap / 2;
      }
    }
  }
  return labels;
}
