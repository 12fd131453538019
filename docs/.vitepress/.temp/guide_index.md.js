import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Guide for the owner of a site","description":"","frontmatter":{},"headers":[],"relativePath":"guide/index.md","filePath":"guide/index.md"}');
const _sfc_main = { name: "guide/index.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="guide-for-the-owner-of-a-site" tabindex="-1">Guide for the owner of a site <a class="header-anchor" href="#guide-for-the-owner-of-a-site" aria-label="Permalink to &quot;Guide for the owner of a site&quot;">​</a></h1><p>From two tables to recommendations on your pages, and a job that keeps them fresh. Six steps, a few minutes each:</p><ol><li><a href="./data">Data</a>: what people did, and what there is.</li><li><a href="./train">Train</a>: one command makes a <em>pack</em>, a folder that holds the model and the catalogue.</li><li><a href="./deploy">Deploy</a>: a small Cloudflare Worker serves the pack.</li><li><a href="./embed">Embed</a>: a script on your pages ranks in the visitor&#39;s browser.</li><li><a href="./measure">Measure</a>: whether it beats what you have.</li><li><a href="./update">Update</a>: new items and prices within seconds; a training every night.</li></ol><p>Not sure which data to use? <a href="./what-to-train-on">What to train on</a>: nothing, orders, consented views, or donations. From a shop or a feed, <a href="./../import/"><code>tacit import</code></a> makes the two tables.</p><p>You need Node 22.18 or newer, and for step 3 a Cloudflare account. Nothing here needs a graphics card.</p><p>Every command and every file of this guide is run by a test of ours, in this order, in an empty folder. Begin in one:</p><div class="language-sh vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">sh</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">mkdir</span><span style="--shiki-light:#005CC5;--shiki-dark:#79B8FF;"> -p</span><span style="--shiki-light:#032F62;--shiki-dark:#9ECBFF;"> data</span><span style="--shiki-light:#032F62;--shiki-dark:#9ECBFF;"> site</span></span></code></pre></div><p>Commands are run with <code>npx tacit-rec</code>, which fetches the package when it is first called. Inside a clone of the repository <code>npx tacit</code> is the same command. Do not call <code>npx tacit</code> elsewhere: that name belongs to another package on npm.</p><p>Next: <a href="./data">data</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("guide/index.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const index = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  index as default
};
