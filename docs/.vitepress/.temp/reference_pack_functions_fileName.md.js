import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: fileName()","description":"","frontmatter":{},"headers":[],"relativePath":"reference/pack/functions/fileName.md","filePath":"reference/pack/functions/fileName.md"}');
const _sfc_main = { name: "reference/pack/functions/fileName.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="function-filename" tabindex="-1">Function: fileName() <a class="header-anchor" href="#function-filename" aria-label="Permalink to &quot;Function: fileName()&quot;">​</a></h1><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">function</span><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;"> fileName</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">(</span></span>
<span class="line"><span style="--shiki-light:#E36209;--shiki-dark:#FFAB70;">   role</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">, </span></span>
<span class="line"><span style="--shiki-light:#E36209;--shiki-dark:#FFAB70;">   sha256</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">, </span></span>
<span class="line"><span style="--shiki-light:#E36209;--shiki-dark:#FFAB70;">   extension</span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">?</span></span>
<span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">)</span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">:</span><span style="--shiki-light:#005CC5;--shiki-dark:#79B8FF;"> string</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">;</span></span></code></pre></div><p>The name of a file by its content: <code>items.0123456789abcdef.safetensors</code>.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="role" tabindex="-1">role <a class="header-anchor" href="#role" aria-label="Permalink to &quot;role&quot;">​</a></h3><p><code>string</code></p><p>a <a href="./../type-aliases/Role">Role</a>, or one of a later version with its <code>extension</code></p><h3 id="sha256" tabindex="-1">sha256 <a class="header-anchor" href="#sha256" aria-label="Permalink to &quot;sha256&quot;">​</a></h3><p><code>string</code></p><p>hex digits; the name contains the first 16</p><h3 id="extension" tabindex="-1">extension? <a class="header-anchor" href="#extension" aria-label="Permalink to &quot;extension?&quot;">​</a></h3><p><code>&quot;safetensors&quot;</code> | <code>&quot;json&quot;</code> | <code>&quot;onnx&quot;</code> | <code>&quot;bin&quot;</code> | <code>&quot;json.gz&quot;</code> = <code>...</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>string</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/pack/functions/fileName.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const fileName = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  fileName as default
};
