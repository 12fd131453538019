import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: join()","description":"","frontmatter":{},"headers":[],"relativePath":"reference/engine/functions/join.md","filePath":"reference/engine/functions/join.md"}');
const _sfc_main = { name: "reference/engine/functions/join.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="function-join" tabindex="-1">Function: join() <a class="header-anchor" href="#function-join" aria-label="Permalink to &quot;Function: join()&quot;">​</a></h1><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">function</span><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;"> join</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">(</span></span>
<span class="line"><span style="--shiki-light:#E36209;--shiki-dark:#FFAB70;">   coverage</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">, </span></span>
<span class="line"><span style="--shiki-light:#E36209;--shiki-dark:#FFAB70;">   history</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">, </span></span>
<span class="line"><span style="--shiki-light:#E36209;--shiki-dark:#FFAB70;">   popularity</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">, </span></span>
<span class="line"><span style="--shiki-light:#E36209;--shiki-dark:#FFAB70;">   near</span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">?</span></span>
<span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">)</span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">:</span><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;"> Float32Array</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">;</span></span></code></pre></div><p>The joined score of what a query found:</p><p>s_i = cover_i / max cover + 0.1 · near_i + 0.04 · std_i(h) + 0.03 · ln(1 + n_i)</p><p>so that the visitor&#39;s own ranking h and popularity n order what covers the query about equally.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="coverage" tabindex="-1">coverage <a class="header-anchor" href="#coverage" aria-label="Permalink to &quot;coverage&quot;">​</a></h3><p><code>Float32Array</code></p><p>[N]; 0: not found</p><h3 id="history" tabindex="-1">history <a class="header-anchor" href="#history" aria-label="Permalink to &quot;history&quot;">​</a></h3><p><code>ArrayLike</code>&lt;<code>number</code>&gt; | <code>null</code></p><p>[N] scores by the history; null without one</p><h3 id="popularity" tabindex="-1">popularity <a class="header-anchor" href="#popularity" aria-label="Permalink to &quot;popularity&quot;">​</a></h3><p><code>ArrayLike</code>&lt;<code>number</code>&gt;</p><p>[N]</p><h3 id="near" tabindex="-1">near? <a class="header-anchor" href="#near" aria-label="Permalink to &quot;near?&quot;">​</a></h3><p><code>ArrayLike</code>&lt;<code>number</code>&gt; | <code>null</code> = <code>null</code></p><p>[N] of the query tower; null without one</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Float32Array</code></p><p>[N]; -Infinity: not found</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/engine/functions/join.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const join = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  join as default
};
