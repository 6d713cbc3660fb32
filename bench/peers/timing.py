"""Shared by the peer scripts: reads the request, times like the JavaScript side, prints one JSON line per case."""
import json
import sys
import time

import numpy as np


def fastest(run, request):
    """One run to warm up, then the fastest of the rest, in milliseconds."""
    run()
    best = float("inf")
    started = time.perf_counter()
    count = 0
    while count < request["runs"] or (time.perf_counter() - started) * 1000 < request["spend_ms"]:
        begin = time.perf_counter()
        run()
        best = min(best, (time.perf_counter() - begin) * 1000)
        count += 1
    return best


def load_mesh(case):
    vertices = np.fromfile(case["vertices"], dtype="<f4").reshape(-1, 3)
    faces = np.fromfile(case["faces"], dtype="<u4").reshape(-1, 3)
    return vertices, faces


def main(peer, measure):
    """measure(case, request) returns a dict with at least ms; an exception becomes that case's error."""
    with open(sys.argv[1], encoding="utf8") as file:
        request = json.load(file)
    print(json.dumps({"peer": peer}), flush=True)
    for case in request["cases"]:
        try:
            answer = measure(case, request)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps({"name": case["name"], **answer}), flush=True)
