"""Convex hull of a mesh's vertices: Qhull through scipy, and trimesh's convex_hull (Qhull plus a wound, merged mesh)."""
import scipy
import trimesh
from scipy.spatial import ConvexHull
from timing import fastest, load_mesh, main


def measure(case, request):
    vertices, faces = load_mesh(case)
    points = vertices.astype("f8")
    mesh = trimesh.Trimesh(vertices=points, faces=faces, process=False, validate=False)

    def through_trimesh():
        mesh._cache.clear()
        return mesh.convex_hull

    qhull = ConvexHull(points)
    return {
        "ms": fastest(lambda: ConvexHull(points), request),
        "trimesh_ms": fastest(through_trimesh, request),
        "trimesh_version": trimesh.__version__,
        "volume": float(qhull.volume),
        "vertices": len(qhull.vertices),
    }


main(f"scipy {scipy.__version__}", measure)
