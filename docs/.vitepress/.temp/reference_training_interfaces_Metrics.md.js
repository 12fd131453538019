import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Metrics","description":"","frontmatter":{},"headers":[],"relativePath":"reference/training/interfaces/Metrics.md","filePath":"reference/training/interfaces/Metrics.md"}');
const _sfc_main = { name: "reference/training/interfaces/Metrics.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-metrics" tabindex="-1">Interface: Metrics <a class="header-anchor" href="#interface-metrics" aria-label="Permalink to &quot;Interface: Metrics&quot;">​</a></h1><p>Means over users, in [0, 1].</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./EvaluateResult"><code>EvaluateResult</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="hr" tabindex="-1">hr <a class="header-anchor" href="#hr" aria-label="Permalink to &quot;hr&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">hr</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: AtCutoffs;</span></span></code></pre></div><hr><h3 id="ndcg" tabindex="-1">ndcg <a class="header-anchor" href="#ndcg" aria-label="Permalink to &quot;ndcg&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">ndcg</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: AtCutoffs;</span></span></code></pre></div><hr><h3 id="recall" tabindex="-1">recall <a class="header-anchor" href="#recall" aria-label="Permalink to &quot;recall&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">recall</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: AtCutoffs;</span></span></code></pre></div><hr><h3 id="users" tabindex="-1">users <a class="header-anchor" href="#users" aria-label="Permalink to &quot;users&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">users</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: number;</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/training/interfaces/Metrics.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Metrics = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Metrics as default
};
