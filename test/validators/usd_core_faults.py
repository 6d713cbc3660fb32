#!/usr/bin/env python3
"""Proves that usd_core.py can fail: plants one fault at a time into a copy of a good scene and expects its check to fire.

usage: usd_core_faults.py <scene folder>     (a placed scene with at least one movable object)
"""
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKER = Path(__file__).with_name("usd_core.py")


def edit(path, pattern, replacement, count=1):
    text = path.read_text()
    changed, times = re.subn(pattern, replacement, text, count=count, flags=re.M)
    assert times, f"{path}: nothing matches {pattern}"
    path.write_text(changed)


def movable(scene):
    """USD folder of the asset of a movable object, and the record beside it."""
    report = json.loads((scene / "usd/scene_report.json").read_text())
    asset = next(entry["asset"] for entry in report["objects"] if entry["movable"])
    folder = scene / "assets" / f"obj_{asset}"
    return folder / "simready_usd", folder / "simready.json"


def root_layer(scene):
    return next(movable(scene)[0].glob("sm_obj_*.usda"))


def moved(scene):
    """0.1 mm along x."""

    def shift(match):
        return f"{match[1]}{float(match[2]) + 1e-4!r},{match[3]}"

    path = scene / "usd/scene.usda"
    start = path.read_text().index('def Xform "Objects"')
    head, tail = path.read_text()[:start], path.read_text()[start:]
    tail, times = re.subn(r"(xformOp:transform = .*\()([^(,]+),([^()]*\) \))", shift, tail, count=1)
    assert times
    path.write_text(head + tail)


def transposed(scene):
    def turn(match):
        values = [v.strip() for v in re.sub("[()]", "", match[1]).split(",")]
        rows = (", ".join(values[c * 4 + r] for c in range(4)) for r in range(4))
        return "xformOp:transform = ( " + ", ".join(f"({row})" for row in rows) + " )"

    path = scene / "usd/scene.usda"
    path.write_text(re.sub(r"xformOp:transform = \( (.*) \)", turn, path.read_text()))


def triangle_lost(scene):
    path = movable(scene)[0] / "payloads/geometries.usda"
    edit(path, r"faceVertexCounts = \[3, ", "faceVertexCounts = [")
    edit(path, r"faceVertexIndices = \[\d+, \d+, \d+, ", "faceVertexIndices = [")


FAULTS = {
    "nothing": (lambda scene: None, None),
    "object moved by 0.1 mm": (moved, "objects.world_positions"),
    "matrices transposed": (transposed, "objects.world_positions"),
    "asset folder gone": (lambda scene: shutil.rmtree(movable(scene)[0]), "asset.exists"),
    "layer gone": (lambda scene: (movable(scene)[0] / "payloads/materials.usda").unlink(), "paths.unresolved"),
    "no mass": (lambda scene: edit(root_layer(scene), r"physics:mass = .*", "physics:mass = 0"), "physics.mass"),
    "quaternion with w last": (
        lambda scene: edit(root_layer(scene), r"principalAxes = \(.*\)", "principalAxes = (0, 0.6, 0, 0.8)"),
        "asset.inertia_tensor",
    ),
    "quaternion not unit": (
        lambda scene: edit(root_layer(scene), r"principalAxes = \(.*\)", "principalAxes = (1, 1, 0, 0)"),
        "physics.principal_axes",
    ),
    "impossible moments": (
        lambda scene: edit(root_layer(scene), r"diagonalInertia = \(.*\)", "diagonalInertia = (1, 1, 3)"),
        "physics.triangle_inequality",
    ),
    "Y up": (lambda scene: edit(root_layer(scene), 'upAxis = "Z"', 'upAxis = "Y"'), "stage.up_axis"),
    "centimetres": (lambda scene: edit(root_layer(scene), "metersPerUnit = 1", "metersPerUnit = 0.01"), "stage.meters_per_unit"),
    "wrong extent": (
        lambda scene: edit(movable(scene)[0] / "payloads/geometries.usda", r"extent = .*", "extent = [(0, 0, 0), (9, 9, 9)]"),
        "extent",
    ),
    "triangle lost": (triangle_lost, "asset.triangles"),
    "binding without its schema": (
        lambda scene: edit(movable(scene)[0] / "payloads/geometries.usda", '"MaterialBindingAPI"', '"PhysicsMassAPI"', 0),
        "compliance",
    ),
    "body without colliders": (
        lambda scene: edit(movable(scene)[0] / "payloads/physics.usda", ', "PhysicsCollisionAPI"', "", 0),
        "physics.body_without_collider",
    ),
    "nested body": (
        lambda scene: edit(
            movable(scene)[0] / "payloads/physics.usda", 'def Scope "Colliders"', 'def Scope "Colliders" (apiSchemas = ["PhysicsRigidBodyAPI"])'
        ),
        "physics.nested_bodies",
    ),
    "absolute path": (
        lambda scene: edit(root_layer(scene), r"@\./payloads/geom", f"@{movable(scene)[0]}/payloads/geom"),
        "paths.anchored",
    ),
    "no light": (lambda scene: edit(scene / "usd/scene.usda", r'def \w+Light "', 'def Scope "', 0), "scene.lights"),
    "wrong totals": (
        lambda scene: edit(scene / "usd/scene_report.json", r'"triangles": \d+', '"triangles": 1'),
        "report.triangles",
    ),
}


def main():
    source = Path(sys.argv[1])
    missed = []
    for name, (plant, check) in FAULTS.items():
        with tempfile.TemporaryDirectory() as folder:
            scene = Path(folder) / "scene"
            shutil.copytree(source, scene)
            plant(scene)
            run = subprocess.run([sys.executable, CHECKER, scene], capture_output=True, text=True)
        fired = sorted({failure["check"] for failure in json.loads(run.stdout)["failures"]}) if run.stdout else [run.stderr[-300:]]
        ok = (run.returncode == 0) == (check is None) and (check is None or check in fired)
        print(f"{'ok    ' if ok else 'MISSED'} {name}: {', '.join(fired) or 'nothing fired'}")
        if not ok:
            missed.append(name)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
