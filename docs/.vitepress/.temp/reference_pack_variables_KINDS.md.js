import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: KINDS","description":"","frontmatter":{},"headers":[],"relativePath":"reference/pack/variables/KINDS.md","filePath":"reference/pack/variables/KINDS.md"}');
const _sfc_main = { name: "reference/pack/variables/KINDS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-kinds" tabindex="-1">Variable: KINDS <a class="header-anchor" href="#variable-kinds" aria-label="Permalink to &quot;Variable: KINDS&quot;">​</a></h1><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">const</span><span style="--shiki-light:#005CC5;--shiki-dark:#79B8FF;"> KINDS</span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">:</span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;"> readonly</span><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;"> Kind</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">[];</span></span></code></pre></div><p>The vocabulary of kinds, <code>view</code> first; every manifest carries all of them.</p><p>The weights are defaults by convention: what costs a person more says more. They are milder than those of OTTO&#39;s challenge (Kaggle 2022: clicks .1, carts .3, orders .6), since views are what most data has most of. <code>--kinds</code> replaces them.</p><p>Aliases cover Google Analytics 4 and UA, Google Retail, Meta, Shopify, WooCommerce, Magento, Matomo, Segment, Klaviyo, Recombee, schema.org&#39;s actions, and the data sets RetailRocket, Yoochoose, OTTO, REES46, Taobao, Criteo, Steam, Last.fm and Goodreads. Numbers as kinds (Tmall, JD) have none: the same number means different things in different sets. Decisions:</p><ul><li>To play, listen, watch or read is a <code>view</code>: what an item is there for, often repeated.</li><li>To rent, borrow, download, install or own is a <code>purchase</code>.</li><li>Goodreads&#39; <code>to-read</code> is a <code>save</code>, its <code>read</code> and <code>currently-reading</code> are views.</li><li>Every step of a checkout before the order is a <code>cart</code>.</li><li>Lists, promotions and carts that are shown, and items that are skipped, are impressions.</li></ul></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/pack/variables/KINDS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const KINDS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  KINDS as default
};
