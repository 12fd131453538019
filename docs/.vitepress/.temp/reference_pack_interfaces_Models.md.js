import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Models","description":"","frontmatter":{},"headers":[],"relativePath":"reference/pack/interfaces/Models.md","filePath":"reference/pack/interfaces/Models.md"}');
const _sfc_main = { name: "reference/pack/interfaces/Models.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-models" tabindex="-1">Interface: Models <a class="header-anchor" href="#interface-models" aria-label="Permalink to &quot;Interface: Models&quot;">​</a></h1><p>ONNX bytes of the encoder and of the scorer.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="scorer" tabindex="-1">scorer <a class="header-anchor" href="#scorer" aria-label="Permalink to &quot;scorer&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">scorer</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: Uint8Array;</span></span></code></pre></div><hr><h3 id="student" tabindex="-1">student <a class="header-anchor" href="#student" aria-label="Permalink to &quot;student&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">student</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: Uint8Array;</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/pack/interfaces/Models.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Models = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Models as default
};
