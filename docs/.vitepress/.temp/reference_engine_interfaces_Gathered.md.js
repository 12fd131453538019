import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Gathered","description":"","frontmatter":{},"headers":[],"relativePath":"reference/engine/interfaces/Gathered.md","filePath":"reference/engine/interfaces/Gathered.md"}');
const _sfc_main = { name: "reference/engine/interfaces/Gathered.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-gathered" tabindex="-1">Interface: Gathered <a class="header-anchor" href="#interface-gathered" aria-label="Permalink to &quot;Interface: Gathered&quot;">​</a></h1><p>Inputs of the encoder: L events, padded on the right.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="ages" tabindex="-1">ages <a class="header-anchor" href="#ages" aria-label="Permalink to &quot;ages&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">ages</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: Float32Array;</span></span></code></pre></div><p>[L]: days before the newest event, −1 if unknown.</p><hr><h3 id="kinds" tabindex="-1">kinds <a class="header-anchor" href="#kinds" aria-label="Permalink to &quot;kinds&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">kinds</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: Int32Array;</span></span></code></pre></div><p>[L]: kind ids, all in range.</p><hr><h3 id="mask" tabindex="-1">mask <a class="header-anchor" href="#mask" aria-label="Permalink to &quot;mask&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">mask</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: Float32Array;</span></span></code></pre></div><p>[L]: 1 for an event, 0 for padding.</p><hr><h3 id="vectors" tabindex="-1">vectors <a class="header-anchor" href="#vectors" aria-label="Permalink to &quot;vectors&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">vectors</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: Float32Array;</span></span></code></pre></div><p>[L,d]: x_l = gain · scale · int8 row, zeros in the padding.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/engine/interfaces/Gathered.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Gathered = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Gathered as default
};
