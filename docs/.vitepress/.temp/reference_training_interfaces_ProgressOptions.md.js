import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ProgressOptions","description":"","frontmatter":{},"headers":[],"relativePath":"reference/training/interfaces/ProgressOptions.md","filePath":"reference/training/interfaces/ProgressOptions.md"}');
const _sfc_main = { name: "reference/training/interfaces/ProgressOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-progressoptions" tabindex="-1">Interface: ProgressOptions <a class="header-anchor" href="#interface-progressoptions" aria-label="Permalink to &quot;Interface: ProgressOptions&quot;">​</a></h1><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./CheckOptions"><code>CheckOptions</code></a></li><li><a href="./EvaluateOptions"><code>EvaluateOptions</code></a></li><li><a href="./ImagesOptions"><code>ImagesOptions</code></a></li><li><a href="./ImportOptions"><code>ImportOptions</code></a></li><li><a href="./IntentsOptions"><code>IntentsOptions</code></a></li><li><a href="./EdgeOptions"><code>EdgeOptions</code></a></li><li><a href="./RulesOptions"><code>RulesOptions</code></a></li><li><a href="./TeachOptions"><code>TeachOptions</code></a></li><li><a href="./TrainOptions"><code>TrainOptions</code></a></li><li><a href="./UpdateOptions"><code>UpdateOptions</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="progress" tabindex="-1">progress? <a class="header-anchor" href="#progress" aria-label="Permalink to &quot;progress?&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">progress</span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">?:</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;"> Progress;</span></span></code></pre></div><p>Receives bars and notes. Default: nothing is shown.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/training/interfaces/ProgressOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ProgressOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ProgressOptions as default
};
