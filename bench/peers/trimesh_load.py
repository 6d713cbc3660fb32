"""trimesh's loading of a file into one mesh, without its post-processing."""
import trimesh
from timing import fastest, main


def measure(case, request):
    def run():
        loaded = trimesh.load(case["file"], process=False)
        return loaded.to_mesh() if isinstance(loaded, trimesh.Scene) else loaded

    ms = fastest(run, request)
    return {"ms": ms, "triangles": len(run().faces)}


main(f"trimesh {trimesh.__version__}", measure)
