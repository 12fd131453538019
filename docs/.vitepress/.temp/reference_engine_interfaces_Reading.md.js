import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Reading","description":"","frontmatter":{},"headers":[],"relativePath":"reference/engine/interfaces/Reading.md","filePath":"reference/engine/interfaces/Reading.md"}');
const _sfc_main = { name: "reference/engine/interfaces/Reading.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-reading" tabindex="-1">Interface: Reading <a class="header-anchor" href="#interface-reading" aria-label="Permalink to &quot;Interface: Reading&quot;">​</a></h1><p>Probabilities for T tokens, row-major.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="begins" tabindex="-1">begins <a class="header-anchor" href="#begins" aria-label="Permalink to &quot;begins&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">begins</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: Float32Array;</span></span></code></pre></div><p>[T]: the token begins a clause.</p><hr><h3 id="clause" tabindex="-1">clause <a class="header-anchor" href="#clause" aria-label="Permalink to &quot;clause&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">clause</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: Float32Array;</span></span></code></pre></div><p>[T, 1 + intents]; column 0 is a token that connects clauses.</p><hr><h3 id="length" tabindex="-1">length <a class="header-anchor" href="#length" aria-label="Permalink to &quot;length&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">length</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: number;</span></span></code></pre></div><hr><h3 id="tags" tabindex="-1">tags <a class="header-anchor" href="#tags" aria-label="Permalink to &quot;tags&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">tags</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: Float32Array;</span></span></code></pre></div><p>[T, tags]</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/engine/interfaces/Reading.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Reading = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Reading as default
};
