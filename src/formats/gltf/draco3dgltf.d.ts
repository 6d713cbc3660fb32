declare module 'draco3dgltf' {
  const draco3d: { createDecoderModule(options?: object): Promise<unknown> };
  export default draco3d;
}
