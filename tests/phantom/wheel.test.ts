import { test } from "uvu";
import * as assert from "uvu/assert";
import { angleOf } from "../../src/phantom/circle.ts";
import { readStream } from "../../src/run/stream.ts";
import { along, cosine, device, effectSize, meanDifference, rows, states, suite } from "./states.ts";

type Vectors = { readonly x: Float32Array; readonly y: Float32Array };

const controls = new Map(rows("neutral").map((i) => [suite.items[i]!.pair, i]));
const CONDITIONS = ["keyword", "keyword-free"];

/** Mean of (item - its own control) in a plane, per construct: angle from the planted one in degrees, and radius. */
function places(acts: Float32Array, width: number, plane: Vectors, circle: readonly string[], condition: string) {
  return circle.map((name) => {
    const items = rows(condition).filter((i) => suite.items[i]!.construct === name);
    const difference = meanDifference(acts, width, items, items.map((i) => controls.get(suite.items[i]!.pair)!));
    const [x] = along(difference, width, plane.x, [0]);
    const [y] = along(difference, width, plane.y, [0]);
    const off = (Math.atan2(y!, x!) - angleOf(circle, name)) * 180 / Math.PI;
    return { name, radius: Math.hypot(x!, y!), off: Math.abs((off + 540) % 360 - 180) };
  });
}

/** d' of each construct's items along its own direction in the plane, against all controls: mean over constructs. */
function meanEffect(acts: Float32Array, width: number, plane: Vectors, circle: readonly string[], condition: string) {
  const sizes = circle.map((name) => {
    const angle = angleOf(circle, name);
    const own = plane.x.map((x, c) => Math.cos(angle) * x + Math.sin(angle) * plane.y[c]!);
    const items = rows(condition).filter((i) => suite.items[i]!.construct === name);
    return effectSize(along(acts, width, own, items), along(acts, width, own, rows("neutral")));
  });
  return sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
}

// The noise of 24 pairs moves the mean of a construct by a fifth of the radius with effect 0.8; the next test is without.
const CASES = [{ effect: 0.8, degrees: 35, share: 0.65 }, { effect: 2, degrees: 15, share: 0.25 }];
for (const { effect, degrees, share } of CASES) {
  test(`effect ${effect}: layer, plane, angles, radius and both sizes come back`, async () => {
    const { read, answer, width } = await states(`phantom:wheel?effect=${effect}`);
    const plane = answer.plane!, circle = answer.circle!;
    assert.equal(circle, suite.design.geometry?.circle ?? suite.constructs);
    for (const condition of CONDITIONS) {
      const found = places(read[2]!, width, plane, circle, condition);
      const radius = found.reduce((sum, place) => sum + place.radius, 0) / found.length;
      for (const place of found) {
        assert.ok(place.off < degrees, `${condition} ${place.name}: ${place.off} degrees off`);
        assert.ok(
          Math.abs(place.radius / radius - 1) < share,
          `${condition} ${place.name}: ${place.radius}, ${radius}`,
        );
      }
      const d = meanEffect(read[2]!, width, plane, circle, condition);
      assert.ok(Math.abs(d - effect) < 0.05 + 0.05 * effect, `${condition}: d' ${d} in the plane instead of ${effect}`);
      for (const layer of [0, 1]) {
        for (const place of places(read[layer]!, width, plane, circle, condition)) {
          assert.ok(place.radius < 0.1 * radius, `${condition} ${place.name}: ${place.radius} at layer ${layer}`);
        }
      }
    }
  });

  test(`effect ${effect}: without the noise, every construct stands at its angle with one radius`, async () => {
    const { read, answer, width } = await states(`phantom:wheel?effect=${effect}`);
    const noise = (await states("phantom:wheel?effect=0")).read[2]!;
    const moved = read[2]!.map((value, i) => value - noise[i]!);
    const found = CONDITIONS.map((condition) => places(moved, width, answer.plane!, answer.circle!, condition));
    for (const list of found) {
      const radius = list.reduce((sum, place) => sum + place.radius, 0) / list.length;
      for (const place of list) {
        assert.ok(place.off < 2, `${place.name}: ${place.off} degrees off`);
        assert.ok(Math.abs(place.radius / radius - 1) < 0.1, `${place.name}: ${place.radius}, ${radius}`);
      }
    }
  });

  test(`effect ${effect}: the affect direction is planted as in affect`, async () => {
    const { read, answer, width } = await states(`phantom:wheel?effect=${effect}`);
    assert.equal(answer.verdict, ["transfers"]);
    for (const condition of CONDITIONS) {
      const d = (layer: number) => {
        const at = (name: string) => along(read[layer]!, width, answer.direction!, rows(name));
        return effectSize(at(condition), at("neutral"));
      };
      assert.ok(Math.abs(d(2) - effect) < 0.05 + 0.05 * effect, `${condition}: d' ${d(2)} instead of ${effect}`);
      assert.ok(Math.abs(d(1)) < 0.25, `${condition}: nothing before the layer, found ${d(1)}`);
      const learned = meanDifference(read[2]!, width, rows(condition), rows("neutral"));
      const same = cosine(learned, answer.direction!);
      assert.ok(same >= (effect < 1 ? 0.9 : 0.95), `${condition}: cosine ${same}`);
    }
  });
}

/** The plane that keyword items span, if `circle` were theirs: first harmonic of the constructs' mean differences. */
function learnedPlane(acts: Float32Array, width: number, circle: readonly string[]): Vectors {
  const plane = { x: new Float32Array(width), y: new Float32Array(width) };
  for (const name of circle) {
    const items = rows("keyword").filter((i) => suite.items[i]!.construct === name);
    const difference = meanDifference(acts, width, items, items.map((i) => controls.get(suite.items[i]!.pair)!));
    difference.forEach((value, c) => {
      plane.x[c]! += value * Math.cos(angleOf(circle, name));
      plane.y[c]! += value * Math.sin(angleOf(circle, name));
    });
  }
  return plane;
}

/** How well keyword-free items follow the circle in the plane that keyword items span: 1 entirely, about 0 by chance. */
function followed(acts: Float32Array, width: number, circle: readonly string[]): number {
  const found = places(acts, width, learnedPlane(acts, width, circle), circle, "keyword-free");
  const sum = (value: (place: typeof found[number]) => number) => found.reduce((all, place) => all + value(place), 0);
  return sum(({ radius, off }) => radius * Math.cos(off * Math.PI / 180)) / sum(({ radius }) => radius);
}

test("a plane learned from keywords orders the situations from the planted layer on, not before, not in the embedding", async () => {
  const { read, embedding, answer, width } = await states("phantom:wheel?effect=2&seed=3");
  const score = [embedding, ...read].map((acts) => followed(acts, width, answer.circle!));
  assert.ok(score.slice(0, 3).every((value) => Math.abs(value) < 0.6), `embedding and layers before: ${score}`);
  assert.ok(score.slice(3).every((value) => value > 0.9), `planted layer and after: ${score}`);
});

test("a keyword that no item names moves a text to its construct's place", async () => {
  const { model, answer } = await states("phantom:wheel?effect=2");
  const used = new Set(suite.items.map((item) => item.text.toLowerCase()).join(" ").match(/\p{L}+/gu));
  for (const name of suite.constructs) {
    const forms = Object.values(suite.lexicon[name]!).flat().filter((form) => !used.has(form));
    const texts = forms.map((form) => `She put the ${form} plate back.`).concat("She put the plate plate back.");
    const sequences = texts.map((text) => model.tokenizer.encode(text));
    const [acts] = await readStream(model, device, sequences, [{ tap: model.find(answer.tap!), reading: "last" }]);
    const difference = meanDifference(acts!, model.width, forms.map((_, i) => i), [forms.length]);
    const [x] = along(difference, model.width, answer.plane!.x, [0]);
    const [y] = along(difference, model.width, answer.plane!.y, [0]);
    const off = Math.cos(Math.atan2(y!, x!) - angleOf(answer.circle!, name));
    assert.ok(off > Math.cos(Math.PI / 8), `${name}: ${forms.length} forms, cosine ${off} with the planted place`);
  }
});

test("order=mixed: another circle is planted, the suite's does not fit", async () => {
  const { read, answer, width } = await states("phantom:wheel?effect=2&order=mixed&seed=4");
  const circle = answer.circle!;
  assert.equal([...circle].sort(), [...suite.constructs].sort());
  for (const place of places(read[2]!, width, answer.plane!, circle, "keyword-free")) {
    assert.ok(place.off < 15, `${place.name}: ${place.off} degrees off`);
  }
  const own = places(read[2]!, width, answer.plane!, suite.constructs, "keyword-free");
  assert.ok(own.filter(({ off }) => off > 30).length >= 2, "the suite's own order misses at least two constructs");
});

test("one layer before is enough; a cache's inputs change nothing", async () => {
  const plain = await states("phantom:wheel?layers=2&layer=1");
  const cached = await states("phantom:wheel?layers=2&layer=1&past=1");
  plain.read.forEach((values, layer) =>
    values.forEach((value, i) => assert.ok(Math.abs(value - cached.read[layer]![i]!) < 1e-5))
  );
  const [first] = places(plain.read[1]!, plain.width, plain.answer.plane!, plain.answer.circle!, "keyword-free");
  assert.ok(first!.off < 15 && first!.radius > 0.3, JSON.stringify(first));
});

test.run();
