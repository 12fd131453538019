import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: understandQuery()","description":"","frontmatter":{},"headers":[],"relativePath":"reference/engine/functions/understandQuery.md","filePath":"reference/engine/functions/understandQuery.md"}');
const _sfc_main = { name: "reference/engine/functions/understandQuery.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="function-understandquery" tabindex="-1">Function: understandQuery() <a class="header-anchor" href="#function-understandquery" aria-label="Permalink to &quot;Function: understandQuery()&quot;">​</a></h1><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">function</span><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;"> understandQuery</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">(</span></span>
<span class="line"><span style="--shiki-light:#E36209;--shiki-dark:#FFAB70;">   query</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">, </span></span>
<span class="line"><span style="--shiki-light:#E36209;--shiki-dark:#FFAB70;">   lexicon</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">, </span></span>
<span class="line"><span style="--shiki-light:#E36209;--shiki-dark:#FFAB70;">   turns</span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">?</span></span>
<span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">)</span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">:</span><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;"> Understanding</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">;</span></span></code></pre></div><p>Understands a query by the catalogue&#39;s own words and by rules for prices, negation and acts. Anything may be typed: nothing throws, and only the first 500 characters are read.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="query" tabindex="-1">query <a class="header-anchor" href="#query" aria-label="Permalink to &quot;query&quot;">​</a></h3><p><code>string</code></p><h3 id="lexicon" tabindex="-1">lexicon <a class="header-anchor" href="#lexicon" aria-label="Permalink to &quot;lexicon&quot;">​</a></h3><p><a href="./../interfaces/Lexicon"><code>Lexicon</code></a></p><h3 id="turns" tabindex="-1">turns? <a class="header-anchor" href="#turns" aria-label="Permalink to &quot;turns?&quot;">​</a></h3><p>readonly <code>string</code>[] = <code>[]</code></p><p>earlier queries of the same search, oldest first; the last 10 count</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../../client/interfaces/Understanding"><code>Understanding</code></a></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/engine/functions/understandQuery.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const understandQuery = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  understandQuery as default
};
