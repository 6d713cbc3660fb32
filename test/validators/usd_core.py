#!/usr/bin/env python3
"""Checks a scene's USD against its inputs with OpenUSD (`pip install usd-core numpy`), code that is not ours.

usage: usd_core.py <scene folder> [--tolerance 1e-5]

Opens every asset's USD file, and usd/scene.usda when the scene is placed. Compares them with assets/scene_manifest.json
(poses), assets/obj_*/asset.glb (vertices; a small GLB reader of its own, so uncompressed GLB only) and
assets/obj_*/simready.json (triangle counts). Prints one JSON object; exits 1 when anything failed.
"""
import argparse
import json
import struct
import sys
import warnings
from pathlib import Path

import numpy as np
from pxr import Usd, UsdGeom, UsdLux, UsdPhysics, UsdUtils

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


def check_stage(stage, default_prim, report):
    root = stage.GetDefaultPrim()
    found = str(root.GetPath()) if root else None
    report.check(found == default_prim, "stage.default_prim", f"{found}, expected {default_prim}")
    report.check(UsdGeom.GetStageUpAxis(stage) == "Z", "stage.up_axis", str(UsdGeom.GetStageUpAxis(stage)))
    metres = UsdGeom.GetStageMetersPerUnit(stage)
    report.check(metres == 1, "stage.meters_per_unit", str(metres))
    kilograms = UsdPhysics.GetStageKilogramsPerUnit(stage)
    report.check(kilograms == 1, "stage.kilograms_per_unit", str(kilograms))
    errors = [str(error) for error in stage.GetCompositionErrors()] if hasattr(stage, "GetCompositionErrors") else []
    report.check(not errors, "stage.composition_errors", "; ".join(errors[:5]))


def check_dependencies(path, root, report):
    """Everything resolves, by relative paths that stay inside `root`. Gives the number of layers and other files."""
    layers, assets, unresolved = UsdUtils.ComputeAllDependencies(str(path))
    report.check(not unresolved, "paths.unresolved", ", ".join(map(str, unresolved)))
    for layer in layers:
        for reference in layer.GetExternalReferences() if hasattr(layer, "GetExternalReferences") else layer.externalReferences:
            anchored = not reference or reference.startswith(("./", "../"))
            report.check(anchored, "paths.anchored", f"{layer.identifier}: {reference}")
    for file in [layer.realPath for layer in layers] + list(assets):
        inside = root.resolve() in Path(file).resolve().parents
        report.check(inside, "paths.inside", f"{file} is outside of {root}")
    return len(layers), len(assets)


class Sources:
    """Triangles of the GLB files, each read once; None for those that this reader cannot read."""

    def __init__(self, folder):
        self.folder = folder
        self.cached = {}
        self.not_compared = []

    def triangles(self, asset_id):
        if asset_id not in self.cached:
            try:
                self.cached[asset_id] = glb_triangles(self.folder / "assets" / f"obj_{asset_id}" / "asset.glb")
            except UnsupportedGlb as error:
                self.cached[asset_id] = None
                self.not_compared.append(f"{asset_id}: {error}")
        return self.cached[asset_id]

    def error(self, asset_id, matrix, found):
        source = self.triangles(asset_id)
        if source is None:
            return None
        return position_error(source @ matrix[:3, :3].T + matrix[:3, 3], found)


def composed_triangles(prim, cache):
    found = [mesh_triangles(mesh, cache) for mesh in visual_meshes(prim)]
    return np.concatenate(found) if found else np.zeros((0, 3, 3))


def check_asset(folder, record, sources, tolerance, report):
    path = folder / record["outputs"]["usd"]
    if not report.check(path.exists(), "asset.exists", str(path)):
        return None
    stage = Usd.Stage.Open(str(path))
    roots = [str(prim.GetPath()) for prim in stage.GetPseudoRoot().GetChildren()]
    report.check(len(roots) == 1, "asset.single_root", f"{path}: {roots}")
    check_stage(stage, roots[0], report)
    check_dependencies(path, path.parent, report)
    found = composed_triangles(stage.GetDefaultPrim(), UsdGeom.XformCache())
    count = record["triangles"]["visual"]
    report.check(len(found) == count, "asset.triangles", f"{path}: {len(found)} composed, {count} recorded")
    error = sources.error(record["id"], ASSET_FROM_GLB, found)
    report.check(error is None or error < tolerance, "asset.positions", f"{path}: off by {error} m")
    check_mass_record(stage.GetDefaultPrim(), record, report)
    figures = check_physics(stage, report)
    report.check(figures["bodies"] == 1, "asset.bodies", f"{path}: {figures['bodies']}")
    check_extents(stage, report)
    check_normals(stage, report)
    check_compliance(path, stage, report)
    return error


def check_mass_record(prim, record, report):
    """The authored mass rebuilds the recorded tensor: R diag(moments) R^T."""
    mass = UsdPhysics.MassAPI(prim)
    axes = mass.GetPrincipalAxesAttr().Get()
    x, y, z = axes.GetImaginary()
    w = axes.GetReal()
    rotation = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    tensor = rotation @ np.diag(np.array(mass.GetDiagonalInertiaAttr().Get(), dtype=np.float64)) @ rotation.T
    given = record["mass"]["inertia_kg_m2"]
    expected = np.array(
        [[given["xx"], given["xy"], given["xz"]], [given["xy"], given["yy"], given["yz"]], [given["xz"], given["yz"], given["zz"]]]
    )
    off = np.abs(tensor - expected).max() / np.abs(expected).max()
    report.check(off < 1e-5, "asset.inertia_tensor", f"{record['id']}: off by {off} of the largest entry")
    ratio = mass.GetMassAttr().Get() / record["mass"]["mass_kg"]
    report.check(abs(ratio - 1) < 1e-6, "asset.mass", f"{record['id']}: {ratio}")
    center = np.abs(np.array(mass.GetCenterOfMassAttr().Get()) - record["mass"]["center_of_mass_m"]).max()
    report.check(center < 1e-5, "asset.center_of_mass", f"{record['id']}: off by {center} m")


def check_objects(stage, folder, manifest, records, sources, tolerance, report):
    cache = UsdGeom.XformCache()
    worst, triangles, instances, compared = 0.0, 0, 0, 0
    by_id = {}
    for prim in stage.GetPrimAtPath("/World/Objects").GetChildren():
        by_id[prim.GetCustomDataByKey("simwright:object_id")] = prim
    for entry in manifest["objects"]:
        record = records.get(entry["asset_id"])
        if not record or record["status"] != "done":
            report.check(entry["id"] not in by_id, "objects.left_out", f"{entry['id']}: its asset failed, but it is there")
            continue
        prim = by_id.get(entry["id"])
        if not report.check(prim is not None, "objects.present", f"{entry['id']} is not in the scene"):
            continue
        instances += 1
        found = composed_triangles(prim, cache)
        triangles += len(found)
        count = record["triangles"]["visual"]
        report.check(len(found) == count, "objects.triangles", f"{entry['id']}: {len(found)} composed, {count} recorded")
        matrix = np.array(entry["matrix_column_vector"], dtype=np.float64).reshape(4, 4) @ ASSET_FROM_GLB
        error = sources.error(entry["asset_id"], matrix, found)
        if error is None:
            continue
        compared += 1
        worst = max(worst, error)
        report.check(error < tolerance, "objects.world_positions", f"{entry['id']}: off by {error} m")
    assets = set()
    for prim in by_id.values():
        for spec in prim.GetPrimStack():
            assets.update(ref.assetPath for ref in spec.referenceList.GetAddedOrExplicitItems() if ref.assetPath)
    report.figures.update(
        objects=instances,
        objects_compared=compared,
        triangles=triangles,
        world_error_m=worst,
        asset_references=len(assets),
        prototypes=len(stage.GetPrototypes()),
    )
    totals = json.loads((folder / "usd" / "scene_report.json").read_text())["totals"]
    for name, count in (("triangles", triangles), ("objects", instances), ("assets", len(assets))):
        report.check(totals[name] == count, f"report.{name}", f"{totals[name]} reported, {count} composed")


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
                    points = len(UsdGeom.Mesh(shape).GetPointsAttr().Get())
                    report.check(points <= 64, "physics.hull_budget", f"{shape.GetPath()}: {points} vertices")
                    how = UsdPhysics.MeshCollisionAPI(shape).GetApproximationAttr().Get()
                    report.check(how != "none", "physics.moving_triangle_mesh", str(shape.GetPath()))
    # what OpenUSD's own physics parser makes of it
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        parsed = UsdPhysics.LoadUsdPhysicsFromRange(stage, ["/"])
    kinds = {str(kind).split(".")[-1]: len(value[0]) for kind, value in parsed.items()}
    shapes = sum(count for kind, count in kinds.items() if kind.endswith("Shape"))
    report.check(kinds.get("RigidBody", 0) == bodies, "physics.parsed_bodies", str(kinds))
    report.check(shapes == colliders, "physics.parsed_shapes", f"{colliders} colliders: {kinds}")
    return {"bodies": bodies, "bodies_enabled": enabled, "colliders": colliders, "parsed_physics": kinds}


def check_extents(stage, report):
    for prim in all_prims(stage):
        if not prim.IsA(UsdGeom.Boundable):
            continue
        boundable = UsdGeom.Boundable(prim)
        authored = boundable.GetExtentAttr().Get()
        computed = UsdGeom.Boundable.ComputeExtentFromPlugins(boundable, Usd.TimeCode.Default())
        ok = authored is not None and computed is not None
        ok = ok and np.allclose(np.array(authored), np.array(computed), rtol=1e-5, atol=1e-6)
        report.check(ok, "extent", f"{prim.GetPath()}: {authored} authored, {computed} computed")


def check_normals(stage, report):
    for prim in all_prims(stage):
        mesh = UsdGeom.Mesh(prim)
        if not mesh:
            continue
        normals = np.array(mesh.GetNormalsAttr().Get() or [], dtype=np.float64).reshape(-1, 3)
        sizes = {
            "uniform": len(mesh.GetFaceVertexCountsAttr().Get()),
            "vertex": len(mesh.GetPointsAttr().Get()),
            "faceVarying": len(mesh.GetFaceVertexIndicesAttr().Get()),
        }
        expected = sizes.get(str(mesh.GetNormalsInterpolation()))
        report.check(len(normals) == expected, "normals.count", f"{prim.GetPath()}: {len(normals)}, expected {expected}")
        unit = np.abs(np.linalg.norm(normals, axis=1) - 1).max() < 1e-2 if len(normals) else False
        report.check(unit, "normals.unit", str(prim.GetPath()))


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
        report.check(False, "compliance", f"{path}: {message}")
    figures = report.figures.setdefault("compliance", {"checker": name, "failed": 0, "warnings": []})
    figures["failed"] += len(found)
    figures["warnings"] = sorted({*figures["warnings"], *warned})


def check_scene(folder, manifest, records, sources, tolerance, report):
    path = folder / "usd" / "scene.usda"
    stage = Usd.Stage.Open(str(path))
    check_stage(stage, "/World", report)
    report.figures["layers"], report.figures["textures"] = check_dependencies(path, folder, report)
    check_objects(stage, folder, manifest, records, sources, tolerance, report)
    figures = check_physics(stage, report)
    report.figures.update(figures)
    report.check(figures["parsed_physics"].get("Scene") == 1, "physics.scene", str(figures["parsed_physics"]))
    lights = [prim for prim in all_prims(stage) if prim.HasAPI(UsdLux.LightAPI)]
    report.check(lights, "scene.lights", "no light: the scene renders black")
    check_extents(stage, report)
    check_cameras(stage, manifest, report)
    check_compliance(path, stage, report)
    cache = UsdGeom.BBoxCache(Usd.TimeCode.Default(), [UsdGeom.Tokens.default_])
    world = cache.ComputeWorldBound(stage.GetDefaultPrim()).ComputeAlignedRange()
    report.figures["world_bounds"] = [list(world.GetMin()), list(world.GetMax())]


def check_cameras(stage, manifest, report):
    """Projects points by OpenUSD's camera and by fx, fy, cx, cy; both must name the same pixel."""
    prims = {p.GetCustomDataByKey("simwright:object_id"): p for p in all_prims(stage) if p.IsA(UsdGeom.Camera)}
    worst = 0.0
    for camera in manifest["cameras"]:
        prim = prims.get(camera["id"])
        if not report.check(prim is not None, "cameras.present", camera["id"]):
            continue
        gf = UsdGeom.Camera(prim).GetCamera(Usd.TimeCode.Default())
        view_projection = np.array(gf.frustum.ComputeViewMatrix()) @ np.array(gf.frustum.ComputeProjectionMatrix())
        world = np.array(camera["matrix_column_vector"], dtype=np.float64).reshape(4, 4)
        for x, y, z in ((0, 0, -2), (0.3, -0.2, -1), (-1, 0.5, -4)):
            u = camera["cx"] + camera["fx"] * x / -z
            v = camera["cy"] - camera["fy"] * y / -z
            clip = world @ np.array([x, y, z, 1]) @ view_projection
            pixel = ((clip[0] / clip[3] + 1) / 2 * camera["width"], (1 - clip[1] / clip[3]) / 2 * camera["height"])
            worst = max(worst, abs(pixel[0] - u), abs(pixel[1] - v))
    report.check(worst < 0.01, "cameras.pixels", f"off by {worst} pixels")
    report.figures["camera_error_px"] = worst


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("scene", type=Path)
    parser.add_argument("--tolerance", type=float, default=1e-5, help="metres")
    arguments = parser.parse_args()
    folder = arguments.scene
    report = Report()
    sources = Sources(folder)
    manifest = json.loads((folder / "assets" / "scene_manifest.json").read_text())
    records = {}
    for asset in manifest["assets"]:
        file = folder / "assets" / f"obj_{asset['id']}" / "simready.json"
        if report.check(file.exists(), "asset.record", str(file)):
            records[asset["id"]] = json.loads(file.read_text())
    done = [record for record in records.values() if record["status"] == "done"]
    errors = [check_asset(folder, record, sources, arguments.tolerance, report) for record in done]
    report.check(done, "assets", "no asset was finished")
    report.figures["assets"] = len(done)
    report.figures["assets_failed"] = len(records) - len(done)
    report.figures["asset_error_m"] = max((error for error in errors if error is not None), default=None)
    if manifest["placed"]:
        check_scene(folder, manifest, records, sources, arguments.tolerance, report)
    report.figures["not_compared"] = sources.not_compared
    report.figures["usd"] = ".".join(map(str, Usd.GetVersion()))
    print(json.dumps({"passed": not report.failures, "failures": report.failures, **report.figures}, indent=2))
    sys.exit(1 if report.failures else 0)


if __name__ == "__main__":
    main()
