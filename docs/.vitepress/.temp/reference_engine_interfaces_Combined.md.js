import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Combined","description":"","frontmatter":{},"headers":[],"relativePath":"reference/engine/interfaces/Combined.md","filePath":"reference/engine/interfaces/Combined.md"}');
const _sfc_main = { name: "reference/engine/interfaces/Combined.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-combined" tabindex="-1">Interface: Combined <a class="header-anchor" href="#interface-combined" aria-label="Permalink to &quot;Interface: Combined&quot;">​</a></h1><p>The scores of a history, and how their first part was standardized.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="scores" tabindex="-1">scores <a class="header-anchor" href="#scores" aria-label="Permalink to &quot;scores&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">scores</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: Float32Array;</span></span></code></pre></div><p>[N]</p><hr><h3 id="standard" tabindex="-1">standard <a class="header-anchor" href="#standard" aria-label="Permalink to &quot;standard&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">standard</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: Standard;</span></span></code></pre></div><p>What <code>explainer</code> needs, so that explaining an item does not read all the others.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/engine/interfaces/Combined.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Combined = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Combined as default
};
