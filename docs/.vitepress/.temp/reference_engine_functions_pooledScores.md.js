import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: pooledScores()","description":"","frontmatter":{},"headers":[],"relativePath":"reference/engine/functions/pooledScores.md","filePath":"reference/engine/functions/pooledScores.md"}');
const _sfc_main = { name: "reference/engine/functions/pooledScores.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="function-pooledscores" tabindex="-1">Function: pooledScores() <a class="header-anchor" href="#function-pooledscores" aria-label="Permalink to &quot;Function: pooledScores()&quot;">​</a></h1><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">function</span><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;"> pooledScores</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">(</span><span style="--shiki-light:#E36209;--shiki-dark:#FFAB70;">pack</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">, </span><span style="--shiki-light:#E36209;--shiki-dark:#FFAB70;">intents</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">)</span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">:</span><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;"> Float32Array</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">;</span></span></code></pre></div><p>pool_k(u_k · z_i) of every item, z_i = scale_i · vectors_i, in plain TypeScript, without WebAssembly. The intents stay float32, because int8 changed the top 20 of most histories.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="pack" tabindex="-1">pack <a class="header-anchor" href="#pack" aria-label="Permalink to &quot;pack&quot;">​</a></h3><p><a href="./../type-aliases/Model"><code>Model</code></a></p><h3 id="intents" tabindex="-1">intents <a class="header-anchor" href="#intents" aria-label="Permalink to &quot;intents&quot;">​</a></h3><p><code>Float32Array</code></p><p>u [K,d]</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Float32Array</code></p><p>[N]</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/engine/functions/pooledScores.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const pooledScores = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  pooledScores as default
};
