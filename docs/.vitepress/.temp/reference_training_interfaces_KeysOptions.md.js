import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: KeysOptions","description":"","frontmatter":{},"headers":[],"relativePath":"reference/training/interfaces/KeysOptions.md","filePath":"reference/training/interfaces/KeysOptions.md"}');
const _sfc_main = { name: "reference/training/interfaces/KeysOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-keysoptions" tabindex="-1">Interface: KeysOptions <a class="header-anchor" href="#interface-keysoptions" aria-label="Permalink to &quot;Interface: KeysOptions&quot;">​</a></h1><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="folder" tabindex="-1">folder? <a class="header-anchor" href="#folder" aria-label="Permalink to &quot;folder?&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">folder</span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">?:</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;"> string;</span></span></code></pre></div><p>Folder of the keys. Default: <code>tacit-keys</code>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/training/interfaces/KeysOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const KeysOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  KeysOptions as default
};
