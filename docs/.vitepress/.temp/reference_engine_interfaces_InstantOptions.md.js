import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: InstantOptions","description":"","frontmatter":{},"headers":[],"relativePath":"reference/engine/interfaces/InstantOptions.md","filePath":"reference/engine/interfaces/InstantOptions.md"}');
const _sfc_main = { name: "reference/engine/interfaces/InstantOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-instantoptions" tabindex="-1">Interface: InstantOptions <a class="header-anchor" href="#interface-instantoptions" aria-label="Permalink to &quot;Interface: InstantOptions&quot;">​</a></h1><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="wasm" tabindex="-1">wasm? <a class="header-anchor" href="#wasm" aria-label="Permalink to &quot;wasm?&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">wasm</span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">?:</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;"> boolean;</span></span></code></pre></div><p>Default true; false: plain TypeScript even if WebAssembly is available.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/engine/interfaces/InstantOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const InstantOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  InstantOptions as default
};
