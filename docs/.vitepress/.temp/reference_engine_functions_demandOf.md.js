import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: demandOf()","description":"","frontmatter":{},"headers":[],"relativePath":"reference/engine/functions/demandOf.md","filePath":"reference/engine/functions/demandOf.md"}');
const _sfc_main = { name: "reference/engine/functions/demandOf.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="function-demandof" tabindex="-1">Function: demandOf() <a class="header-anchor" href="#function-demandof" aria-label="Permalink to &quot;Function: demandOf()&quot;">​</a></h1><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">function</span><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;"> demandOf</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">(</span></span>
<span class="line"><span style="--shiki-light:#E36209;--shiki-dark:#FFAB70;">   pack</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">, </span></span>
<span class="line"><span style="--shiki-light:#E36209;--shiki-dark:#FFAB70;">   index</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">, </span></span>
<span class="line"><span style="--shiki-light:#E36209;--shiki-dark:#FFAB70;">   typed</span></span>
<span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">)</span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">:</span><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;"> Demand</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">[];</span></span></code></pre></div><p>The demand that past queries state, as UDITSR (Sun et al., WWW 2024) infers for its search and recommendation: a query counts as the mean of what it found, the more the fewer items it found.</p><p>d_q(i) = w · decay^{p_q} · max(0, 1 − ln n_q / ln N) · std_i(Σ_{j ∈ F_q} c_j · sim(j, i)) sim(j, i) = S[j,i] / max S[j,·] + cos(z_j, z_i)</p><p>F_q: the 10 items that cover q best, c_j: their coverage, n_q: the items that cover at least 0.8 of what the best does, p_q: the number of newer queries.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="pack" tabindex="-1">pack <a class="header-anchor" href="#pack" aria-label="Permalink to &quot;pack&quot;">​</a></h3><p><code>DemandPack</code></p><h3 id="index" tabindex="-1">index <a class="header-anchor" href="#index" aria-label="Permalink to &quot;index&quot;">​</a></h3><p><a href="./../interfaces/SearchIndex"><code>SearchIndex</code></a></p><h3 id="typed" tabindex="-1">typed <a class="header-anchor" href="#typed" aria-label="Permalink to &quot;typed&quot;">​</a></h3><p>readonly <code>string</code>[]</p><p>queries, oldest first</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../interfaces/Demand"><code>Demand</code></a>[]</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/engine/functions/demandOf.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const demandOf = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  demandOf as default
};
