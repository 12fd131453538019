import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: verifyEd25519","description":"","frontmatter":{},"headers":[],"relativePath":"reference/pack/variables/verifyEd25519.md","filePath":"reference/pack/variables/verifyEd25519.md"}');
const _sfc_main = { name: "reference/pack/variables/verifyEd25519.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-verifyed25519" tabindex="-1">Variable: verifyEd25519 <a class="header-anchor" href="#variable-verifyed25519" aria-label="Permalink to &quot;Variable: verifyEd25519&quot;">​</a></h1><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">const</span><span style="--shiki-light:#005CC5;--shiki-dark:#79B8FF;"> verifyEd25519</span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">:</span><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;"> VerifySignature</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">;</span></span></code></pre></div><p>Verifies an Ed25519 signature (RFC 8032) by WebCrypto: Node, workerd, Chromium 137, Firefox 129, Safari 17. Where a browser lacks it, this rejects with a <code>NotSupportedError</code>; the SDK then loads a library.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/pack/variables/verifyEd25519.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const verifyEd25519 = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  verifyEd25519 as default
};
