import { VERSION } from "../record/version.ts";
import type { Features } from "./features.ts";

/**
 * The active features as Parquet, one row per place and feature: item, token, position, layer, feature, activation, rank
 * (from 1). A place where nothing is active has no row.
 *
 * @param metadata written into the file's key-value metadata
 * @see https://parquet.apache.org/docs/file-format/
 */
export async function featuresParquet(
  read: Features,
  metadata: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  // Loaded when it is needed: few commands write Parquet.
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const item: string[] = [], token: (string | null)[] = [], position: (number | null)[] = [];
  const feature: number[] = [], activation: number[] = [], rank: number[] = [];
  for (const [p, place] of read.places.entries()) {
    for (let r = 0; r < Math.min(read.top, read.active[p]!); r++) {
      item.push(place.item);
      token.push(place.token);
      position.push(place.position);
      feature.push(read.indices[p * read.top + r]!);
      activation.push(read.activations[p * read.top + r]!);
      rank.push(r + 1);
    }
  }
  const layer = feature.map(() => read.layer);
  return new Uint8Array(parquetWriteBuffer({
    columnData: [
      { name: "item", data: item, type: "STRING", nullable: false },
      { name: "token", data: token, type: "STRING" },
      { name: "position", data: position, type: "INT32" },
      { name: "layer", data: layer, type: "INT32", nullable: false },
      { name: "feature", data: feature, type: "INT32", nullable: false },
      { name: "activation", data: activation, type: "FLOAT", nullable: false },
      { name: "rank", data: rank, type: "INT32", nullable: false },
    ],
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    createdBy: `alienist version ${VERSION}`,
  }));
}
