import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Changelog","description":"","frontmatter":{},"headers":[],"relativePath":"changelog.md","filePath":"changelog.md"}');
const _sfc_main = { name: "changelog.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="changelog" tabindex="-1">Changelog <a class="header-anchor" href="#changelog" aria-label="Permalink to &quot;Changelog&quot;">​</a></h1><p>What changes for users. All packages share one version. Changes that are not released yet lie in <code>.changeset/</code>, one file each; <code>npx changeset</code> writes such a file.</p><h2 id="010" tabindex="-1">0.1.0 <a class="header-anchor" href="#010" aria-label="Permalink to &quot;0.1.0&quot;">​</a></h2><p>The first version.</p><ul><li><code>pack</code>: format 1: manifest, safetensors, ONNX, catalogue; readers that refuse what does not fit.</li><li><code>training</code>: the <code>tacit</code> command: <code>train</code>, <code>teach</code>, <code>evaluate</code>, <code>intents</code>, <code>update</code>, <code>inspect</code>, <code>publish</code>. Linear and graph teachers, RLMRec and IRLLRec, text by words, by vectors or by a language model.</li><li><code>engine</code>: the student in plain TypeScript with one SIMD kernel.</li><li><code>worker</code>: the edge on Cloudflare Workers over R2.</li><li><code>client</code>: the SDK: history, consent, onnxruntime-web on WebGPU or WASM, reasons.</li></ul></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("changelog.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const changelog = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  changelog as default
};
