import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: placeOf()","description":"","frontmatter":{},"headers":[],"relativePath":"reference/pack/functions/placeOf.md","filePath":"reference/pack/functions/placeOf.md"}');
const _sfc_main = { name: "reference/pack/functions/placeOf.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="function-placeof" tabindex="-1">Function: placeOf() <a class="header-anchor" href="#function-placeof" aria-label="Permalink to &quot;Function: placeOf()&quot;">​</a></h1><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">function</span><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;"> placeOf</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">(</span><span style="--shiki-light:#E36209;--shiki-dark:#FFAB70;">seen</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">, </span><span style="--shiki-light:#E36209;--shiki-dark:#FFAB70;">__namedParameters</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">)</span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">:</span><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;"> Place</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">;</span></span></code></pre></div><p>Compares a manifest with those that a reader has seen under the same key.</p><ul><li><code>same</code>: the newest one that it has seen.</li><li><code>forked</code>: another manifest at a sequence that it has seen, be it the manifest&#39;s own or that of <code>previous</code> right before it. A gap is no fork: between two visits many packs may pass.</li><li><code>rolled-back</code>: a sequence below the highest. A roll-back is a new manifest with old files.</li></ul><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="seen" tabindex="-1">seen <a class="header-anchor" href="#seen" aria-label="Permalink to &quot;seen&quot;">​</a></h3><p><a href="./../interfaces/Seen"><code>Seen</code></a> | <code>undefined</code></p><p>undefined for a key that is new to the reader, which starts a chain of its own</p><h3 id="__namedparameters" tabindex="-1">__namedParameters <a class="header-anchor" href="#__namedparameters" aria-label="Permalink to &quot;\\_\\_namedParameters&quot;">​</a></h3><p><code>Link</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../type-aliases/Place"><code>Place</code></a></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/pack/functions/placeOf.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const placeOf = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  placeOf as default
};
