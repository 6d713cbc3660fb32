#include "core/render.h"
#include "binding/convert.h"
#include "binding/verbs.h"
#include <memory>

namespace simwright::binding {

namespace {

Napi::Value member(Napi::Object object, const char* name) {
  return object.Get(name);
}

// `n` numbers of a JavaScript array into `out`; left alone when undefined.
template <class T> void numbers(Napi::Object object, const char* name, T* out, std::uint32_t n) {
  const Napi::Value value = member(object, name);
  if (value.IsUndefined()) return;
  if (!value.IsArray() || value.As<Napi::Array>().Length() != n)
    throw Napi::TypeError::New(object.Env(), std::string(name) + ": expected " + std::to_string(n) + " numbers");
  for (std::uint32_t i = 0; i < n; ++i) {
    const Napi::Value element = value.As<Napi::Array>().Get(i);
    if (!element.IsNumber())
      throw Napi::TypeError::New(object.Env(), std::string(name) + ": expected " + std::to_string(n) + " numbers");
    out[i] = static_cast<T>(element.As<Napi::Number>().DoubleValue());
  }
}

template <class Visit> void each(Napi::Value list, const char* name, Visit visit) {
  if (!list.IsArray()) throw Napi::TypeError::New(list.Env(), std::string(name) + ": expected an array");
  const Napi::Array array = list.As<Napi::Array>();
  for (std::uint32_t i = 0; i < array.Length(); ++i) {
    const Napi::Value element = array.Get(i);
    if (!element.IsObject())
      throw Napi::TypeError::New(list.Env(), std::string(name) + ": expected an array of objects");
    visit(element.As<Napi::Object>());
  }
}

Wrap wrapOf(Napi::Object texture, const char* name) {
  const std::string wrap = text(texture, name, "repeat");
  return wrap == "clamp" ? Wrap::clamp : wrap == "mirror" ? Wrap::mirror : Wrap::repeat;
}

std::uint32_t count(Napi::Object object, const char* name) {
  const double value = number(object, name, 0);
  return value >= 0 && value <= 4294967295.0 ? static_cast<std::uint32_t>(value) : 0;
}

RenderLayer layerOf(Napi::Object object, MeshView mesh) {
  RenderLayer layer;
  layer.mesh = mesh;
  layer.normals = float32Span(member(object, "normals"), "normals");
  layer.uvs = float32Span(member(object, "uvs"), "uvs");
  layer.colors = float32Span(member(object, "colors"), "colors");
  layer.materials = uint32Span(member(object, "materials"), "materials");
  layer.overlay = flag(object, "overlay", false);
  layer.castsShadow = flag(object, "castsShadow", true);
  return layer;
}

RenderMaterial materialOf(Napi::Object object) {
  RenderMaterial material;
  float base[4] = {material.base.color.r, material.base.color.g, material.base.color.b, 1}, emissive[3] = {0, 0, 0};
  numbers(object, "base", base, 4);
  numbers(object, "emissive", emissive, 3);
  material.base = {{base[0], base[1], base[2]}, base[3]};
  material.emissive = {emissive[0], emissive[1], emissive[2]};
  const double texture = number(object, "texture", -1);
  material.texture = texture >= 0 && texture < 1e9 ? static_cast<int>(texture) : -1;
  numbers(object, "uvMatrix", material.uvMatrix.data(), 6);
  const std::string alpha = text(object, "alpha", "opaque");
  material.alpha = alpha == "mask" ? Alpha::mask : alpha == "blend" ? Alpha::blend : Alpha::opaque;
  material.cutoff = static_cast<float>(number(object, "cutoff", 0.5));
  material.frontOnly = flag(object, "frontOnly", false);
  return material;
}

RenderTexture textureOf(Napi::Object object) {
  return {uint8Span(member(object, "rgba"), "rgba"), count(object, "width"), count(object, "height"),
          wrapOf(object, "wrapS"), wrapOf(object, "wrapT")};
}

RenderView viewOf(Napi::Object object) {
  RenderView view;
  numbers(object, "worldFromCamera", view.camera.worldFromCamera.data(), 16);
  view.camera.fx = number(object, "fx", 0);
  view.camera.fy = number(object, "fy", 0);
  view.camera.cx = number(object, "cx", 0);
  view.camera.cy = number(object, "cy", 0);
  view.camera.width = count(object, "width");
  view.camera.height = count(object, "height");
  double toSun[3] = {view.light.toSun.x, view.light.toSun.y, view.light.toSun.z};
  numbers(object, "toSun", toSun, 3);
  view.light.toSun = {toSun[0], toSun[1], toSun[2]};
  float background[4] = {1, 1, 1, 1};
  numbers(object, "background", background, 4);
  view.background = {{background[0], background[1], background[2]}, background[3]};
  view.ground = number(object, "ground", view.ground);
  view.shading = flag(object, "shading", true);
  return view;
}

} // namespace

// render(layers, materials, textures, views, cancel?)
Napi::Value renderVerb(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  RenderScene scene;
  std::vector<std::unique_ptr<MeshArgument>> meshes;
  each(info[0], "layers", [&](Napi::Object layer) {
    meshes.push_back(std::make_unique<MeshArgument>(member(layer, "positions"), member(layer, "indices")));
    scene.layers.push_back(layerOf(layer, meshes.back()->view));
  });
  each(info[1], "materials", [&](Napi::Object m) { scene.materials.push_back(materialOf(m)); });
  each(info[2], "textures", [&](Napi::Object t) { scene.textures.push_back(textureOf(t)); });
  std::vector<RenderView> views;
  each(info[3], "views", [&](Napi::Object v) { views.push_back(viewOf(v)); });

  const std::vector<Picture> pictures = render(scene, views, cancelToken(info[4]));
  Napi::Array out = Napi::Array::New(env, pictures.size());
  for (std::uint32_t i = 0; i < pictures.size(); ++i) {
    const Picture& p = pictures[i];
    Napi::Object picture = Napi::Object::New(env);
    picture.Set("width", Napi::Number::New(env, p.width));
    picture.Set("height", Napi::Number::New(env, p.height));
    picture.Set("rgba", uint8Array(env, p.rgba));
    picture.Set("depth", float32Array(env, p.depth));
    picture.Set("distance", float32Array(env, p.distance));
    picture.Set("layer", int32Array(env, p.layer));
    picture.Set("triangle", int32Array(env, p.triangle));
    if (!p.overlaid.empty()) {
      picture.Set("overlaid", uint8Array(env, p.overlaid));
      picture.Set("overlayDepth", float32Array(env, p.overlayDepth));
    }
    out.Set(i, picture);
  }
  return out;
}

} // namespace simwright::binding
