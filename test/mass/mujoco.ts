/** MuJoCo (WebAssembly) as a referee: it compiles a model and says what it made of it. */
import load, { type MainModule, type MjModel } from '@mujoco/mujoco';

let engine: Promise<MainModule> | undefined;

export interface Compiled {
  mass: number;
  centerOfMass: number[];
  /** Principal moments, and w-first rotation from principal axes to the body's. */
  moments: [number, number, number];
  axes: [number, number, number, number];
  geoms: number;
}

/** Body 1, or the named one, of an MJCF or URDF text; `files` are meshes that it names. The refusal's text instead, where MuJoCo refuses. */
export async function compile(
  xml: string,
  files: Record<string, string> = {},
  body?: string,
): Promise<Compiled | string> {
  engine ??= load();
  const mujoco = await engine;
  const vfs = new mujoco.MjVFS();
  let model: MjModel | undefined;
  try {
    for (const [name, text] of Object.entries(files)) vfs.addBuffer(name, new TextEncoder().encode(text));
    model = mujoco.MjModel.from_xml_string(xml, vfs) as MjModel;
    const id = body === undefined ? 1 : model.body(body).id;
    const of = (array: ArrayLike<number>, width: number) => Array.from(array).slice(id * width, (id + 1) * width);
    return {
      mass: of(model.body_mass, 1)[0],
      centerOfMass: of(model.body_ipos, 3),
      moments: of(model.body_inertia, 3) as Compiled['moments'],
      axes: of(model.body_iquat, 4) as Compiled['axes'],
      geoms: model.ngeom,
    };
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(mujoco.getExceptionMessage(thrown as never));
  } finally {
    model?.delete();
    vfs.delete();
  }
}
