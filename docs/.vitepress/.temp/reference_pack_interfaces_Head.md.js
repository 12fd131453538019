import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Head","description":"","frontmatter":{},"headers":[],"relativePath":"reference/pack/interfaces/Head.md","filePath":"reference/pack/interfaces/Head.md"}');
const _sfc_main = { name: "reference/pack/interfaces/Head.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-head" tabindex="-1">Interface: Head <a class="header-anchor" href="#interface-head" aria-label="Permalink to &quot;Interface: Head&quot;">​</a></h1><p>What everybody loads first: enough to paint a first shelf before anything else is there.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="items" tabindex="-1">items <a class="header-anchor" href="#items" aria-label="Permalink to &quot;items&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">items</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: (ItemFacts </span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">&amp;</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;"> object)[];</span></span></code></pre></div><p>Facts of the items, and their rows in every table.</p><hr><h3 id="shelves" tabindex="-1">shelves <a class="header-anchor" href="#shelves" aria-label="Permalink to &quot;shelves&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">shelves</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: HeadShelf[];</span></span></code></pre></div><p>All categories first, then by popularity.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/pack/interfaces/Head.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Head = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Head as default
};
