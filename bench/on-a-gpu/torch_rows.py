"""Adds torch's rows to a record of `alienist bench`: the same kernels, shapes and storage on the same card.

Usage: python3 torch_rows.py bench.json

Full float32 (no TF32), inputs resident, CUDA events around batches of at least 20 ms, 20 repetitions, median and
quartiles; for each shape the fastest of the ways listed in WAYS. Outputs are compared with float64 on 64 rows.
"""

import json
import math
import sys

import torch

torch.backends.cuda.matmul.allow_tf32 = False
torch.set_float32_matmul_precision("highest")
DEVICE = "cuda"


def rows_of(shape, dtype, seed=1):
    torch.manual_seed(seed)
    kind = torch.float16 if dtype == "f16" else torch.float32
    return (torch.rand(shape["T"], shape["d"], device=DEVICE) * 2 - 1).to(kind)


def directions_of(shape, like):
    v = torch.rand(shape["k"], shape["d"], device=DEVICE) * 2 - 1
    return (v / v.norm(dim=1, keepdim=True)).to(like.dtype)


def project(shape, dtype):
    a = rows_of(shape, dtype)
    v = directions_of(shape, a)
    vt = v.t().contiguous()
    return [lambda: a @ v.t(), lambda: a @ vt, lambda: (v @ a.t()).t()], lambda out: compare(out, a, v)


def project_pool(shape, dtype):
    a = rows_of(shape, dtype)
    v = directions_of(shape, a)
    items, tokens = shape["T"] // shape["tokens"], shape["tokens"]
    if items * tokens != shape["T"]:
        return None
    pooling = shape.get("pooling", "mean")
    pools = {"mean": lambda x: x.mean(1), "max": lambda x: x.amax(1), "last": lambda x: x[:, -1]}
    pool = pools[pooling]
    shaped = lambda x, width: x.view(items, tokens, width)
    ways = [lambda: pool(shaped(a @ v.t(), shape["k"]))]
    if pooling != "max":  # linear: pooling first is the same
        ways.append(lambda: pool(shaped(a, shape["d"])) @ v.t())
    def check(out):
        exact = a[: 64 * tokens].double() @ v.double().t()
        return compare_values(out[:64], pool(exact.view(-1, tokens, shape["k"])), shape["d"])

    return ways, check


def pool(shape, dtype):
    a = rows_of(shape, dtype)
    items, tokens = shape["T"] // shape["tokens"], shape["tokens"]
    if items * tokens != shape["T"]:
        return None
    x = a.view(items, tokens, shape["d"])
    pooled = {"mean": lambda y: y.mean(1), "max": lambda y: y.amax(1), "last": lambda y: y[:, -1].contiguous()}
    way = pooled[shape.get("pooling", "mean")]
    return [lambda: way(x)], lambda out: compare_values(out[:64], way(x[:64].double()), tokens)


def matmul(shape, dtype):
    a = rows_of(shape, dtype)
    b = rows_of({"T": shape["n"], "d": shape["d"]}, dtype, 2)
    bt = b.t().contiguous()
    epilogue = shape.get("epilogue", "none")
    if epilogue == "none":
        return [lambda: a @ b.t(), lambda: a @ bt], lambda out: compare(out, a, b)
    if epilogue == "relu":
        bias = torch.rand(shape["n"], device=DEVICE).to(a.dtype) - 0.5
        way = lambda w: lambda: torch.relu_(torch.addmm(bias, a, w))
        exact = lambda out: compare_values(out[:64], torch.relu(a[:64].double() @ b.double().t() + bias.double()), shape["d"])
        return [way(b.t()), way(bt)], exact
    return None


def topk(shape, dtype):
    torch.manual_seed(3)
    x = torch.rand(shape["T"], shape["n"], device=DEVICE)
    return [lambda: torch.topk(x, shape["k"], dim=1)[0]], lambda out: bool(
        torch.equal(out[:64], x[:64].sort(dim=1, descending=True)[0][:, : shape["k"]]))


def gram(shape, dtype):
    a = rows_of(shape, dtype)
    if shape.get("of", "columns") == "columns":
        return [lambda: a.t() @ a], lambda out: compare_values(out[:8].double(), a.double().t()[:8] @ a.double(), shape["T"])
    return [lambda: a @ a.t()], lambda out: compare(out, a, a)


WAYS = {"project": project, "project_pool": project_pool, "pool": pool, "matmul": matmul, "topk": topk, "gram": gram}


def compare(out, a, b):
    """The first 64 rows of a product against float64."""
    return compare_values(out[:64], a[:64].double() @ b.double().t(), a.shape[1])


def compare_values(out, exact, terms):
    unit = 2.0**-24 if out.dtype == torch.float32 else 2.0**-10
    bound = 32 * unit * math.sqrt(terms) * (1 + exact.abs().max().item())
    return bool((out.double() - exact).abs().max().item() <= bound)


def time_ms(way):
    for _ in range(3):
        way()
    torch.cuda.synchronize()
    runs, times = 1, []
    while True:
        ms = batch_ms(way, runs)
        if ms >= 20:
            break
        runs = max(runs + 1, math.ceil(runs * min(10, 25 / max(ms, 1e-3))))
    for _ in range(20):
        times.append(batch_ms(way, runs) / runs)
    return sorted(times)


def batch_ms(way, runs):
    start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    start.record()
    for _ in range(runs):
        way()
    end.record()
    torch.cuda.synchronize()
    return start.elapsed_time(end)


def quantile(times, q):
    place = (len(times) - 1) * q
    below = int(place)
    above = min(below + 1, len(times) - 1)
    return times[below] + (times[above] - times[below]) * (place - below)


def measure(row):
    made = WAYS[row["kernel"]](row["shape"], row["dtype"])
    if made is None:
        return None
    ways, check = made
    if not all(check(way()) for way in ways):
        return {"checked": False, "status": "refused", "reason": "torch's output differs from float64", "ms": None}
    best = min((time_ms(way) for way in ways), key=lambda times: quantile(times, 0.5))
    ms = {"median": quantile(best, 0.5), "q1": quantile(best, 0.25), "q3": quantile(best, 0.75), "n": len(best)}
    return {"checked": True, "status": "measured", "reason": None, "ms": ms}


def main(path):
    with open(path, encoding="utf-8") as file:
        record = json.load(file)
    keys = ["variant", "wall_ms", "gflop_s", "gb_s", "roof_fraction", "ratio", "best_peer", "end_to_end_ms", "upload_ms",
            "compile_ms", "read_back_ms", "gpu_bytes", "max_error", "what"]
    for row in [r for r in record["rows"] if r["who"] == "alienist" and r["kernel"] in WAYS and r["ms"]]:
        try:
            found = measure(row)
        except torch.cuda.OutOfMemoryError:
            found = {"checked": False, "status": "skipped", "reason": "out of GPU memory", "ms": None}
        torch.cuda.empty_cache()
        if found is None:
            continue
        added = {**row, **{key: None for key in keys}, "variant": "", "who": "torch", "clock": "timestamp", **found}
        if found["ms"]:
            scale = row["ms"]["median"] / found["ms"]["median"]
            for key in ["gflop_s", "gb_s", "roof_fraction"]:
                added[key] = row[key] * scale if row[key] is not None else None
            added["ratio"] = found["ms"]["median"] / row["ms"]["median"]
            print(f'{row["kernel"]} {row["shape"]} {row["dtype"]}: torch {found["ms"]["median"]:.3f} ms, '
                  f'alienist {row["ms"]["median"]:.3f} ms, ratio {added["ratio"]:.2f}')
        record["rows"].append(added)
    record["versions"]["torch"] = torch.__version__
    record["versions"]["cuda"] = torch.version.cuda
    with open(path, "w", encoding="utf-8") as file:
        json.dump(record, file, indent=1)
        file.write("\n")


main(sys.argv[1])
