#!/usr/bin/env python3
"""Checks a scene's USD against its inputs with OpenUSD (`pip install usd-core numpy`), code that is not ours.

usage: usd_core.py <scene folder> [--tolerance 1e-5]

Reads assets/scene_manifest.json (poses), assets/obj_*/asset.glb (vertices; a small GLB reader of its own, so uncompressed
GLB only), assets/obj_*/simready.json (triangle counts) and opens usd/scene.usda. Prints one JSON object; exits 1 when
anything failed.
"""
import argparse
import json
import struct
import sys
import warnings
from pathlib import Path

import numpy as np
from pxr import Usd, UsdGeom, UsdPhysics, UsdUtils

ASSET_FROM_GLB = np.array([[1, 0, 0, 0], [0, 0, -1, 0], [0, 1, 0, 0], [0, 0, 0, 1]], dtype=np.float64)
COMPONENTS = {5120: np.int8, 5121: np.uint8, 5122: np.int16, 5123: np.uint16, 5125: np.uint32, 5126: np.float32}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}


class UnsupportedGlb(Exception):
    pass


# ---- the GLB side -------------------------------------------------------------------------------------------------


def read_glb(path):
    data = path.read_bytes()
    magic, version, length = struct.unpack_from("<III", data, 0)
    if magic != 0x46546C67 or version != 2:
        raise UnsupportedGlb(f"{path}: not a GLB 2 file")
    document, binary, at = None, b"", 12
    while at < min(length, len(data)):
        size, kind = struct.unpack_from("<II", data, at)
        chunk = data[at + 8 : at + 8 + size]
        if kind == 0x4E4F534A:
            document = json.loads(chunk)
        elif kind == 0x004E4942:
            binary = chunk
        at += 8 + size
    return document, binary


def accessor(document, binary, index):
    spec = document["accessors"][index]
    if "sparse" in spec or "bufferView" not in spec:
        raise UnsupportedGlb("sparse accessor")
    view = document["bufferViews"][spec["bufferView"]]
    if view.get("extensions") or "uri" in document["buffers"][view["buffer"]]:
        raise UnsupportedGlb("compressed or external buffer")
    dtype = np.dtype(COMPONENTS[spec["componentType"]]).newbyteorder("<")
    width = WIDTHS[spec["type"]]
    start = view.get("byteOffset", 0) + spec.get("byteOffset", 0)
    stride = view.get("byteStride") or width * dtype.itemsize
    rows = np.ndarray((spec["count"], width), dtype, binary, start, (stride, dtype.itemsize))
    if spec.get("normalized"):
        raise UnsupportedGlb("quantised accessor")
    return np.array(rows)


def node_matrix(node):
    if "matrix" in node:
        return np.array(node["matrix"], dtype=np.float64).reshape(4, 4).T
    x, y, z, w = node.get("rotation", [0, 0, 0, 1])
    rotation = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    matrix = np.eye(4)
    matrix[:3, :3] = rotation * np.array(node.get("scale", [1, 1, 1]), dtype=np.float64)
    matrix[:3, 3] = node.get("translation", [0, 0, 0])
    return matrix


def glb_triangles(path):
    """Corner positions of every triangle in file order, GLB frame, float64: (n, 3, 3)."""
    document, binary = read_glb(path)
    if "KHR_draco_mesh_compression" in document.get("extensionsUsed", []):
        raise UnsupportedGlb("Draco")
    scenes = document.get("scenes", [])
    roots = scenes[document.get("scene", 0)].get("nodes", []) if scenes else range(len(document.get("nodes", [])))
    triangles = []

    def visit(index, parent):
        node = document["nodes"][index]
        matrix = parent @ node_matrix(node)
        if "mesh" in node:
            for primitive in document["meshes"][node["mesh"]]["primitives"]:
                if primitive.get("mode", 4) != 4:
                    raise UnsupportedGlb(f"primitive mode {primitive['mode']}")
                points = accessor(document, binary, primitive["attributes"]["POSITION"]).astype(np.float64)
                points = points @ matrix[:3, :3].T + matrix[:3, 3]
                if "indices" in primitive:
                    corners = accessor(document, binary, primitive["indices"]).reshape(-1).astype(np.int64)
                else:
                    corners = np.arange(len(points))
                corners = corners[: len(corners) // 3 * 3].reshape(-1, 3)
                triangles.append(points[corners])
        for child in node.get("children", []):
            visit(child, matrix)

    for root in roots:
        visit(root, np.eye(4))
    return np.concatenate(triangles) if triangles else np.zeros((0, 3, 3))


# ---- the USD side -------------------------------------------------------------------------------------------------


def all_prims(stage):
    return Usd.PrimRange.Stage(stage, Usd.TraverseInstanceProxies())


def prims_below(prim):
    return Usd.PrimRange(prim, Usd.TraverseInstanceProxies())


def visual_meshes(prim):
    for descendant in prims_below(prim):
        if descendant.IsA(UsdGeom.Mesh) and UsdGeom.Imageable(descendant).ComputePurpose() != UsdGeom.Tokens.guide:
            yield UsdGeom.Mesh(descendant)


def mesh_triangles(mesh, cache):
    """World corner positions in face order, float64: (n, 3, 3)."""
    points = np.array(mesh.GetPointsAttr().Get(), dtype=np.float64)
    counts = np.array(mesh.GetFaceVertexCountsAttr().Get())
    indices = np.array(mesh.GetFaceVertexIndicesAttr().Get())
    if not (counts == 3).all():
        raise ValueError(f"{mesh.GetPath()}: not only triangles")
    matrix = np.array(cache.GetLocalToWorldTransform(mesh.GetPrim()), dtype=np.float64)
    world = points @ matrix[:3, :3] + matrix[3, :3]
    return world[indices.reshape(-1, 3)]


def position_error(expected, found):
    """Largest distance of corners; winding may start at another corner or be turned where a node mirrors."""
    if expected.shape != found.shape:
        return float("inf")
    orders = [(0, 1, 2), (0, 2, 1)]
    errors = [np.linalg.norm(expected[:, order] - found, axis=2).max(axis=1) for order in orders]
    return float(np.minimum.reduce(errors).max()) if len(expected) else 0.0


# ---- checks -------------------------------------------------------------------------------------------------------


class Report:
    def __init__(self):
        self.failures = []
        self.figures = {}

    def check(self, ok, check, message):
        if not ok:
            self.failures.append({"check": check, "message": message})
        return ok


def check_stage(stage, report):
    root = stage.GetDefaultPrim()
    report.check(root and str(root.GetPath()) == "/World", "stage.default_prim", f"default prim is {root}")
    report.check(UsdGeom.GetStageUpAxis(stage) == "Z", "stage.up_axis", str(UsdGeom.GetStageUpAxis(stage)))
    report.check(UsdGeom.GetStageMetersPerUnit(stage) == 1, "stage.meters_per_unit", str(UsdGeom.GetStageMetersPerUnit(stage)))
    mass_unit = UsdPhysics.GetStageKilogramsPerUnit(stage)
    report.check(mass_unit == 1, "stage.kilograms_per_unit", str(mass_unit))
    errors = [str(error) for error in stage.GetCompositionErrors()] if hasattr(stage, "GetCompositionErrors") else []
    report.check(not errors, "stage.composition_errors", "; ".join(errors[:5]))


def check_dependencies(path, report):
    layers, assets, unresolved = UsdUtils.ComputeAllDependencies(str(path))
    report.check(not unresolved, "paths.unresolved", ", ".join(map(str, unresolved)))
    for layer in layers:
        for reference in layer.GetExternalReferences() if hasattr(layer, "GetExternalReferences") else layer.externalReferences:
            anchored = not reference or reference.startswith(("./", "../"))
            report.check(anchored, "paths.anchored", f"{layer.identifier}: {reference}")
    report.figures["layers"] = len(layers)
    report.figures["textures"] = len(assets)


def check_objects(stage, folder, manifest, tolerance, report):
    cache = UsdGeom.XformCache()
    triangles_of = {}
    worst, triangles, instances, compared = 0.0, 0, 0, 0
    skipped = set()
    by_id = {}
    for prim in stage.GetPrimAtPath("/World/Objects").GetChildren():
        by_id[prim.GetCustomDataByKey("simwright:object_id") or prim.GetName()] = prim
    for entry in manifest["objects"]:
        asset_dir = folder / "assets" / f"obj_{entry['asset_id']}"
        record_file = asset_dir / "simready.json"
        record = json.loads(record_file.read_text()) if record_file.exists() else None
        if not record or record["status"] != "done":
            report.check(entry["id"] not in by_id, "objects.left_out", f"{entry['id']}: its asset failed, but it is in the scene")
            continue
        prim = by_id.get(entry["id"])
        if not report.check(prim is not None, "objects.present", f"{entry['id']} is not in the scene"):
            continue
        instances += 1
        found = [mesh_triangles(mesh, cache) for mesh in visual_meshes(prim)]
        found = np.concatenate(found) if found else np.zeros((0, 3, 3))
        triangles += len(found)
        count = record["triangles"]["visual"]
        report.check(len(found) == count, "objects.triangles", f"{entry['id']}: {len(found)} composed, {count} recorded")
        if entry["asset_id"] not in triangles_of:
            try:
                triangles_of[entry["asset_id"]] = glb_triangles(asset_dir / "asset.glb")
            except UnsupportedGlb as error:
                triangles_of[entry["asset_id"]] = None
                skipped.add(f"{entry['asset_id']}: {error}")
        source = triangles_of[entry["asset_id"]]
        if source is None:
            continue
        matrix = np.array(entry["matrix_column_vector"], dtype=np.float64).reshape(4, 4) @ ASSET_FROM_GLB
        error = position_error(source @ matrix[:3, :3].T + matrix[:3, 3], found)
        compared += 1
        worst = max(worst, error)
        report.check(error < tolerance, "objects.world_positions", f"{entry['id']}: off by {error} m")
    report.figures.update(
        objects=instances,
        objects_compared=compared,
        not_compared=sorted(skipped),
        triangles=triangles,
        world_error_m=worst,
        prototypes=len(stage.GetPrototypes()),
    )
    scene_report = json.loads((folder / "usd" / "scene_report.json").read_text())
    report.check(scene_report["totals"]["triangles"] == triangles, "report.triangles", f"{scene_report['totals']['triangles']} reported, {triangles} composed")
    report.check(scene_report["totals"]["objects"] == instances, "report.objects", f"{scene_report['totals']['objects']} reported, {instances} composed")
    assets = {str(p.assetPath) for prim in by_id.values() for spec in prim.GetPrimStack() for p in spec.referenceList.GetAddedOrExplicitItems() if p.assetPath}
    report.figures["asset_references"] = len(assets)
    report.check(len(assets) == scene_report["totals"]["assets"], "report.assets", f"{scene_report['totals']['assets']} reported, {len(assets)} referenced")


def moving_below(prim):
    return [p for p in prims_below(prim) if p != prim and p.HasAPI(UsdPhysics.RigidBodyAPI)]


def check_physics(stage, report):
    bodies = enabled = colliders = 0
    for prim in all_prims(stage):
        if prim.HasAPI(UsdPhysics.CollisionAPI):
            colliders += 1
            kind = prim.GetTypeName()
            report.check(prim.IsA(UsdGeom.Gprim), "physics.collider_gprim", f"{prim.GetPath()} is {kind}")
            if prim.IsA(UsdGeom.Mesh):
                report.check(prim.HasAPI(UsdPhysics.MeshCollisionAPI), "physics.mesh_collision", str(prim.GetPath()))
        if not prim.HasAPI(UsdPhysics.RigidBodyAPI):
            continue
        path = str(prim.GetPath())
        bodies += 1
        report.check(not prim.IsInstanceProxy(), "physics.body_in_instance", path)
        report.check(not moving_below(prim), "physics.nested_bodies", path)
        body, mass = UsdPhysics.RigidBodyAPI(prim), UsdPhysics.MassAPI(prim)
        report.check(prim.HasAPI(UsdPhysics.MassAPI), "physics.mass_api", path)
        kilograms = mass.GetMassAttr().Get() or 0
        report.check(mass.GetMassAttr().HasAuthoredValue() and kilograms > 0, "physics.mass", f"{path}: {kilograms}")
        report.check(mass.GetCenterOfMassAttr().HasAuthoredValue(), "physics.center_of_mass", path)
        moments = sorted(mass.GetDiagonalInertiaAttr().Get() or (0, 0, 0))
        report.check(mass.GetDiagonalInertiaAttr().HasAuthoredValue() and moments[0] > 0, "physics.inertia", f"{path}: {moments}")
        report.check(moments[0] + moments[1] >= moments[2] * (1 - 1e-6), "physics.triangle_inequality", f"{path}: {moments}")
        axes = mass.GetPrincipalAxesAttr().Get()
        length = axes.GetLength() if axes else 0
        report.check(abs(length - 1) < 1e-5, "physics.principal_axes", f"{path}: |q| = {length}")
        if body.GetRigidBodyEnabledAttr().Get():
            enabled += 1
            shapes = [p for p in prims_below(prim) if p.HasAPI(UsdPhysics.CollisionAPI)]
            report.check(shapes, "physics.body_without_collider", path)
            for shape in shapes:
                if shape.IsA(UsdGeom.Mesh):
                    how = UsdPhysics.MeshCollisionAPI(shape).GetApproximationAttr().Get()
                    report.check(how != "none", "physics.moving_triangle_mesh", str(shape.GetPath()))
    report.figures.update(bodies=bodies, bodies_enabled=enabled, colliders=colliders)
    # what OpenUSD's own physics parser makes of it
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        parsed = UsdPhysics.LoadUsdPhysicsFromRange(stage, ["/"])
    kinds = {str(kind).split(".")[-1]: len(value[0]) for kind, value in parsed.items()}
    report.figures["parsed_physics"] = kinds
    shapes = sum(count for kind, count in kinds.items() if kind.endswith("Shape"))
    report.check(kinds.get("Scene") == 1, "physics.parsed_scene", str(kinds))
    report.check(kinds.get("RigidBody", 0) == bodies, "physics.parsed_bodies", str(kinds))
    report.check(shapes == colliders, "physics.parsed_shapes", f"{colliders} colliders: {kinds}")


def check_extents(stage, report):
    cache = UsdGeom.BBoxCache(Usd.TimeCode.Default(), [UsdGeom.Tokens.default_])
    for prim in all_prims(stage):
        boundable = UsdGeom.Boundable(prim)
        if not boundable or not prim.IsA(UsdGeom.Gprim):
            continue
        authored = boundable.GetExtentAttr().Get()
        computed = UsdGeom.Boundable.ComputeExtentFromPlugins(boundable, Usd.TimeCode.Default())
        ok = authored is not None and computed is not None and np.allclose(np.array(authored), np.array(computed), rtol=1e-5, atol=1e-6)
        report.check(ok, "extent", f"{prim.GetPath()}: {authored} authored, {computed} computed")
    world = cache.ComputeWorldBound(stage.GetDefaultPrim()).ComputeAlignedRange()
    report.figures["world_bounds"] = [list(world.GetMin()), list(world.GetMax())]


def check_compliance(path, stage, report):
    """The older ComplianceChecker where this usd-core has it, else its successor with every validator it ships."""
    if hasattr(UsdUtils, "ComplianceChecker"):
        checker = UsdUtils.ComplianceChecker(arkit=False, skipARKitRootLayerCheck=True)
        checker.CheckCompliance(str(path))
        found = [*checker.GetErrors(), *checker.GetFailedChecks()]
        warned = list(checker.GetWarnings())
        name = "UsdUtils.ComplianceChecker"
    else:
        from pxr import UsdValidation

        registry = UsdValidation.ValidationRegistry()
        # a usdz package's rules do not apply to a scene in folders
        metadata = [m for m in registry.GetAllValidatorMetadata() if "Usdz" not in m.name and "Package" not in m.name]
        validators = registry.GetOrLoadValidatorsByName([m.name for m in metadata])
        errors = UsdValidation.ValidationContext(validators).Validate(stage)
        kinds = UsdValidation.ValidationErrorType
        found = [e.GetErrorAsString() for e in errors if e.GetType() == kinds.Error]
        warned = [e.GetErrorAsString() for e in errors if e.GetType() not in (kinds.Error, kinds.None_ if hasattr(kinds, "None_") else None)]
        name = f"UsdValidation, {len(validators)} validators"
    for message in found:
        report.check(False, "compliance", message)
    report.figures["compliance"] = {"checker": name, "failed": len(found), "warnings": sorted(set(warned))}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("scene", type=Path)
    parser.add_argument("--tolerance", type=float, default=1e-5)
    arguments = parser.parse_args()
    folder = arguments.scene
    path = folder / "usd" / "scene.usda"
    report = Report()
    stage = Usd.Stage.Open(str(path))
    manifest = json.loads((folder / "assets" / "scene_manifest.json").read_text())
    check_stage(stage, report)
    check_dependencies(path, report)
    check_objects(stage, folder, manifest, arguments.tolerance, report)
    check_physics(stage, report)
    check_extents(stage, report)
    check_compliance(path, stage, report)
    report.figures["usd"] = ".".join(map(str, Usd.GetVersion()))
    print(json.dumps({"passed": not report.failures, "failures": report.failures, **report.figures}, indent=2))
    sys.exit(1 if report.failures else 0)


if __name__ == "__main__":
    main()
