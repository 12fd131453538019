import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ENVELOPE_TYPE","description":"","frontmatter":{},"headers":[],"relativePath":"reference/pack/variables/ENVELOPE_TYPE.md","filePath":"reference/pack/variables/ENVELOPE_TYPE.md"}');
const _sfc_main = { name: "reference/pack/variables/ENVELOPE_TYPE.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-envelope_type" tabindex="-1">Variable: ENVELOPE_TYPE <a class="header-anchor" href="#variable-envelope_type" aria-label="Permalink to &quot;Variable: ENVELOPE\\_TYPE&quot;">​</a></h1><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">const</span><span style="--shiki-light:#005CC5;--shiki-dark:#79B8FF;"> ENVELOPE_TYPE</span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">:</span><span style="--shiki-light:#032F62;--shiki-dark:#9ECBFF;"> &quot;application/vnd.dsse+json&quot;</span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;"> =</span><span style="--shiki-light:#032F62;--shiki-dark:#9ECBFF;"> &#39;application/vnd.dsse+json&#39;</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">;</span></span></code></pre></div><p>Media type of an envelope.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/pack/variables/ENVELOPE_TYPE.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ENVELOPE_TYPE = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ENVELOPE_TYPE as default
};
