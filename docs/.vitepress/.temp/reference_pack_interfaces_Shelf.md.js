import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Shelf","description":"","frontmatter":{},"headers":[],"relativePath":"reference/pack/interfaces/Shelf.md","filePath":"reference/pack/interfaces/Shelf.md"}');
const _sfc_main = { name: "reference/pack/interfaces/Shelf.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-shelf" tabindex="-1">Interface: Shelf <a class="header-anchor" href="#interface-shelf" aria-label="Permalink to &quot;Interface: Shelf&quot;">​</a></h1><p>The popular items of a category.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="entries" tabindex="-1">entries <a class="header-anchor" href="#entries" aria-label="Permalink to &quot;entries&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">entries</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: ListEntry[];</span></span></code></pre></div><p>Most popular first, with the unlisted ones among them.</p><hr><h3 id="facts" tabindex="-1">facts <a class="header-anchor" href="#facts" aria-label="Permalink to &quot;facts&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">facts</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: ItemFacts[];</span></span></code></pre></div><p>Facts of the first listed entries, so that they need no blocks of their own; may be empty.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/pack/interfaces/Shelf.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Shelf = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Shelf as default
};
