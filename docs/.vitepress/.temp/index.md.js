import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse(`{"title":"","description":"","frontmatter":{"layout":"home","hero":{"name":"Tacit","text":"Recommendations that never see your visitors","tagline":"A small model and the catalogue are downloaded once. Each visitor's history stays in their own browser, which ranks everything and says why.","actions":[{"theme":"brand","text":"Guide for owners","link":"/guide/"},{"theme":"alt","text":"How it works","link":"/architecture"}]},"features":[{"title":"Private by construction","details":"The requests of two visitors are the same, byte for byte, whatever they did.","link":"/privacy"},{"title":"Explains itself","details":"Every item carries its reason, taken from the score itself.","link":"/architecture#score"},{"title":"Works from the first day","details":"Without events, items are ranked by their texts. New items are recommended before anybody has touched them.","link":"/catalogue"},{"title":"Measured","details":"Every number has its command, seed and machine.","link":"/measurements"}]},"headers":[],"relativePath":"index.md","filePath":"index.md"}`);
const _sfc_main = { name: "index.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("index.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const index = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  index as default
};
